import * as z from "zod/mini";
import { type Language, languages, type Words } from "../visitor/language.ts";
import { colourNames } from "./colours.ts";

const nameCharsMax = 60;
const sentenceCharsMax = 600;

const pictureName = /^[\w-][\w.-]*\.(?:svg|png|webp|avif|jpe?g)$/;

/** A file of the theme's own folder. An address elsewhere would be a request to a third party. */
const Picture = z
  .string("must be a file's name")
  .check(
    z.regex(pictureName, "must be the name of a file beside theme.json: .svg, .png, .webp, .avif or .jpg"),
  );

const Colour = z
  .string("must be a colour such as #0a6e4f")
  .check(z.regex(/^#[\da-f]{6}$/i, "must be a colour such as #0a6e4f"));

/** An object of which every field may be left out, and in which nothing else may be. */
function anyOf<Fields extends z.core.$ZodLooseShape>(fields: Fields, allowed: string) {
  const error: z.core.$ZodErrorMap = (issue) =>
    issue.code === "unrecognized_keys"
      ? `knows no ${(issue.keys as string[]).join(", ")}; allowed: ${allowed}`
      : "must be an object";
  return z.exactPartial(z.strictObject(fields, { error }));
}

const listed = (names: readonly string[]) => names.join(", ");
const fromNames = <Name extends string, Value>(names: readonly Name[], make: (name: Name) => Value) =>
  Object.fromEntries(names.map((name) => [name, make(name)])) as Record<Name, Value>;

const placesIn = (sentence: string): readonly string[] => sentence.match(/\{\w+\}/g) ?? [];

/** A sentence over the dictionary's. It may leave out what the dictionary's tells, but can tell nothing else. */
function sentence(name: keyof Words) {
  const places = placesIn(languages.en[name]);
  const allowed =
    places.length === 0 ? "must have no {places}" : `must have no {places} but ${listed(places)}`;
  return z.string("must be a sentence").check(
    z.trim(),
    z.minLength(1, `must have 1 to ${sentenceCharsMax} characters`),
    z.maxLength(sentenceCharsMax, `must have 1 to ${sentenceCharsMax} characters`),
    z.refine((text) => placesIn(text).every((place) => places.includes(place)), allowed),
  );
}

const languageNames = Object.keys(languages) as readonly Language[];
const sentenceNames = Object.keys(languages.en) as readonly (keyof Words)[];
const Palette = anyOf(
  fromNames(colourNames, () => Colour),
  listed(colourNames),
);
const Sentences = anyOf(fromNames(sentenceNames, sentence), "the names in words.en.ts");

const parts = {
  /** The organiser's name, where the page would say Fairline. */
  name: z
    .string("must be a name")
    .check(
      z.trim(),
      z.minLength(1, `must have 1 to ${nameCharsMax} characters`),
      z.maxLength(nameCharsMax, `must have 1 to ${nameCharsMax} characters`),
    ),
  logo: Picture,
  /** On dark paper, and on the page of a turn. */
  logoDark: Picture,
  colours: anyOf({ light: Palette, dark: Palette }, "light, dark"),
  words: anyOf(
    fromNames(languageNames, () => Sentences),
    listed(languageNames),
  ),
};

/** `theme.json`: the operator's brand. All of it may be left out. */
export const Theme = anyOf(parts, listed(Object.keys(parts)));
export type Theme = z.infer<typeof Theme>;

/** Whether a file of the folder is one of the theme. */
export function isThemeFile(name: string): boolean {
  return name === "theme.json" || pictureName.test(name);
}

/** Where the folder of the theme is served. */
export const themeAddress = "/theme/";
