import type { Snapshot } from "@fairline/core";
import type { ShownWait } from "./estimate.ts";
import type { Visit } from "./visit.ts";

/** The connection, as far as a visitor is told of it. `found`: it was lost and is back since a moment (steady time). */
export type Link = { readonly link: "opening" | "up" | "lost" | "found"; readonly sinceMs: number };

/** What the room says of itself to everybody. */
export type RoomFacts = Pick<
  Snapshot,
  | "version"
  | "title"
  | "slots"
  | "slotSeconds"
  | "tickSeconds"
  | "graceSeconds"
  | "holdSeconds"
  | "confirm"
  | "draining"
  | "returnTo"
>;

/** What a newcomer sees of the line before there is a ticket. */
export type Early = Pick<Snapshot, "waiting">;

/** Moving the place to another device. `url` is what the QR code holds, good until `expiresAtMs` (local time). */
export type HandoverOffer =
  | { readonly kind: "none" }
  | { readonly kind: "asking" }
  | { readonly kind: "offered"; readonly url: string; readonly expiresAtMs: number }
  /** `notWaiting`: during a visit, or after the end. */
  | { readonly kind: "refused"; readonly why: "notWaiting" | "offline" | "server" };

/** Letting others go ahead. What came of it is in the line: `deferredTo`. */
export type Deferral =
  | { readonly kind: "none" }
  | { readonly kind: "sent" }
  | { readonly kind: "refused"; readonly why: "nobodyBehind" | "notWaiting" | "offline" | "server" };

/** What a visitor knows. */
export interface ClientState {
  readonly room: string;
  readonly visit: Visit;
  /** The expected wait as it is shown; nothing while no pace is known, or nobody is called. */
  readonly wait: ShownWait | undefined;
  readonly link: Link;
  /** How the room is heard just now. `http`: there is no socket, and the visitor asks by itself. */
  readonly transport: "socket" | "http";
  /** The line as everybody sees it, until there is a ticket. */
  readonly early: Early | undefined;
  readonly handover: HandoverOffer;
  readonly deferral: Deferral;
  readonly facts: Partial<RoomFacts>;
  readonly announcement: string;
  /** The same in other languages, by their tags. */
  readonly translations: Readonly<Record<string, string>>;
  /** The local time, renewed once a second. */
  readonly nowMs: number;
  /** Frames that were no message of the contract. */
  readonly ignoredFrames: number;
}

/** The state before anything is known. */
export function firstState(room: string, nowMs: number, steadyMs: number): ClientState {
  return {
    room,
    visit: { stage: "connecting" },
    wait: undefined,
    link: { link: "opening", sinceMs: steadyMs },
    transport: "socket",
    early: undefined,
    handover: { kind: "none" },
    deferral: { kind: "none" },
    facts: {},
    announcement: "",
    translations: {},
    nowMs,
    ignoredFrames: 0,
  };
}
