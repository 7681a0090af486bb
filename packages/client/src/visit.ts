import type { ErrorCode } from "@fairline/core";
import type { Line } from "./line.ts";

/** What became of a request that the visitor made in a stage. */
export type Request =
  | { readonly kind: "none" }
  | { readonly kind: "sent"; readonly what: "reserve" | "complete" | "confirm" | "takeover" }
  | {
      readonly kind: "refused";
      /** `over`: the code that a place was to be moved by is used, too old or unknown. */
      readonly why: "noEmail" | "email" | "pass" | "offline" | "server" | "over";
    };

/** Where a visitor is. `data-stage` on the page's main element says the same. */
export type Visit =
  | { readonly stage: "connecting" }
  | { readonly stage: "waiting"; readonly line: Line }
  | { readonly stage: "paused"; readonly line: Line }
  /** With a line, the place is kept; without one, the room took nobody in. */
  | { readonly stage: "closed"; readonly line?: Line }
  /** The visitor is let in on saying "I'm here" by then (local time). With `lastChance`, no other call follows. */
  | {
      readonly stage: "called";
      readonly line: Line;
      readonly confirmByMs: number;
      readonly lastChance: boolean;
      readonly request: Request;
    }
  /** A call was not answered. The place is kept at the head until then (local time), for one more. */
  | { readonly stage: "missed"; readonly line: Line; readonly untilMs: number; readonly request: Request }
  | {
      readonly stage: "turn";
      readonly number: number;
      readonly pass: string;
      readonly expiresAtMs: number;
      readonly ticketAtMs: number;
      readonly request: Request;
    }
  | { readonly stage: "completed"; readonly reservedFor?: string }
  | { readonly stage: "expired" }
  | { readonly stage: "noshow" }
  /** `asked` here; `elsewhere`: in another tab, or the server gave the place up; `reset`: the operator began anew. */
  | { readonly stage: "left"; readonly why: "asked" | "elsewhere" | "reset" }
  /** Another device holds the place now. */
  | { readonly stage: "moved" }
  /** The page was opened with the code of a place: nothing is joined until the visitor decides. */
  | {
      readonly stage: "takeover";
      readonly code: string;
      /** The number that this browser has in the room, and gives up for the other place. */
      readonly ownNumber?: number;
      readonly request: Request;
    }
  | { readonly stage: "unknown" }
  | { readonly stage: "trouble"; readonly code: ErrorCode; readonly retryAtMs: number };

export type Stage = Visit["stage"];

/** Stages that only a new key leaves. */
export function isOver(visit: Visit): boolean {
  return ["completed", "expired", "noshow", "left", "moved", "unknown"].includes(visit.stage);
}

export function lineOf(visit: Visit): Line | undefined {
  return "line" in visit ? visit.line : undefined;
}

export function numberOf(visit: Visit): number | undefined {
  return visit.stage === "turn" ? visit.number : lineOf(visit)?.number;
}

/** Whether something that the visitor asked for is under way. */
export function isAsking(visit: Visit): boolean {
  return "request" in visit && visit.request.kind === "sent";
}

/** When a call, the time for another one, or a visit is over; the room says what comes then. */
export function deadlineOf(visit: Visit): number {
  if (visit.stage === "called") return visit.confirmByMs;
  if (visit.stage === "turn") return visit.expiresAtMs;
  return visit.stage === "missed" ? visit.untilMs : Number.POSITIVE_INFINITY;
}
