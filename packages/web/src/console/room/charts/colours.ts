/** The colours of a drawing, as the theme has them just now: a canvas does not know custom properties. */
const names = {
  1: "--line-1",
  2: "--line-2",
  3: "--line-3",
  text: "--muted",
  rule: "--rule",
  paper: "--raised",
};

export function colourOf(element: Element, name: keyof typeof names): string {
  return getComputedStyle(element).getPropertyValue(names[name]).trim();
}
