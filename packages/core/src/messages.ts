import * as z from "zod/mini";
import { limits } from "./limits.ts";
import { RoomName, RoomState, wholeNumber } from "./settings.ts";

/** A key: the random id by which a browser keeps its place. */
export const Key = z.guid("must be a UUID").check(z.toLowerCase());

export const Outcome = z.enum(["completed", "expired", "left", "noshow"]);
export type Outcome = z.infer<typeof Outcome>;

/** `waiting` and `admitted` are stages; the rest are outcomes, of which a ticket gets exactly one. */
export const TicketStatus = z.enum(["waiting", "admitted", ...Outcome.options]);
export type TicketStatus = z.infer<typeof TicketStatus>;

// ── Client to server ─────────────────────────────────────────────────────────────────────────────────────

export const JoinMessage = z.object({ action: z.literal("join"), room: RoomName, key: Key });
export const LeaveMessage = z.object({ action: z.literal("leave"), room: RoomName, key: Key });
export const PingMessage = z.object({ action: z.literal("ping") });
export const ClientMessage = z.discriminatedUnion("action", [JoinMessage, LeaveMessage, PingMessage]);
export type ClientMessage = z.input<typeof ClientMessage>;

// ── Server to client ─────────────────────────────────────────────────────────────────────────────────────

export const At = z.iso.datetime();

export const TicketMessage = z.object({
  type: z.literal("ticket"),
  room: z.string(),
  number: z.int(),
  serving: z.int(),
  issued: z.int(),
  slots: z.int(),
  slotSeconds: z.int(),
  tickSeconds: z.int(),
  state: RoomState,
  /** A bearer token that reads this ticket over HTTP. */
  resume: z.string(),
  at: At,
  /** Sent to a key that comes back, and over HTTP. */
  status: z.optional(TicketStatus),
  pass: z.optional(z.string()),
  expiresAt: z.optional(At),
  /** The visitor is being called, and is let in on saying "I'm here" by then. The status is still `waiting`. */
  confirmBy: z.optional(At),
  /** A call was missed: the place is kept at the head of the line until then. */
  missedUntil: z.optional(At),
  /** One call was missed: the next one is the last. */
  lastChance: z.optional(z.literal(true)),
  /** The visitor lets others go ahead: the place is counted from this number. */
  deferredTo: z.optional(z.int()),
});
export type TicketMessage = z.infer<typeof TicketMessage>;

export const TickMessage = z.object({
  type: z.literal("tick"),
  room: z.string(),
  serving: z.int(),
  issued: z.int(),
  waiting: z.int(),
  active: z.int(),
  /** Expected seconds a place, half of the time and nine times of ten. */
  paceSeconds: z.number(),
  paceSecondsP90: z.number(),
  state: RoomState,
  announcement: z.optional(z.string()),
  /** The next one comes no later than in so many seconds. */
  nextTickSeconds: z.number(),
  /** A page counts its place on by so many a second, until it hears more. */
  placesPerSecond: z.optional(z.number()),
  /** Of the settings: with another one, what a snapshot said of them is out of date. */
  version: z.optional(z.int()),
  at: At,
});
export type TickMessage = z.infer<typeof TickMessage>;

export const TurnMessage = z.object({
  type: z.literal("turn"),
  room: z.string(),
  number: z.int(),
  lane: z.int(),
  pass: z.string(),
  expiresAt: At,
});
export type TurnMessage = z.infer<typeof TurnMessage>;

/** it is this visitor's turn, if "I'm here" is said in time. There is no pass before. */
export const CallMessage = z.object({
  type: z.literal("call"),
  room: z.string(),
  number: z.int(),
  confirmBy: At,
  /** One call was missed already: this one is the last. */
  lastChance: z.optional(z.literal(true)),
});
export type CallMessage = z.infer<typeof CallMessage>;

/** the call was not answered, and the slot went to the next. The place is kept at the head until then. */
export const MissedMessage = z.object({
  type: z.literal("missed"),
  room: z.string(),
  number: z.int(),
  missedUntil: At,
});
export type MissedMessage = z.infer<typeof MissedMessage>;

/** another device holds this place now. */
export const MovedMessage = z.object({ type: z.literal("moved"), room: z.string(), number: z.int() });
export type MovedMessage = z.infer<typeof MovedMessage>;

export const EndMessage = z.object({
  type: z.literal("end"),
  room: z.string(),
  number: z.int(),
  outcome: Outcome,
});
export type EndMessage = z.infer<typeof EndMessage>;

export const ErrorCode = z.enum([
  "bad_message",
  "unknown_room",
  "room_closed",
  "too_large",
  "rate_limited",
  "unavailable",
]);
export type ErrorCode = z.infer<typeof ErrorCode>;
export const ErrorMessage = z.object({ type: z.literal("error"), code: ErrorCode, message: z.string() });
export type ErrorMessage = z.infer<typeof ErrorMessage>;

export const PongMessage = z.object({ type: z.literal("pong") });

export const ServerMessage = z.discriminatedUnion("type", [
  TicketMessage,
  TickMessage,
  TurnMessage,
  CallMessage,
  MissedMessage,
  MovedMessage,
  EndMessage,
  ErrorMessage,
  PongMessage,
]);
export type ServerMessage = z.infer<typeof ServerMessage>;

// ── HTTP ─────────────────────────────────────────────────────────────────────────────────────────────────

/** `GET /rooms/{room}`: what a tick says, and the settings that visitors may see. */
export const Snapshot = z.extend(TickMessage, {
  title: z.string(),
  /** The announcement in other languages, by their tags (BCP 47): too much for every tick to carry to everybody. */
  translations: z.optional(z.record(z.string(), z.string())),
  slots: z.int(),
  slotSeconds: z.int(),
  /** So long the site may let a visit last; only where that is longer than `slotSeconds`. */
  maxVisitSeconds: z.optional(z.int()),
  tickSeconds: z.int(),
  graceSeconds: z.int(),
  holdSeconds: z.int(),
  /** Whoever is called has to say "I'm here" within `graceSeconds`. */
  confirm: z._default(z.boolean(), false),
  /** Newcomers are refused; those in line are served. */
  draining: z._default(z.boolean(), false),
  /** Where visitors are sent at their turn who came from nowhere else on the site. */
  returnTo: z.optional(z.string()),
});
export type Snapshot = z.infer<typeof Snapshot>;

export const JoinRequest = z.object({ key: Key });
/** The join is on its way: whoever shows `resume` is told its ticket. */
export const Joining = z.object({ room: z.string(), resume: z.string() });
export type Joining = z.infer<typeof Joining>;
/** It is on its way still: ask again in a second. */
export const Registering = z.object({ room: z.string(), status: z.literal("registering") });
export type Registering = z.infer<typeof Registering>;
/** So many people are let go ahead. */
export const DeferRequest = z.object({
  places: wholeNumber(1, limits.deferPlacesMax),
});

/** What a place is handed over by: it works once, and not for long. */
export const HandoverCode = z.string().check(z.regex(/^[\w-]{16}$/, "must be 16 of A-Z, a-z, 0-9, - and _"));
export const Handover = z.object({ code: HandoverCode, expiresAt: At });
export type Handover = z.infer<typeof Handover>;
/** The device that takes over brings a key of its own. */
export const TakeoverRequest = z.object({ code: HandoverCode, key: Key });

/** RFC 7636, S256: SHA-256 of the verifier, in base64url. */
export const Challenge = z.string().check(z.regex(/^[\w-]{43}$/, "must be 43 of A-Z, a-z, 0-9, - and _"));
/** A visitor wants to go to the site. The challenge is the gate's, which holds the verifier. */
export const CodeRequest = z.object({ returnTo: z.string(), challenge: Challenge });
/** `location` is where the browser goes: the return address with the code in its query. */
export const SiteCodeAnswer = z.object({ code: z.string(), location: z.string(), expiresAt: At });
export type SiteCodeAnswer = z.infer<typeof SiteCodeAnswer>;
/** The site exchanges a code. What is no code at all is an unknown one. */
export const PassRequest = z.object({
  code: z.string().check(z.minLength(1), z.maxLength(100)),
  verifier: z
    .string()
    .check(z.regex(/^[\w.~-]{43,128}$/, "must be 43 to 128 of A-Z, a-z, 0-9, -, ., _ and ~")),
});
export const PassAnswer = z.object({ pass: z.string(), expiresAt: At });
export type PassAnswer = z.infer<typeof PassAnswer>;

export const ReservationRequest = z.object({
  email: z
    .email("must be an e-mail address")
    .check(z.maxLength(limits.emailCharsMax, `must have at most ${limits.emailCharsMax} characters`)),
});

export const Reservation = z.object({ room: z.string(), number: z.int(), email: z.string() });
export type Reservation = z.infer<typeof Reservation>;

/** The protected site gives a visit so many seconds more. */
export const ExtendRequest = z.object({ seconds: wholeNumber(1, limits.maxVisitSecondsMax) });

/** RFC 9457. `errors` names each bad field. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.optional(z.string()),
  code: z.optional(z.string()),
  errors: z.optional(z.array(z.object({ field: z.string(), message: z.string() }))),
});
export type Problem = z.infer<typeof Problem>;

/**
 * A visitor's place: 1 is next (CONTRACT: `number - serving + 1`, at least 1).
 * The expected wait is this times `paceSeconds`, in seconds.
 */
export function position(number: number, serving: number): number {
  return Math.max(1, number - serving + 1);
}

/** SPEC C1: how long a call stands, in seconds: who answers in time has at least half of the visit. */
export function callSeconds({
  graceSeconds,
  slotSeconds,
}: {
  graceSeconds: number;
  slotSeconds: number;
}): number {
  return Math.min(graceSeconds, slotSeconds / 2);
}
