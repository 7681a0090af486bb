import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Page } from "@playwright/test";
import { albumOf } from "./support/album.ts";
import { enter, scenes } from "./support/scenes.ts";
import { type Shot, sheetOf } from "./support/sheet.ts";
import { Stage } from "./support/stage.ts";
import { expect, serve, test } from "./support/test.ts";

/**
 * A picture of every state, to be looked at: `test-results/pages/<state>/<language>-<size>-<scheme>.png`.
 * With FAIRLINE_PICTURES, a sheet of each state for docs/pages.md as well.
 */
const server = serve({ any: {} });
const docs = join(import.meta.dirname, "..", "docs");
const sheets = join(docs, "pictures", "pages");
const album = join(docs, "pages.md");

const sizes = { desktop: { width: 1200, height: 760 }, phone: { width: 390, height: 780 } };
const schemes = ["light", "dark"] as const;
/** Japanese where a page has most to say. */
const alsoJapanese = ["waiting", "called", "missed", "turn", "defer", "handover"];

/** One typeface that has all three languages, so that the pictures do not depend on what else is installed. */
const typeface = `addEventListener("DOMContentLoaded", () => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(':root { --font: "Noto Sans CJK KR", sans-serif } :lang(ja) { --font: "Noto Sans CJK JP", sans-serif }');
  document.adoptedStyleSheets.push(sheet);
});`;

test("docs/pages.md shows every state", () => {
  if (process.env.FAIRLINE_PICTURES) writeFileSync(album, albumOf(scenes));
  expect(readFileSync(album, "utf8")).toBe(albumOf(scenes));
});

let stage: Stage;
let table: Page;
test.beforeAll(async ({ browser }) => {
  const page = await browser.newPage({ timezoneId: "Asia/Seoul", reducedMotion: "reduce" });
  await page.addInitScript(typeface);
  stage = await Stage.on(page, server.url);
  table = await browser.newPage({ viewport: { width: 1600, height: 900 } });
});

for (const scene of scenes)
  test(`${scene.room}, as phone and desktop, light and dark, show it`, async () => {
    const shots: Shot[] = [];
    const languages = ["en", "ko", ...(alsoJapanese.includes(scene.room) ? ["ja"] : [])];
    for (const language of languages) {
      await enter(stage, scene, language);
      for (const scheme of schemes)
        for (const size of ["desktop", "phone"] as const) {
          await stage.page.setViewportSize(sizes[size]);
          await stage.page.emulateMedia({ colorScheme: scheme });
          const png = await stage.page.screenshot({ fullPage: !(await isAsking()) });
          keep(
            join(test.info().project.outputDir, "pages", scene.room, `${language}-${size}-${scheme}.png`),
            png,
          );
          shots.push({ size, png });
        }
    }
    if (process.env.FAIRLINE_PICTURES) keep(join(sheets, `${scene.room}.webp`), await sheetOf(table, shots));
  });

/** A dialog covers the window, not the whole page. */
function isAsking(): Promise<boolean> {
  return stage.page.locator("dialog[open]").isVisible();
}

function keep(file: string, content: Buffer): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}
