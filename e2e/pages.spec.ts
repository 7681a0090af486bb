import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Page } from "@playwright/test";
import { albumOf } from "./support/album.ts";
import { album, repository, sheets, sheetsMadeFrom } from "./support/docs.ts";
import { madeFrom } from "./support/made-from.ts";
import { enter, scenes } from "./support/scenes.ts";
import { type Shot, sheetOf } from "./support/sheet.ts";
import { Stage } from "./support/stage.ts";
import { serve, test } from "./support/test.ts";

/**
 * `npm run pictures` makes docs/pages.md and a sheet of every state for it. Each picture alone, to be looked at, is
 * `test-results/pages/<state>/<language>-<size>-<scheme>.png`. album.spec.ts tells when it is time to.
 */
const server = serve({ any: {} });

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

// Only if each of them was made is it noted what they were made from.
test.describe.configure({ mode: "serial" });

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
    keep(join(sheets, `${scene.room}.webp`), await sheetOf(table, shots));
  });

test("docs/pages.md, and what the pictures were made from", () => {
  writeFileSync(album, albumOf(scenes));
  writeFileSync(sheetsMadeFrom, madeFrom(repository));
});

/** A dialog covers the window, not the whole page. */
function isAsking(): Promise<boolean> {
  return stage.page.locator("dialog[open]").isVisible();
}

function keep(file: string, content: Buffer): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}
