import type { Outcome, ServerMessage, Settings } from "@fairline/core";
import type { FaultName } from "./faults.ts";

/** What is true of the services from then on, whoever was told of it. */
export type Fact =
  | {
      readonly kind: "room";
      readonly run: number;
      readonly settings: Settings;
      readonly isResetting: boolean;
      /** It has closed by itself: who turns out to wait all the same is served yet. */
      readonly isDrained: boolean;
      /** The newest entry of the log. */
      readonly entry: string | undefined;
    }
  /** What is kept of this run will be forgotten after a while. */
  | { readonly kind: "lapses"; readonly run: number }
  | { readonly kind: "created"; readonly run: number; readonly number: number; readonly key: string }
  /** A newcomer has a number from now on. */
  | { readonly kind: "joined"; readonly run: number; readonly number: number }
  | { readonly kind: "voided"; readonly run: number; readonly number: number }
  /** A lane has taken a number that it had not before. */
  | { readonly kind: "claimed"; readonly run: number; readonly number: number; readonly lane: number }
  | { readonly kind: "unclaimed"; readonly run: number; readonly number: number; readonly lane: number }
  | {
      readonly kind: "recalled";
      readonly run: number;
      readonly number: number;
      /** An operator called the number in: it comes before all others. */
      readonly isCalledIn?: true;
    }
  | { readonly kind: "passed over"; readonly run: number; readonly number: number }
  | {
      readonly kind: "admitted";
      readonly run: number;
      readonly number: number;
      readonly lane: number;
      readonly expiresAtMs: number;
    }
  /** The execution ran late: the visit counts from now on. */
  | {
      readonly kind: "postponed";
      readonly run: number;
      readonly number: number;
      readonly expiresAtMs: number;
    }
  | { readonly kind: "filled"; readonly run: number; readonly number: number; readonly lane: number }
  | { readonly kind: "emptied"; readonly run: number; readonly number: number; readonly lane: number }
  /** The visit's execution has begun: the visitor is let in. */
  | {
      readonly kind: "opened";
      readonly run: number;
      readonly number: number;
      readonly lane: number;
      readonly expiresAtMs: number;
    }
  | {
      readonly kind: "ended";
      readonly run: number;
      readonly number: number;
      readonly outcome: Outcome;
      readonly wasAdmitted: boolean;
    }
  /** The site has given the visit more time: it lasts until then. */
  | {
      readonly kind: "extended";
      readonly run: number;
      readonly number: number;
      readonly expiresAtMs: number;
    }
  /** The visitor is to say "I'm here" by then. */
  | {
      readonly kind: "called";
      readonly run: number;
      readonly number: number;
      readonly lane: number;
      readonly confirmByMs: number;
    }
  /** Nobody said so: the visitor stands aside. */
  | { readonly kind: "missed"; readonly run: number; readonly number: number }
  /** Never let in, and back in the line. */
  | { readonly kind: "returned"; readonly run: number; readonly number: number }
  /** The visitor lets others ahead, up to a number. */
  | {
      readonly kind: "deferred";
      readonly run: number;
      readonly number: number;
      readonly until: number;
      /** The visitor was the next to be called. */
      readonly wasRecalled: boolean;
      /** The visitor had stood back already. */
      readonly isAgain: boolean;
    }
  /** Who stood aside does so no longer. */
  | { readonly kind: "back"; readonly run: number; readonly number: number }
  /** The holder may hand the place over until then. */
  | {
      readonly kind: "offered";
      readonly run: number;
      readonly number: number;
      readonly key: string;
      readonly untilMs: number;
    }
  /** Another key holds the place. */
  | {
      readonly kind: "moved";
      readonly run: number;
      readonly number: number;
      readonly from: string;
      readonly to: string;
      /** What the place was about to become. */
      readonly while: "waiting" | "called" | "admitted";
    }
  | { readonly kind: "polled"; readonly run: number; readonly number: number; readonly untilMs: number }
  // What visitors do and hear, as an onlooker behind their browser sees it.
  | { readonly kind: "connected"; readonly visitor: string; readonly connection: string }
  /** Silently: the gateway does not know yet. */
  | { readonly kind: "closed"; readonly connection: string; readonly silently: boolean }
  | { readonly kind: "asked"; readonly visitor: string; readonly connection: string; readonly key: string }
  | {
      readonly kind: "heard";
      readonly visitor: string;
      readonly connection: string;
      readonly message: ServerMessage;
    }
  | {
      readonly kind: "leave";
      readonly visitor: string;
      readonly key: string;
      /** Word of it is on its way to the lobby. */
      readonly isSent: boolean;
    }
  /** Says "I'm here". */
  | { readonly kind: "confirm"; readonly visitor: string; readonly key: string }
  // What operators ask for.
  | { readonly kind: "calls in"; readonly run: number; readonly number: number }
  | { readonly kind: "ends a visit"; readonly run: number; readonly number: number }
  /** Shows the pass: to complete, or to reserve. */
  | { readonly kind: "submit"; readonly visitor: string; readonly run: number; readonly number: number }
  | { readonly kind: "committed"; readonly visitor: string; readonly run: number; readonly number: number }
  // What the HTTP API answers on the way to the site.
  | {
      readonly kind: "sent";
      readonly run: number;
      readonly number: number;
      readonly code: string;
      readonly device: string;
      /** The code's end. */
      readonly untilMs: number;
    }
  /** A code was exchanged for a pass, of that device. */
  | {
      readonly kind: "arrived";
      readonly run: number;
      readonly number: number;
      readonly code: string;
      readonly device: string;
      /** The pass's end. */
      readonly untilMs: number;
    }
  | {
      readonly kind: "renewed";
      readonly run: number;
      readonly number: number;
      readonly askedAtMs: number;
      readonly untilMs: number;
    }
  // What happens to the services.
  | { readonly kind: "fault"; readonly name: FaultName; readonly at: string }
  | { readonly kind: "broke"; readonly handler: string; readonly error: string }
  | { readonly kind: "calm" }
  | {
      readonly kind: "over";
      readonly left: readonly string[];
      /** The names of all entries of the log. */
      readonly log: readonly string[];
    };

export type Entry = Fact & { readonly atMs: number };

export interface History {
  readonly entries: readonly Entry[];
  add(fact: Fact): void;
}

export function history(nowMs: () => number): History {
  const entries: Entry[] = [];
  return { entries, add: (fact) => void entries.push({ ...fact, atMs: nowMs() }) };
}
