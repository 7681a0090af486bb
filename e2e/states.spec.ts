import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { enter, scenes } from "./support/scenes.ts";
import { Stage } from "./support/stage.ts";
import { expect, serve, test } from "./support/test.ts";

const server = serve({ any: {} });

const phone = { width: 360, height: 740 };
const desktop = { width: 1280, height: 800 };
/** Everything for each size and each scheme; what only both together can show is colours. */
const looks = [
  { name: "phone, light", viewport: phone, colorScheme: "light", rules: "all" },
  { name: "phone, dark", viewport: phone, colorScheme: "dark", rules: "colours" },
  { name: "desktop, dark", viewport: desktop, colorScheme: "dark", rules: "all" },
  { name: "desktop, light", viewport: desktop, colorScheme: "light", rules: "colours" },
] as const;

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

for (const scene of scenes)
  test(`${scene.room}: says what it must, and axe finds nothing, on phone and desktop, light and dark`, async () => {
    const { page } = stage;
    await page.setViewportSize(phone);
    await page.emulateMedia({ colorScheme: "light" });
    await enter(stage, scene);
    for (const sentence of scene.says) await expect(page.locator("body")).toContainText(sentence);
    for (const { name, viewport, colorScheme, rules } of looks) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      expect(await page.evaluate(sidewaysPixels), `pixels beyond the side: ${name}`).toBe(0);
      expect(await violations(page, rules), name).toEqual([]);
    }
  });

async function violations(page: Page, rules: "all" | "colours") {
  // The old mode opens no page of its own for each run; there are no frames here that would need one.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"] });
  if (rules === "colours") axe.withRules(["color-contrast", "link-in-text-block"]);
  else axe.withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]);
  const { violations } = await axe.analyze();
  return violations.map(({ id, nodes }) => ({
    id,
    nodes: nodes.map(({ failureSummary }) => failureSummary),
  }));
}
