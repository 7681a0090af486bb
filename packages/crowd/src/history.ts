import type { ErrorCode, Outcome, RoomState, TicketStatus, WaitRange } from "@fairline/core";

/** What a visitor can ask of the room once it is its turn. */
export type Ask = "reservation" | "complete" | "leave";

/** What happened to one visitor, as the visitor saw it. Times are on the crowd's own clock (clock.ts). */
export type VisitorEvent = { readonly atMs: number } & (
  | /** A join frame was sent: the first time, or again after a connection was lost. */ {
      readonly what: "join";
    }
  | /** The connection went down and the visitor had not closed it. */ { readonly what: "down" }
  | {
      readonly what: "ticket";
      readonly number: number;
      readonly status?: TicketStatus;
      readonly expiresAtMs?: number;
    }
  | {
      readonly what: "turn";
      readonly number: number;
      readonly lane: number;
      readonly expiresAtMs: number;
    }
  | /** The first wait that the visitor's page would have told. */ {
      readonly what: "estimate";
      readonly range: WaitRange;
    }
  | /** It is the visitor's turn, if "I'm here" is said by then. */ {
      readonly what: "call";
      readonly number: number;
      readonly confirmByMs: number;
    }
  | { readonly what: "missed"; readonly number: number }
  | /** "I'm here" was said, and answered. `status` 0: no answer came. */ {
      readonly what: "confirmed";
      readonly askedMs: number;
      readonly status: number;
    }
  | { readonly what: "ask"; readonly ask: Ask }
  | /** `status` 0: no answer came. */ {
      readonly what: "answer";
      readonly ask: Ask;
      readonly askedMs: number;
      readonly status: number;
    }
  | { readonly what: "end"; readonly number: number; readonly outcome: Outcome }
  | /** Gave up while waiting, of its own will. */ { readonly what: "gone"; readonly politely: boolean }
  | { readonly what: "error"; readonly code: ErrorCode; readonly message: string }
  | /** A frame or body that the contract does not know. */ {
      readonly what: "unreadable";
      readonly why: string;
    }
  | /** Could not come, or come back. */ { readonly what: "lost"; readonly why: string }
  | /** The run was over before the visitor was. */ { readonly what: "stopped" }
);

export interface VisitorHistory {
  readonly visitor: number;
  readonly events: readonly VisitorEvent[];
}

/** The settings as the crowd learned of them; each holds until the next. The first one stands for all before. */
export interface SettingsSeen {
  readonly atMs: number;
  readonly slots: number;
  readonly slotSeconds: number;
  /** So long a visit may last that the site gives more time; undefined: it gives none. */
  readonly maxVisitSeconds?: number | undefined;
  readonly tickSeconds: number;
  readonly state: RoomState;
}

export interface History {
  readonly room: string;
  readonly seed: number;
  readonly nonce: string;
  readonly startedMs: number;
  readonly endedMs: number;
  readonly endedBy: "everybody done" | "timeout" | "interruption";
  readonly settings: readonly [SettingsSeen, ...SettingsSeen[]];
  readonly visitors: readonly VisitorHistory[];
  /** From a tick's `at` to its arrival, one for each tick that anybody received. */
  readonly tickLagsMs: readonly number[];
  /** Snapshots over HTTP that the contract does not know. */
  readonly unreadable: readonly string[];
}
