import type { Page } from "@playwright/test";
import { Operator } from "./support/operator.ts";
import { RunningShop, type ShopStart } from "./support/shop.ts";
import { Shopper } from "./support/shopper.ts";
import { expect, serve, test } from "./support/test.ts";

/** No visit ends by its time here: a slot that is free before was set free by a check-out. */
const settings = {
  slots: 3,
  slotSeconds: 120,
  tickSeconds: 1,
  returnAddresses: ["https://lantern-hall.example/"],
};
const rooms = {
  express: settings,
  hono: settings,
  browsers: { ...settings, slots: 1, maxVisitSeconds: 300 },
};
const siteKey = "known-to-the-shop-and-to-Fairline";
const server = serve(rooms, { siteKey });

const seats = "/seats/winter-journey";
const api = "/api/evenings/winter-journey/seats";
const calledWithinMs = 10_000;

const running: RunningShop[] = [];
test.afterAll(() => Promise.all(running.map((shop) => shop.stop())));

/** A shop behind this room, which sends its visitors to where it is now. */
async function open(framework: ShopStart["framework"], room: keyof typeof rooms): Promise<RunningShop> {
  const shop = await RunningShop.start({ framework, fairline: server.url, room, siteKey });
  running.push(shop);
  const returnAddresses = [`${shop.url}/`];
  await new Operator(server.url, server.adminToken, room).change({ returnAddresses });
  return shop;
}

for (const { framework, visitors } of [
  { framework: "express", visitors: 12 },
  { framework: "hono", visitors: 5 },
] as const)
  test(`${framework}: of ${visitors} shoppers at once nobody gets in without a turn, at most three are inside, and every check-out lets the next one in`, async ({
    people,
  }) => {
    const shop = await open(framework, framework);
    const calledMs: number[] = [];
    const soldMs: number[] = [];
    let arrived = 0;
    const full = Promise.withResolvers<void>();

    async function goShopping(_: unknown, i: number) {
      const shopper = new Shopper(shop.url, server.url, framework);
      await expectRefused(shopper);
      const visitor = people.join(server, framework);
      const page = await shopper.comeIn(seats, visitor, () => calledMs.push(performance.now()));
      expect(await page.text()).toContain("Hold these seats");
      expect((await shopper.call(api)).status).toBe(200);
      // The first ones wait for each other: else nobody would know that there is room for three.
      arrived += 1;
      if (arrived === settings.slots) full.resolve();
      await full.promise;
      expect(
        await shopper.send(seats, { seats: `${"BC"[Math.floor(i / 10)]}${(i % 10) + 1}` }),
      ).toMatchObject({ status: 303 });
      const copy = shopper.copy();
      soldMs.push(performance.now());
      const sold = await shopper.send("/checkout", { name: `Shopper ${i}` });
      // What it says to the gate is the gate's alone.
      expect({ status: sold.status, fairline: sold.headers.get("fairline") }).toEqual({
        status: 303,
        fairline: null,
      });
      await visitor.reaches("ended", calledWithinMs);
      await expectRefused(shopper);
      await expectRefused(copy);
      expect(await (await shopper.go(sold.headers.get("location") ?? "")).text()).toContain(
        `Thank you, Shopper ${i}`,
      );
    }
    await Promise.all(Array.from({ length: visitors }, goShopping));

    expect(await shop.health()).toEqual({ status: "ok", inside: 0, insideMost: 3 });
    expect(calledMs).toHaveLength(visitors);
    // The first three slots were free; each call after those is due to a check-out.
    for (const [i, atMs] of calledMs.slice(3).entries())
      expect(atMs - (soldMs[i] ?? 0), `ms from check-out ${i + 1} to the next call`).toBeLessThan(
        calledWithinMs,
      );
    expect(shop.troubles).toEqual([]);
  });

/** Neither a page nor a call of the API: each says where the line is. */
async function expectRefused(shopper: Shopper): Promise<void> {
  const page = await shopper.go(seats);
  expect({ status: page.status, to: page.headers.get("location")?.split("#")[0] }).toEqual({
    status: 302,
    to: expect.stringMatching(`^${server.url}/r/`),
  });
  for (const call of [
    shopper.call(api),
    shopper.call("/api/orders", { evening: "winter-journey", seats: ["A1"], name: "Eve" }),
  ]) {
    const refused = await call;
    expect(refused.status).toBe(401);
    expect(await refused.json()).toMatchObject({
      status: 401,
      room: expect.stringMatching(`^${server.url}/r/`),
    });
  }
}

test("in two browsers: the shop leads to the line, the turn leads back without a code in anybody's history, a minute more is given, and the check-out brings the next one in", async ({
  people,
}) => {
  const shop = await open("express", "browsers");
  const nothing = async () => {};
  const first = await people.prepare(server, "browsers", nothing);
  const second = await people.prepare(server, "browsers", nothing);

  await first.page.goto(shop.url);
  await first.page.getByRole("link", { name: "Winter Journey" }).click();
  await first.page.waitForURL(shop.url + seats);
  await second.page.goto(shop.url + seats);
  await second.is("waiting");

  await first.page.getByRole("checkbox", { name: "A5" }).check();
  await first.page.getByRole("button", { name: "Hold these seats" }).click();
  const secondsBefore = await secondsLeft(first.page);
  await first.page.getByRole("button", { name: "I need another minute" }).click();
  await expect.poll(() => secondsLeft(first.page)).toBeGreaterThan(secondsBefore + 30);
  await first.page.getByLabel("Name on the tickets").fill("Ada");
  await first.page.getByRole("button", { name: "Buy" }).click();
  await expect(first.page.getByRole("heading", { level: 1 })).toHaveText("Thank you, Ada");

  await second.page.waitForURL(shop.url + seats, { timeout: calledWithinMs });
  await expect(second.page.getByRole("checkbox", { name: "A5" })).toBeDisabled();
  for (const { page } of [first, second]) {
    const history = await historyOf(page);
    expect(history).toContain(shop.url + seats);
    expect(history.filter((address) => /fairline-code|challenge|eyJ/.test(address))).toEqual([]);
    expect(await page.evaluate("document.referrer")).not.toContain("fairline-code");
  }
  expect(shop.troubles).toEqual([]);
});

/** Of the visit, as the shop shows it. */
async function secondsLeft(page: Page): Promise<number> {
  const [minutes = 0, seconds = 0] = ((await page.getByRole("timer").textContent()) ?? "")
    .split(":")
    .map(Number);
  return minutes * 60 + seconds;
}

/** Every address that the browser's buttons would lead back to. */
async function historyOf(page: Page): Promise<readonly string[]> {
  const session = await page.context().newCDPSession(page);
  const { entries } = await session.send("Page.getNavigationHistory");
  return entries.map(({ url }) => url);
}
