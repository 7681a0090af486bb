import { AnnouncementRequest, SettingsChange } from "@fairline/core";
import { describeIssue } from "@fairline/core/issues";
import type * as z from "zod/mini";
import { Failure } from "./failure.ts";

/** What `set` and `preview` take. Translations come with the text that they translate: `announce` has both. */
export const settingNames = Object.keys(SettingsChange.shape).filter((name) => name !== "translations");

/** The setting that is a list: what stands in it has no commas, or has them as %2C. */
const listed = "returnAddresses";
const listForm = "give several with commas between them";

/** `slots=20`, `slot-seconds=60` or `slotSeconds=60`, each a setting; of two of one name the last one counts. */
export function readChange(texts: readonly string[]): SettingsChange {
  return valid(SettingsChange, Object.fromEntries(texts.map(readSetting)));
}

/** `text` for everybody, and `ko=TEXT` for those who read Korean. */
export function readAnnouncement(
  announcement: string,
  inLanguages: readonly string[],
): z.infer<typeof AnnouncementRequest> {
  const translations = Object.fromEntries(inLanguages.map((text) => pairIn("--in", text, "ko=TEXT")));
  return valid(AnnouncementRequest, { announcement, translations });
}

/** Digits as a number; anything else as it was typed, for a schema to refuse. */
export function typed(text: string): unknown {
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  return text === "true" || text === "false" ? text === "true" : text;
}

function readSetting(text: string): [name: string, value: unknown] {
  const [given, value] = pairIn("set", text, "slots=20");
  const name = given.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  if (!settingNames.includes(name))
    throw new Failure("usage", `${given}: there is no such setting; there are ${settingNames.join(", ")}`);
  const schema = SettingsChange.shape[name as keyof SettingsChange];
  if (name === listed && value.trimStart().startsWith("["))
    throw new Failure("usage", `${given}: must be addresses; ${listForm} (was ${JSON.stringify(value)})`);
  if (name === listed)
    return [
      name,
      value
        .split(",")
        .map((one) => one.trim())
        .filter((one) => one !== ""),
    ];
  // A title may be made of digits: what is taken as text is text.
  return [name, schema.safeParse(value).success ? value : typed(value)];
}

function pairIn(source: string, text: string, example: string): [name: string, value: string] {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw new Failure("usage", `${source}: must be like ${example} (was ${JSON.stringify(text)})`);
  return [name, value];
}

function valid<S extends z.ZodMiniType>(schema: S, input: unknown): z.output<S> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new Failure("usage", parsed.error.issues.map((issue) => describeIssue(issue, input)).join("; "));
}
