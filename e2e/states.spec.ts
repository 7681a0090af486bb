import type { Page } from "@playwright/test";
import { violations } from "./support/axe.ts";
import { enter, scenes } from "./support/scenes.ts";
import { Stage } from "./support/stage.ts";
import { expect, serve, test } from "./support/test.ts";

const server = serve({ any: {}, demo: {} });

/** Each size and each scheme: sizes change what there is, schemes change colours, and neither asks for the other. */
const looks = [
  { name: "phone, light", viewport: { width: 360, height: 740 }, colorScheme: "light" },
  { name: "desktop, dark", viewport: { width: 1280, height: 800 }, colorScheme: "dark" },
] as const;

/** In `npm test` each scene has one of them, in turns. */
function looksFor(index: number) {
  const isQuick = process.env.FAIRLINE_QUICK !== undefined;
  return isQuick ? looks.filter((_, i) => i === index % looks.length) : looks;
}

const sidewaysPixels = "document.documentElement.scrollWidth - document.documentElement.clientWidth";

// One page for all of them: what takes long is opening one.
let stage: Stage;
test.beforeAll(async ({ browser }) => {
  const page = await browser.newPage({
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    reducedMotion: "reduce",
  });
  stage = await Stage.on(page, server.url);
});

for (const [index, scene] of scenes.entries())
  test(`${scene.room}: says what it must, and axe finds nothing`, async () => {
    await enter(stage, scene);
    for (const sentence of scene.says) await expect(stage.page.locator("body")).toContainText(sentence);
    await expectSound(stage.page, index);
  });

test("the start page: axe finds nothing", async () => {
  const { page } = stage;
  await page.goto(server.url);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expectSound(page, scenes.length);
});

async function expectSound(page: Page, index: number): Promise<void> {
  for (const { name, viewport, colorScheme } of looksFor(index)) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    expect(await page.evaluate(sidewaysPixels), `pixels beyond the side: ${name}`).toBe(0);
    expect(await violations(page), name).toEqual([]);
  }
}
