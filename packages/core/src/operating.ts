import * as z from "zod/mini";
import { At, Snapshot, TicketStatus } from "./messages.ts";
import { announcementText, LanguageTag, RoomName, RoomState, Settings, wholeNumber } from "./settings.ts";

/** What operators send, and what they are shown: the console and the command line use nothing else. */

/** Who did something, for the log. What the room does by itself, `fairline` did. */
export const OperatorName = z
  .string()
  .check(
    z.regex(
      /^[\p{L}\p{N}](?:[\p{L}\p{N} ._-]{0,38}[\p{L}\p{N}])?$/u,
      "must be 1 to 40 letters, digits, spaces, dots, - and _, and begin and end with a letter or a digit",
    ),
  );

/** `POST /admin/session`. `name` is for the log, where the token itself has no name. */
export const SignInRequest = z.object({
  token: z.string().check(z.minLength(1), z.maxLength(500)),
  name: z.optional(OperatorName),
});
/** Who is signed in, and until when. */
export const Session = z.object({ operator: OperatorName, expiresAt: At });
export type Session = z.infer<typeof Session>;

export const AnnouncementRequest = z.object({
  announcement: announcementText,
  /** By language (BCP 47); who reads none of these reads `announcement`. Absent: none. */
  translations: z.optional(z.record(LanguageTag, announcementText)),
});

/** `POST …/call` and `…/end`: whom it is about. */
export const NumberRequest = z.object({ number: wholeNumber(1, Number.MAX_SAFE_INTEGER) });

/** What became of a number so far. `called`: has yet to say "I'm here". */
export const TicketStage = z.enum([...TicketStatus.options, "called"]);
export type TicketStage = z.infer<typeof TicketStage>;

/** `GET …/tickets/{number}`: one place in line, for an operator who is asked about it. No key, no e-mail address. */
export const TicketView = z.object({
  number: z.int(),
  status: TicketStage,
  /** Has a connection, or has polled lately. */
  present: z.boolean(),
  /** 1 is next; absent: does not wait. */
  position: z.optional(z.int()),
  joinedAt: At,
  /** Called by an operator: the next free slot is theirs. */
  calledIn: z.boolean(),
  admittedAt: z.optional(At),
  expiresAt: z.optional(At),
});
export type TicketView = z.infer<typeof TicketView>;

/** A value of a setting as the log keeps it. */
export const SettingValue = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.array(z.string()),
  z.record(z.string(), z.string()),
]);
export type SettingValue = z.infer<typeof SettingValue>;

/** One line of the log. */
export const AuditView = z.object({
  id: z.string(),
  at: At,
  who: z.string(),
  /** A sentence without its subject: `paused the room`, `set slots to 20 (was 10)`, `called number 12 in`. */
  what: z.string(),
  /** What it changed in the settings; none: it was something else. */
  changes: z.array(z.object({ field: z.string(), from: SettingValue, to: SettingValue })),
  /** It can be undone: it changed settings, and they are still as it left them. */
  undoable: z.boolean(),
});
export type AuditView = z.infer<typeof AuditView>;
/** `GET …/audit?before=ID`: the newest first; `more`: there are older ones. */
export const AuditPage = z.object({ entries: z.array(AuditView), more: z.boolean() });
export type AuditPage = z.infer<typeof AuditPage>;
export const UndoRequest = z.object({ id: z.string().check(z.minLength(1), z.maxLength(100)) });

/** Eight of ten waits fall between the earliest and the latest, half of them before the likely one. In seconds. */
export const Wait = z.object({
  earliestSeconds: z.number(),
  likelySeconds: z.number(),
  latestSeconds: z.number(),
});

/** One moment of a room. What is counted is counted since the run began: two samples tell what happened between them. */
export const SampleView = z.object({
  at: At,
  waiting: z.int(),
  active: z.int(),
  /** X at that moment. */
  slots: z.int(),
  serving: z.int(),
  issued: z.int(),
  admitted: z.int(),
  /** Visits that ended, however. */
  ended: z.int(),
  pushes: z.int(),
  /** The likely wait of the last in line. */
  lastWaitSeconds: z.number(),
});
export type SampleView = z.infer<typeof SampleView>;
/** `GET …/samples`: one a minute, for a day; with `?since=` only later ones. */
export const Samples = z.object({ samples: z.array(SampleView) });
export type Samples = z.infer<typeof Samples>;

/** Messages that nobody could use, by queue: of the whole stage, not of one room. */
export const DeadLetters = z.object({ Lobby: z.int(), Turns: z.int(), Ticks: z.int() });
export type DeadLetters = z.infer<typeof DeadLetters>;

/** `GET /admin/rooms/{room}/live?since=…`: everything the console shows. Nothing in it grows with the line. */
export const LiveView = z.object({
  snapshot: Snapshot,
  /** Changes with every reset: numbers start at 1 again. */
  run: z.int(),
  version: z.int(),
  /** What room.config.ts says: a reset goes back to it. */
  configured: Settings,
  totals: z.object({
    issued: z.int(),
    admitted: z.int(),
    completed: z.int(),
    expired: z.int(),
    left: z.int(),
    noshow: z.int(),
    /** Of those who left: the ones who were never let in. */
    leftWaiting: z.int(),
  }),
  /** Of those who were admitted in this run, in seconds; p50 and p95 to within 10 %. Absent: nobody was, or it is not known. */
  waits: z.optional(z.object({ meanSeconds: z.number(), p50Seconds: z.number(), p95Seconds: z.number() })),
  /** Of those who were called and are gone, 0 to 1. Absent: nobody is. */
  noShowRate: z.optional(z.number()),
  /** The wait of the last in line; where nobody waits, of who joins now. Absent: nobody is called just now. */
  lastWait: z.optional(Wait),
  /** Over the last minute or, after a reset, less. */
  perMinute: z.object({ joined: z.number(), admitted: z.number(), ended: z.number() }),
  /** What ticks push: over the last minute, and the budget. */
  pushes: z.object({ perSecond: z.number(), perSecondMax: z.number() }),
  /** Of this run: what costs. What it costs in dollars, the planner says (`@fairline/planner/cost`). */
  usage: z.object({ ticks: z.int(), pushes: z.int(), connectionMinutes: z.number() }),
  /** Absent: they could not be counted just now. */
  deadLetters: z.optional(DeadLetters),
  slots: z.array(
    z.object({
      lane: z.int(),
      number: z.int(),
      since: At,
      expiresAt: At,
      away: z.boolean(),
      /** The visitor has yet to say "I'm here". */
      called: z.boolean(),
      /** How much of the visit's time the site has given. */
      extendedSeconds: z._default(z.number(), 0),
    }),
  ),
  /** One a tick, the latest last: of the last ten minutes, or with `?since=` those that are later. */
  samples: z.array(SampleView),
  lastTickAt: z.optional(At),
});
export type LiveView = z.infer<typeof LiveView>;

/** `GET /admin/rooms`: all rooms at a glance, by name. */
export const RoomSummary = z.object({
  room: RoomName,
  title: z.string(),
  state: RoomState,
  draining: z.boolean(),
  waiting: z.int(),
  active: z.int(),
  slots: z.int(),
  tickSeconds: z.int(),
  lastWait: z.optional(Wait),
  lastTickAt: z.optional(At),
  /** One a minute, of the last half hour. */
  samples: z.array(SampleView),
});
export type RoomSummary = z.infer<typeof RoomSummary>;
export const Rooms = z.object({ at: At, rooms: z.array(RoomSummary) });
export type Rooms = z.infer<typeof Rooms>;

/** What a line is to expect under some settings. */
export const Outlook = z.object({
  /** Of the last in line; where nobody waits, of who joins now. Absent: nobody is called. */
  lastWait: z.optional(Wait),
  /** Until everybody who waits now was called. Absent: never. */
  drainSeconds: z.optional(z.number()),
  admittedPerMinute: z.number(),
  pushesPerSecond: z.number(),
});
export type Outlook = z.infer<typeof Outlook>;
/** `POST …/preview` with a change of settings: what it would do, before it is made. Nothing is changed. */
export const Preview = z.object({
  version: z.int(),
  now: Outlook,
  // biome-ignore lint/suspicious/noThenProperty: it is no function, so that nothing takes it for a promise
  then: Outlook,
  /** The same in sentences, the weightiest first: `At X = 20 the last in line waits about 14 min instead of 35 min.` */
  effects: z.array(z.string()),
});
export type Preview = z.infer<typeof Preview>;
