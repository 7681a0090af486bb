import type { Memory } from "@fairline/client/ports";
import { en } from "./words.en.ts";
import { ja } from "./words.ja.ts";
import { ko } from "./words.ko.ts";

export type Words = Readonly<Record<keyof typeof en, string>>;
export const languages = { en, ko, ja } as const satisfies Record<string, Words>;
export type Language = keyof typeof languages;

const keptName = "fairline:language";

export function isLanguage(name: string | undefined): name is Language {
  return name !== undefined && Object.hasOwn(languages, name);
}

/** The language that the visitor chose here before, else the first of the browser's that there is, else English. */
export function chooseLanguage(memory: Memory, preferred: readonly string[]): Language {
  const kept = memory.read(keptName);
  if (isLanguage(kept)) return kept;
  return preferred.map((tag) => tag.split("-")[0]?.toLowerCase()).find(isLanguage) ?? "en";
}

export function keepLanguage(memory: Memory, language: Language): void {
  memory.write(keptName, language);
}
