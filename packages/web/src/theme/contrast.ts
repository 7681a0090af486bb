import { type ColourName, type Colours, paletteOf, schemes } from "./colours.ts";

/** What is read on what, and how much they must differ (WCAG 2.2: text 1.4.3, the focus ring 1.4.11). */
const pairs: readonly (readonly [on: ColourName, under: ColourName, ratioMin: number])[] = [
  ["ink", "paper", 4.5],
  ["muted", "paper", 4.5],
  ["accent", "paper", 4.5],
  ["onAccent", "accent", 4.5],
  ["ink", "raised", 4.5],
  ["danger", "raised", 4.5],
  ["ink", "warningPaper", 4.5],
  ["turnInk", "turnPaper", 4.5],
  ["focus", "paper", 3],
];

/** One line for each pair of colours that is hard to tell apart: its fields, its ratio, and what is needed. */
export function poorContrasts(colours: Colours): readonly string[] {
  return schemes.flatMap((scheme) => {
    const palette = paletteOf(colours, scheme);
    return pairs.flatMap(([on, under, ratioMin]) => {
      const ratio = contrast(palette[on], palette[under]);
      if (ratio >= ratioMin) return [];
      // Rounded down: what is too little must not look like enough.
      const shown = (Math.floor(ratio * 100) / 100).toFixed(2);
      return [
        `colours.${scheme}: ${on} ${palette[on]} on ${under} ${palette[under]} has a contrast of ${shown}:1, needs ${ratioMin}:1`,
      ];
    });
  });
}

/** WCAG 2's contrast ratio of two colours (`#rrggbb`), 1 to 21. */
export function contrast(one: string, other: string): number {
  const [lighter = 0, darker = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (lighter + 0.05) / (darker + 0.05);
}

/** WCAG 2's relative luminance, 0 (black) to 1 (white). */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
