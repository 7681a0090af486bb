import * as z from "zod/mini";
import { limits } from "./limits.ts";
import { asKept, isReturnAddress } from "./returning.ts";

/** A room's name: what stands in its address, 1 to 40 characters. */
export const RoomName = z
  .string()
  .check(
    z.regex(
      /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/,
      "must be 1 to 40 of a-z, 0-9 and -, and neither begin nor end with -",
    ),
  );

export const RoomState = z.enum(["open", "paused", "closed"]);
export type RoomState = z.infer<typeof RoomState>;

/** Numbers are told their range whatever is wrong with them. */
export const wholeNumber = (min: number, max: number) => {
  const message = `must be a whole number from ${min} to ${max}`;
  return z.int(message).check(z.minimum(min, message), z.maximum(max, message));
};

/** Control characters but line breaks and tabs, and those that turn the direction of what stands behind a text, too. */
const steering = /[^\P{Cc}\t\n\r]|[\u202A-\u202E\u2066-\u2069]/u;

/** Text that everybody will read: whole characters, and no control characters but line breaks and tabs. */
const plainText = (charsMin: number, charsMax: number) => {
  const message = `must have ${charsMin} to ${charsMax} characters`;
  const isPlain = (text: string) => text.isWellFormed() && !steering.test(text);
  return z
    .string()
    .check(
      z.trim(),
      z.minLength(charsMin, message),
      z.maxLength(charsMax, message),
      z.refine(isPlain, "must be plain text"),
    );
};

/** The settings' own schemas, without their defaults. */
const slots = wholeNumber(1, limits.slotsMax);
const slotSeconds = wholeNumber(1, limits.slotSecondsMax);
const tickSeconds = wholeNumber(1, limits.tickSecondsMax);
const graceSeconds = wholeNumber(1, limits.graceSecondsMax);
const holdSeconds = wholeNumber(1, limits.holdSecondsMax);
const maxVisitSeconds = wholeNumber(0, limits.maxVisitSecondsMax);
const confirm = z.boolean("must be true or false");
const draining = z.boolean("must be true or false");
const title = plainText(1, limits.titleCharsMax).check(
  z.refine((text) => !/[\n\r]/.test(text), "must stand on one line"),
  // Where there is none, or half of one, the length or the text is what is wrong.
  z.refine(
    (text) => text === "" || /[\p{L}\p{N}\p{P}\p{S}\p{Cs}]/u.test(text),
    "must have a character that is seen",
  ),
);
export const announcementText = plainText(0, limits.announcementCharsMax);

/** A language, as BCP 47 names it: ko, en-GB, zh-Hant. */
export const LanguageTag = z
  .string()
  .check(
    z.regex(/^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*$/, "must be a language tag, such as ko, en-GB or zh-Hant"),
    z.maxLength(limits.languageTagCharsMax, `must have at most ${limits.languageTagCharsMax} characters`),
  );

/** The announcement in other languages: whoever reads one of them is shown that. An empty text is no translation. */
export const Translations = z.record(LanguageTag, announcementText).check(
  z.refine(
    (texts) => Object.keys(texts).length <= limits.translationsMax,
    `must have at most ${limits.translationsMax} languages`,
  ),
  z.refine((texts) => {
    const languages = Object.keys(texts).map((language) => language.toLowerCase());
    return new Set(languages).size === languages.length;
  }, "must name each language once, in whatever case"),
);
export type Translations = z.infer<typeof Translations>;

/** SPEC R10: the languages that there is a text in. */
export function languagesOf(translations: Translations): string[] {
  return Object.keys(translations).filter((language) => translations[language] !== "");
}

/** Where visitors may be sent at their turn: an address of the site, which allows what lies below it, too. */
const ReturnAddress = z.string().check(
  z.refine(
    isReturnAddress,
    "must be an https address without user, query or fragment (http is for localhost alone)",
  ),
  z.refine(
    (text) => asKept(text).length <= limits.returnAddressCharsMax,
    `must have at most ${limits.returnAddressCharsMax} characters`,
  ),
  z.overwrite(asKept),
);
const returnAddresses = z.array(ReturnAddress).check(
  z.refine(
    (addresses) => addresses.length <= limits.returnAddressesMax,
    `must have at most ${limits.returnAddressesMax} addresses`,
  ),
  z.refine((addresses) => new Set(addresses).size === addresses.length, "must name each address once"),
);

/** What settings are when nobody says anything. */
export const defaultSettings = {
  slots: 3,
  slotSeconds: 60,
  tickSeconds: 2,
  graceSeconds: 15,
  holdSeconds: 120,
} as const;

/** The live settings of a room, as the contract names them. */
export const Settings = z.object({
  /** X: how many visitors may use the protected site at once. */
  slots,
  /** Y: how long a visit may last, in seconds. */
  slotSeconds,
  /** N: how often everybody hears how the line moves, in seconds. */
  tickSeconds,
  /** An admitted visitor without a connection for this long is a no-show, in seconds. */
  graceSeconds: z._default(graceSeconds, defaultSettings.graceSeconds),
  /** A waiting visitor without a connection keeps the place for this long, in seconds. */
  holdSeconds: z._default(holdSeconds, defaultSettings.holdSeconds),
  /** How long the site may let a visit last in all, from its beginning on (SPEC X1), in seconds; Y or less, as 0: it gives no more time. */
  maxVisitSeconds: z._default(maxVisitSeconds, 0),
  /** Whoever is called has to say "I'm here" within `graceSeconds`, else the slot goes to the next. */
  confirm: z._default(confirm, false),
  state: z._default(RoomState, "open"),
  /** Newcomers are refused and those in line are served; then the room closes by itself. */
  draining: z._default(draining, false),
  title: z._default(title, "Waiting room"),
  announcement: z._default(announcementText, ""),
  translations: z._default(Translations, {}),
  /** Where visitors may be sent at their turn (SPEC G1), the first unless they came from another one; none: nowhere. */
  returnAddresses: z._default(returnAddresses, []),
});
export type Settings = z.infer<typeof Settings>;

/** SPEC R7: a room that is closed does not drain. */
export function settled(settings: Settings): Settings {
  return settings.state === "closed" ? { ...settings, draining: false } : settings;
}

/** What an operator sends to change settings: any of the fields, and no others. */
export const SettingsChange = z.partial(
  z.strictObject({
    slots,
    slotSeconds,
    tickSeconds,
    graceSeconds,
    holdSeconds,
    maxVisitSeconds,
    confirm,
    state: RoomState,
    draining,
    title,
    announcement: announcementText,
    translations: Translations,
    returnAddresses,
  }),
);
export type SettingsChange = z.infer<typeof SettingsChange>;

/** `room.config.ts` (or JSON): rooms by name, with their first settings. */
export const RoomConfig = z.strictObject({
  rooms: z
    .record(
      RoomName,
      z.strictObject({
        ...Settings.shape,
        slots: z._default(slots, defaultSettings.slots),
        slotSeconds: z._default(slotSeconds, defaultSettings.slotSeconds),
        tickSeconds: z._default(tickSeconds, defaultSettings.tickSeconds),
      }),
    )
    .check(z.refine((rooms) => Object.keys(rooms).length > 0, "must name at least one room")),
});
export type RoomConfig = z.input<typeof RoomConfig>;
