import * as z from "zod";
import { limits } from "./limits.ts";

/** A room's name: what stands in its address, 1 to 40 characters. */
export const RoomName = z
  .string()
  .regex(
    /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/,
    "must be 1 to 40 of a-z, 0-9 and -, and neither begin nor end with -",
  );

export const RoomState = z.enum(["open", "paused", "closed"]);
export type RoomState = z.infer<typeof RoomState>;

const wholeNumber = (min: number, max: number) => {
  const message = `must be a whole number from ${min} to ${max}`;
  return z.int(message).min(min, message).max(max, message);
};

/** Text that everybody will read: whole characters, and no control characters but line breaks and tabs. */
const plainText = (charsMin: number, charsMax: number) => {
  const message = `must have ${charsMin} to ${charsMax} characters`;
  const isPlain = (text: string) => text.isWellFormed() && !/[^\P{Cc}\t\n\r]/u.test(text);
  return z
    .string()
    .trim()
    .min(charsMin, message)
    .max(charsMax, message)
    .refine(isPlain, "must be plain text");
};

/** The live settings of a room, as the contract names them. */
export const Settings = z.object({
  /** X: how many visitors may use the protected site at once. */
  slots: wholeNumber(1, limits.slotsMax),
  /** Y: how long a visit may last, in seconds. */
  slotSeconds: wholeNumber(1, limits.slotSecondsMax),
  /** N: how often everybody hears how the line moves, in seconds. */
  tickSeconds: wholeNumber(1, limits.tickSecondsMax),
  /** An admitted visitor without a connection for this long is a no-show, in seconds. */
  graceSeconds: wholeNumber(1, limits.graceSecondsMax).default(15),
  /** A waiting visitor without a connection keeps the place for this long, in seconds. */
  holdSeconds: wholeNumber(1, limits.holdSecondsMax).default(120),
  /** Whoever is called has to say "I'm here" within `graceSeconds`, else the slot goes to the next. */
  confirm: z.boolean("must be true or false").default(false),
  state: RoomState.default("open"),
  title: plainText(1, limits.titleCharsMax).default("Waiting room"),
  announcement: plainText(0, limits.announcementCharsMax).default(""),
});
export type Settings = z.infer<typeof Settings>;

/** What an operator sends to change settings: any of the fields, and no others. */
export const SettingsChange = z.strictObject({
  slots: Settings.shape.slots.optional(),
  slotSeconds: Settings.shape.slotSeconds.optional(),
  tickSeconds: Settings.shape.tickSeconds.optional(),
  graceSeconds: wholeNumber(1, limits.graceSecondsMax).optional(),
  holdSeconds: wholeNumber(1, limits.holdSecondsMax).optional(),
  confirm: z.boolean("must be true or false").optional(),
  state: RoomState.optional(),
  title: Settings.shape.title.unwrap().optional(),
  announcement: Settings.shape.announcement.unwrap().optional(),
});
export type SettingsChange = z.infer<typeof SettingsChange>;

export const defaultSettings = { slots: 3, slotSeconds: 60, tickSeconds: 2 } as const;

/** `room.config.ts` (or JSON): rooms by name, with their first settings. */
export const RoomConfig = z.strictObject({
  rooms: z
    .record(
      RoomName,
      z.strictObject({
        ...Settings.shape,
        slots: Settings.shape.slots.default(defaultSettings.slots),
        slotSeconds: Settings.shape.slotSeconds.default(defaultSettings.slotSeconds),
        tickSeconds: Settings.shape.tickSeconds.default(defaultSettings.tickSeconds),
      }),
    )
    .refine((rooms) => Object.keys(rooms).length > 0, "must name at least one room"),
});
export type RoomConfig = z.input<typeof RoomConfig>;

/** One line for a person: the field, the value that was given, and what is allowed. */
export function describeIssue(issue: z.core.$ZodIssue, input: unknown): string {
  const path = issue.path.map(String).join(".") || "input";
  const value = issue.path.reduce<unknown>(
    (at, key) =>
      at !== null && typeof at === "object" ? (at as Record<PropertyKey, unknown>)[key] : undefined,
    input,
  );
  return `${path}: ${messageOf(issue)} (was ${shown(value)})`;
}

/** What is wrong with a key of a map says it one level further in. */
function messageOf(issue: z.core.$ZodIssue): string {
  const [inner] = issue.code === "invalid_key" ? issue.issues : [];
  return inner?.message ?? issue.message;
}

function shown(value: unknown): string {
  if (value === undefined) return "missing";
  if (typeof value === "number") return String(value);
  try {
    return (JSON.stringify(value) ?? String(value)).slice(0, 80);
  } catch {
    // Too deep for JSON, or a circle.
    return "something that cannot be shown";
  }
}
