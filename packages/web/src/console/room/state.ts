import type { Clock } from "@fairline/client/ports";
import type { Preview, SampleView, SettingsChange, TicketView } from "@fairline/core";
import type { Asks } from "../requests.ts";
import type { Feed } from "./feed.ts";
import type { Asked } from "./hands/question.ts";
import type { Speech } from "./hands/speech.ts";
import type { Log } from "./log/log.ts";
import type { Form } from "./settings/form.ts";

/** What an operator does to a room beside changing its settings. */
export type DeedName =
  | "pause"
  | "resume"
  | "open"
  | "close"
  | "drain"
  | "announce"
  | "reset"
  | "undo"
  | "call"
  | "end";

/** What became of the last button, and whose number it was about, if anybody's. */
export type Deed =
  | { readonly kind: "none" }
  | { readonly kind: "sent"; readonly name: DeedName; readonly number?: number }
  | { readonly kind: "done"; readonly name: DeedName; readonly number?: number; readonly atMs: number }
  | { readonly kind: "failed"; readonly name: DeedName; readonly number?: number; readonly message: string };

/** A change, and what it would do. */
export interface Foreseen {
  readonly change: SettingsChange;
  readonly preview: Preview;
}

/** What the server foresees of a change, or why nothing. */
export type Prospect =
  | ({ readonly kind: "foreseen"; readonly atMs: number } & Foreseen)
  | { readonly kind: "failed"; readonly message: string };

/** What the form's draft would do. `before`: what was foreseen of what was typed before. */
export type Foresight =
  | { readonly kind: "none" }
  | { readonly kind: "asking"; readonly before?: Foreseen }
  | Prospect;

/** A change of the room's state that is asked about before it is made. */
export type Question =
  | { readonly kind: "none" }
  /** What to say is still being asked for. */
  | { readonly kind: "asking" }
  | {
      readonly kind: "asked";
      readonly name: Asked;
      /** The version that the answer is meant for. */
      readonly version: number;
      readonly prospect: Prospect;
    };

/** One number that an operator asked about. */
export type LookUp =
  | { readonly kind: "none" }
  | { readonly kind: "asking"; readonly number: number }
  | { readonly kind: "found"; readonly ticket: TicketView; readonly atMs: number }
  | { readonly kind: "failed"; readonly number: number; readonly message: string };

export interface RoomState {
  readonly room: string;
  readonly feed: Feed;
  /** One sample a minute, of a day. */
  readonly history: readonly SampleView[];
  readonly form: Form;
  readonly foresight: Foresight;
  readonly speech: Speech;
  readonly deed: Deed;
  readonly question: Question;
  readonly lookUp: LookUp;
  readonly log: Log;
  /** The local time, renewed with each beat. */
  readonly nowMs: number;
}

/** What the parts of the room's store work with. */
export interface RoomTools {
  readonly asks: Asks;
  /** The room's, below `/admin`. */
  readonly path: string;
  readonly clock: Clock;
  readonly getState: () => RoomState;
  readonly setState: (change: Partial<RoomState> | ((state: RoomState) => Partial<RoomState>)) => void;
}
