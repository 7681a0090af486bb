import { type Colours, colourNames, type Palette, paletteOf } from "./colours.ts";

/** The style sheet of a theme's colours: the custom properties of base.css, and those of a turn. */
export function styleOf(colours: Colours): string {
  const light = rules(paletteOf(colours, "light"));
  const dark = rules(paletteOf(colours, "dark"));
  return `${light}\n@media (prefers-color-scheme: dark) {\n${dark}\n}\n${untinted}`;
}

/** On the page of a turn some things are tinted to fit the shipped green; on another brand's they are as the rest. */
const untinted = [
  '.shell[data-tone="turn"] :is(.refusal, .clock[data-last="true"]) { color: inherit; }',
  '.shell[data-tone="turn"] .reservation .button.main { border-color: var(--ink); background: var(--ink); color: var(--paper); }',
].join("\n");

function rules(palette: Palette): string {
  const properties = colourNames.map((name) => `--${kebab(name)}: ${palette[name]};`);
  const { turnPaper, turnInk } = palette;
  const turn = [
    `--paper: ${turnPaper};`,
    `--ink: ${turnInk};`,
    `--muted: ${turnInk};`,
    `--rule: color-mix(in oklab, ${turnInk} 30%, ${turnPaper});`,
    `--accent: ${turnInk};`,
    `--on-accent: ${turnPaper};`,
    `--focus: ${turnInk};`,
    `--warning-paper: ${turnPaper};`,
  ];
  return `:root { ${properties.join(" ")} }\n.shell[data-tone="turn"] { ${turn.join(" ")} }`;
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
