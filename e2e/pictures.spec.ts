import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { circulate } from "@fairline/crowd";
import type { BrowserContextOptions, Page } from "@playwright/test";
import { ConsolePage } from "./support/console.ts";
import { VisitorPage } from "./support/pages.ts";
import { expect, serve, test } from "./support/test.ts";

/** `npm run pictures` makes the README's pictures. */
const folder = join(import.meta.dirname, "..", "docs", "pictures");

const room = {
  title: "Autumn holiday trains: ticket sale",
  announcement: "Extra trains on Friday were added at 9:00. There are seats for everybody in line.",
  slots: 8,
  slotSeconds: 60,
  tickSeconds: 1,
};
const server = serve({
  trains: room,
  sale: room,
  quiet: { ...room, slots: 3, announcement: "" },
  yeolcha: { ...room, title: "설 연휴 열차표 예매", announcement: "" },
});

const desktop: BrowserContextOptions = {
  viewport: { width: 1200, height: 800 },
  colorScheme: "light",
  locale: "en-GB",
};
const phone: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  isMobile: true,
  colorScheme: "dark",
  locale: "ko-KR",
};

const crowd = {
  seed: 3,
  overMs: 3000,
  abandon: 0.1,
  finishEarly: 0.9,
  dwellMs: { min: 1000, max: 9000 },
};

test("the waiting page, with a crowd", async ({ browser, people }) => {
  const stop = new AbortController();
  const { url } = server;
  const circling = circulate({ ...crowd, url, room: "trains", visitors: 160 }, { signal: stop.signal });
  const waiting = async () => (await people.operator(server, "trains").live()).snapshot.waiting;
  await expect.poll(waiting, { timeout: 20_000 }).toBeGreaterThan(110);
  const visitor = new VisitorPage(await (await browser.newContext(desktop)).newPage(), url, "trains");
  await visitor.open();
  await visitor.is("waiting");
  const first = Number(await visitor.place.textContent());
  // Far enough for the way to be seen, and for a pace to be known.
  const place = async () => Number(await visitor.place.textContent());
  await expect.poll(place, { timeout: 50_000 }).toBeLessThan(first * 0.6);
  await picture(visitor.page, "waiting");
  stop.abort();
  await circling;
});

test("the console, with a crowd", async ({ browser }) => {
  const stop = new AbortController();
  const { url } = server;
  const circling = circulate({ ...crowd, url, room: "sale", visitors: 160 }, { signal: stop.signal });
  const desk = { ...desktop, viewport: { width: 1440, height: 1180 } };
  const console = new ConsolePage(await (await browser.newContext(desk)).newPage(), url);
  await console.signIn(server.adminToken, "sale", "Min-ji");
  const completed = async () => Number(await console.page.getByTestId("completed").textContent());
  await expect.poll(completed, { timeout: 50_000 }).toBeGreaterThan(20);
  await console.field("Slots (X)").fill("12");
  await expect(console.page.getByTestId("effect")).toHaveAttribute("data-foresight", "foreseen");
  await picture(console.page, "console");
  stop.abort();
  await circling;
});

test("your turn", async ({ browser }) => {
  const visitor = new VisitorPage(await (await browser.newContext(desktop)).newPage(), server.url, "quiet");
  await visitor.open();
  await visitor.is("turn");
  await visitor.email.fill("ada@example.com");
  await expect(visitor.page.getByTestId("countdown")).toHaveText("0:52", { timeout: 15_000 });
  await picture(visitor.page, "turn");
});

test("waiting on a phone, in Korean and dark", async ({ browser, people }) => {
  const stop = new AbortController();
  const { url } = server;
  const circling = circulate({ ...crowd, url, room: "yeolcha", visitors: 60 }, { signal: stop.signal });
  const page = await (await browser.newContext(phone)).newPage();
  const visitor = new VisitorPage(page, url, "yeolcha");
  const waiting = async () => (await people.operator(server, "yeolcha").live()).snapshot.waiting;
  await expect.poll(waiting, { timeout: 20_000 }).toBeGreaterThan(40);
  await visitor.open();
  await visitor.is("waiting");
  const place = async () => Number(await visitor.place.textContent());
  const first = await place();
  await expect.poll(place, { timeout: 50_000 }).toBeLessThan(first * 0.6);
  await picture(page, "phone");
  stop.abort();
  await circling;
});

async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), animations: "disabled" });
}
