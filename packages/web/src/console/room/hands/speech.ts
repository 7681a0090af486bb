import type { AnnouncementRequest, Settings } from "@fairline/core";
import type * as z from "zod/mini";

/** Languages that have a field of their own. Others are kept as they are. */
export const languageNames = { ko: "Korean", en: "English", ja: "Japanese" } as const;
export type SpokenLanguage = keyof typeof languageNames;
/** `everybody`: what is read where there is no text in the reader's language. */
export type Audience = "everybody" | SpokenLanguage;
export const audiences: readonly Audience[] = ["everybody", "ko", "en", "ja"];

/** An announcement that is being written: what was typed and differs from what is in force. */
export interface Speech {
  readonly draft: Readonly<Partial<Record<Audience, string>>>;
  /** The version of the settings that it was begun over. */
  readonly base: number;
}

export const noSpeech: Speech = { draft: {}, base: 0 };

type InForce = Pick<Settings, "announcement" | "translations">;

export function inForce(settings: InForce, audience: Audience): string {
  return audience === "everybody" ? settings.announcement : (settings.translations[audience] ?? "");
}

export function isWritten({ draft }: Speech): boolean {
  return Object.keys(draft).length > 0;
}

export function written(
  speech: Speech,
  settings: InForce,
  version: number,
  to: Audience,
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
  const isNew = ([to, text]: [string, string]) => sent.draft[to as Audience] !== text;
  return { draft: Object.fromEntries(Object.entries(speech.draft).filter(isNew)), base: version };
}
