import type { Scene } from "./scenes.ts";

const introduction = `# What a visitor sees

Every state of the visitor's page, as a desktop and a phone show it, light and dark: in English, in Korean, and where the page
has most to say in Japanese. The idea is one line with the visitor on it; when it is the visitor's turn, the whole page turns
green, to be seen from across a room.

The pictures and this page are made by a test (\`npm run pictures\`), which plays each state to a real browser;
[e2e/states.spec.ts](../e2e/states.spec.ts) holds the same states against axe, and against what they must say.
`;

/** docs/pages.md: each state with its sentence and its sheet. */
export function albumOf(scenes: readonly Scene[]): string {
  return [introduction, ...scenes.map(chapter)].join("\n");
}

function chapter({ room, about }: Scene): string {
  const name = room.replaceAll("-", " ");
  const title = name.charAt(0).toUpperCase() + name.slice(1);
  return `## ${title}\n\n${about}\n\n![${title}: desktop and phone, light and dark](pictures/pages/${room}.webp)\n`;
}
