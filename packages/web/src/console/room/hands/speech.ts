import type { AnnouncementRequest, Settings } from "@fairline/core";
import type * as z from "zod/mini";

/** Languages that have a field of their own. Others are kept as they are, or removed. */
export const languageNames = { ko: "Korean", en: "English", ja: "Japanese" } as const;
export type SpokenLanguage = keyof typeof languageNames;
/** `everybody`: what is read where there is no text in the reader's language. */
export type Audience = "everybody" | SpokenLanguage;
export const audiences: readonly Audience[] = ["everybody", "ko", "en", "ja"];

/** An announcement that is being written: what was typed and differs from what is in force, by audience or language. */
export interface Speech {
  readonly draft: Readonly<Record<string, string>>;
  /** The version of the settings that it was begun over. */
  readonly base: number;
}

export const noSpeech: Speech = { draft: {}, base: 0 };

type InForce = Pick<Settings, "announcement" | "translations">;

/** `to`: an audience, or any other language. */
export function inForce(settings: InForce, to: string): string {
  return to === "everybody" ? settings.announcement : (settings.translations[to] ?? "");
}

/** Languages that are read by somebody and have no field here: the command line announces in any. */
export function otherLanguages({ translations }: InForce): readonly string[] {
  const isOther = (language: string) => !(audiences as readonly string[]).includes(language);
  return Object.keys(translations).filter((language) => isOther(language) && translations[language] !== "");
}

/** Whether anybody reads anything, in whatever language. */
export function isAnnounced({ announcement, translations }: InForce): boolean {
  return [announcement, ...Object.values(translations)].some((text) => text !== "");
}

export function isWritten({ draft }: Speech): boolean {
  return Object.keys(draft).length > 0;
}

export function written(
  speech: Speech,
  settings: InForce,
  version: number,
  to: string,
  text: string,
): Speech {
  const draft = { ...speech.draft, [to]: text };
  if (text === inForce(settings, to)) delete draft[to];
  return { draft, base: isWritten(speech) ? speech.base : version };
}

/** What is sent: everything that is to be in force, in every language. */
export function announcementOf(settings: InForce, { draft }: Speech): z.infer<typeof AnnouncementRequest> {
  const { everybody = settings.announcement, ...translated } = draft;
  const translations = Object.fromEntries(
    Object.entries({ ...settings.translations, ...translated }).filter(([, text]) => text.trim() !== ""),
  );
  return { announcement: everybody, translations };
}

/** What is still to be sent once `sent` was: what was typed since. */
export function rest(speech: Speech, sent: Speech, version: number): Speech {
  const isNew = ([to, text]: [string, string]) => sent.draft[to] !== text;
  return { draft: Object.fromEntries(Object.entries(speech.draft).filter(isNew)), base: version };
}

/** What is still to be sent after another announcement was made from here, over which it is meant as well. */
export function over(speech: Speech, settings: InForce, version: number): Speech {
  const differs = ([to, text]: [string, string]) => text !== inForce(settings, to);
  return { draft: Object.fromEntries(Object.entries(speech.draft).filter(differs)), base: version };
}
