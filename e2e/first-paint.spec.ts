import type { Page } from "@playwright/test";
import { expect, serve, test } from "./support/test.ts";

const server = serve({ first: { slots: 1, slotSeconds: 60, tickSeconds: 1 } });

/** Holds back what the page asks for until it is let go. */
async function hold(page: Page, address: string): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  await page.route(address, async (route) => {
    await promise;
    await route.continue();
  });
  return resolve;
}

for (const [device, viewport] of [
  ["phone", { width: 390, height: 844 }],
  ["desktop", { width: 1280, height: 800 }],
] as const) {
  test(`on a ${device} the page says something before its script has come, and nothing jumps when it takes over`, async ({
    people,
  }) => {
    let go = () => {};
    const visitor = await people.prepare(server, "first", async (page) => {
      await page.setViewportSize(viewport);
      go = await hold(page, "**/assets/*.js");
      // The room does not answer meanwhile: what takes over is the page that waits for it.
      await page.routeWebSocket(/\/ws$/, () => {});
    });
    const { page } = visitor;
    await page.goto(`${server.url}/r/first`, { waitUntil: "commit" });
    const title = page.getByRole("heading", { level: 1 });
    const door = page.locator(".way-door");
    await expect(title).toHaveText("One moment");
    await expect(page.getByText("잠시만 기다려 주세요")).toBeVisible();
    await expect(page.locator("noscript p")).toHaveCount(0);
    const before = { title: await title.boundingBox(), door: await door.boundingBox() };
    expect(before.title?.height).toBeGreaterThan(20);

    go();
    await visitor.is("connecting");
    await expect(page.getByText("in line right now")).toBeVisible();
    expect({ title: await title.boundingBox(), door: await door.boundingBox() }).toEqual(before);
    await expect(page.locator(".opening")).toHaveCount(0);
  });
}

test("without JavaScript the page says in three languages what it needs, and promises nothing", async ({
  browser,
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${server.url}/r/first`);
  for (const words of [/needs JavaScript/, /JavaScript가 필요해요/, /JavaScriptが必要です/])
    await expect(page.getByText(words)).toBeVisible();
  await expect(page.getByText("One moment")).toBeHidden();
  await context.close();
});
