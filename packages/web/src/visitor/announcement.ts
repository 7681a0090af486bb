import type { Language } from "./language.ts";
import type { VisitorState } from "./state.ts";

/** The organiser's news in the page's language, if there is a translation: of that tag, or of another form of the language. */
export function announcementIn(
  language: Language,
  { announcement, translations }: Pick<VisitorState, "announcement" | "translations">,
): string {
  const texts = Object.entries(translations).filter(([, text]) => text !== "");
  const baseOf = (tag: string) => tag.toLowerCase().split("-")[0];
  const exact = texts.find(([tag]) => tag.toLowerCase() === language);
  const [, text = announcement] = exact ?? texts.find(([tag]) => baseOf(tag) === language) ?? [];
  return text;
}
