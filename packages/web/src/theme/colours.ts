/** The two sets of colours: the visitor's system chooses. */
export const schemes = ["light", "dark"] as const;
export type Scheme = (typeof schemes)[number];

/** The shipped colours, as base.css has them, and what the page of a turn is made of. A theme may change any. */
export const shipped = {
  light: {
    paper: "#f5f7f5",
    raised: "#ffffff",
    ink: "#15201b",
    muted: "#55625b",
    rule: "#ccd5cf",
    accent: "#0a6e4f",
    onAccent: "#ffffff",
    danger: "#a3261d",
    warning: "#8a4b00",
    warningPaper: "#fdf1dd",
    focus: "#0a6e4f",
    turnPaper: "#0a6e4f",
    turnInk: "#ffffff",
  },
  dark: {
    paper: "#0f1513",
    raised: "#18201d",
    ink: "#e8eeea",
    muted: "#9caaa2",
    rule: "#303b36",
    accent: "#5ccb9e",
    onAccent: "#06251a",
    danger: "#ff9c90",
    warning: "#f3bd6a",
    warningPaper: "#2b2212",
    focus: "#5ccb9e",
    turnPaper: "#0b5a42",
    turnInk: "#ffffff",
  },
} as const;

export type ColourName = keyof typeof shipped.light;
export const colourNames = Object.keys(shipped.light) as readonly ColourName[];
export type Palette = Readonly<Record<ColourName, string>>;
/** What a theme gives. */
export type Colours = { readonly [S in Scheme]?: Partial<Palette> };

/**
 * All colours of a scheme: what the theme gives, over what is shipped. The page of a turn takes the brand's light accent
 * if nothing else is said, for it is to be seen from across a room, by day and by night.
 */
export function paletteOf(colours: Colours, scheme: Scheme): Palette {
  const { accent, onAccent = shipped.light.onAccent } = colours.light ?? {};
  const turn = accent === undefined ? {} : { turnPaper: accent, turnInk: onAccent };
  return { ...shipped[scheme], ...turn, ...colours[scheme] };
}
