import type { ErrorCode, Outcome, RoomState, TicketStatus, WaitRange } from "@fairline/core";

/** What a visitor can ask of the room once it is its turn. */
export type Ask = "reservation" | "complete" | "leave";

/** Why a visitor that goes on waiting has no connection: its own network fails, or it loads the page again. */
export type AwayWhy = "outage" | "reload";

/** What happened to one visitor, as the visitor saw it. Times are on the crowd's own clock (clock.ts). */
export type VisitorEvent = { readonly atMs: number } & (
  | /** A join frame was sent: the first time, or again after a connection was lost. */ {
      readonly what: "join";
    }
  | /** The connection went down: by itself, or for the reason that is given. */ {
      readonly what: "down";
      readonly why?: AwayWhy;
    }
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

export interface TickSeen {
  /** The server's time of it, on the crowd's clock. */
  readonly atMs: number;
  readonly serving: number;
  readonly waiting: number;
  /** How many heard it, how late it reached them together, and how late the last of them. */
  readonly heard: number;
  readonly lagSumMs: number;
  readonly lagMaxMs: number;
}

/** The place in line that one visitor's page showed at one moment. */
export interface ShownPlace {
  readonly atMs: number;
  readonly number: number;
  readonly place: number;
}

export interface History {
  readonly room: string;
  readonly seed: number;
  readonly nonce: string;
  readonly startedMs: number;
  readonly endedMs: number;
  readonly endedBy: "everybody done" | "timeout" | "interruption" | "a lost process";
  readonly settings: readonly [SettingsSeen, ...SettingsSeen[]];
  readonly visitors: readonly VisitorHistory[];
  /** From a tick's `at` to its arrival, one for each tick that anybody received. */
  readonly tickLagsMs: readonly number[];
  /** Of so many samples one was kept. */
  readonly keptOneIn: { readonly tickLags: number; readonly places: number };
  /** Each tick that anybody received, in order. */
  readonly ticks: readonly TickSeen[];
  /** What the visitors' pages showed. */
  readonly places: readonly ShownPlace[];
  /** How many processes the crowd took. */
  readonly processes: number;
  /** Why a part of the crowd is missing, if it is. */
  readonly missing: readonly string[];
  /** Snapshots over HTTP that the contract does not know. */
  readonly unreadable: readonly string[];
}
