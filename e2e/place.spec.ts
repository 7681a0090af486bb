import type { Visitor } from "@fairline/crowd";
import { VisitorPage } from "./support/pages.ts";
import { expect, serve, test } from "./support/test.ts";

const settings = { slots: 1, slotSeconds: 60, tickSeconds: 1, holdSeconds: 30 };
const server = serve({
  reload: settings,
  tabs: settings,
  returning: settings,
  called: { ...settings, slotSeconds: 4 },
  leaving: settings,
  again: { ...settings, slotSeconds: 2 },
  away: { ...settings, holdSeconds: 2 },
  missed: { ...settings, graceSeconds: 2 },
});

type Join = (room: string) => Visitor;

/** Somebody in the only slot, and so many in line behind: whoever comes next has a place to keep. */
async function aLine(join: Join, room: string, length = 2): Promise<Visitor> {
  const inside = join(room);
  await inside.reaches("visiting", 10_000);
  for (let place = 0; place < length; place++) await join(room).reaches("waiting", 5000);
  return inside;
}

test("a page that is reloaded while waiting shows the same number and place", async ({ people }) => {
  await aLine((room) => people.join(server, room), "reload");
  const page = await people.arrive(server, "reload");
  await page.is("waiting");
  const [number, key] = [await page.number(), await page.key()];
  for (let reloads = 0; reloads < 3; reloads++) {
    await page.andHears(() => page.page.reload());
    await page.is("waiting");
    expect(await page.number()).toBe(number);
    await expect(page.place).toHaveText("3");
  }
  expect(await page.key()).toBe(key);
  expect((await people.operator(server, "reload").live()).totals.issued).toBe(number);
});

test("two tabs of one browser share a number, both see the turn, and both see it end", async ({ people }) => {
  const inside = await aLine((room) => people.join(server, room), "tabs", 0);
  const first = await people.arrive(server, "tabs");
  await first.is("waiting");
  const second = new VisitorPage(await first.page.context().newPage(), server.url, "tabs");
  await second.andHears(() => second.open());
  await second.is("waiting");
  expect(await second.number()).toBe(await first.number());

  expect((await inside.complete()).status).toBe(204);
  await Promise.all([first.is("turn"), second.is("turn")]);
  await second.reserve("ada@example.com");
  await Promise.all([first.is("completed"), second.is("completed")]);
});

test("a tab that is closed and opened again within holdSeconds has the same number and place", async ({
  people,
}) => {
  const inside = await aLine((room) => people.join(server, room), "returning", 1);
  const page = await people.arrive(server, "returning");
  await page.is("waiting");
  const number = await page.number();
  const behind = people.join(server, "returning");
  await behind.reaches("waiting", 5000);
  const context = page.page.context();
  await page.page.close();

  const back = new VisitorPage(await context.newPage(), server.url, "returning");
  await back.andHears(() => back.open());
  await back.is("waiting");
  expect(await back.number()).toBe(number);
  await expect(back.place).toHaveText("2");
  expect(inside.state.at).toBe("visiting");
  expect(behind.state).toMatchObject({ number: number + 1 });
});

test("a visitor who is called while the tab is closed comes back, and is served before those behind", async ({
  people,
}) => {
  const inside = await aLine((room) => people.join(server, room), "called", 0);
  const page = await people.arrive(server, "called");
  await page.is("waiting");
  const number = await page.number();
  const context = page.page.context();
  await page.page.close();
  const [behind, last] = [people.join(server, "called"), people.join(server, "called")];
  await behind.reaches("waiting", 5000);
  await last.reaches("waiting", 5000);

  // The visit inside runs out: the turn of the one who is away goes to another.
  const passedTo = await Promise.race([entered(behind), entered(last)]);
  const still = passedTo === behind ? last : behind;
  const back = new VisitorPage(await context.newPage(), server.url, "called");
  await back.andHears(() => back.open());
  await back.is("waiting");
  expect(await back.number()).toBe(number);
  expect((await passedTo.complete()).status).toBe(204);
  await back.is("turn");
  expect(still.state.at).toBe("waiting");
  expect(inside.state).toMatchObject({ at: "ended", outcome: "expired" });
});

test("a visitor who leaves the line is asked first, and gets a new number on joining again", async ({
  people,
}) => {
  await aLine((room) => people.join(server, room), "leaving", 0);
  const page = await people.arrive(server, "leaving");
  await page.is("waiting");
  const number = await page.number();
  const behind = people.join(server, "leaving");
  await behind.reaches("waiting", 5000);
  await page.page.getByTestId("leave").click();
  await page.page.getByTestId("leave-confirm").click();
  await page.is("left");
  await expect(page.main).toHaveAttribute("data-why", "asked");
  await page.page.getByTestId("join-again").click();
  await page.is("waiting");
  expect(await page.number()).toBe(number + 2);
});

test("a visitor whose turn has expired joins again at the end and gets a turn again", async ({ people }) => {
  const page = await people.arrive(server, "again");
  await page.is("turn");
  const number = await page.number();
  await page.is("expired");
  await page.page.getByTestId("join-again").click();
  await page.is("turn");
  expect(await page.number()).toBe(number + 1);
});

test("a tab that stays closed for longer than holdSeconds has lost its place", async ({ people }) => {
  const inside = await aLine((room) => people.join(server, room), "away", 0);
  const page = await people.arrive(server, "away");
  await page.is("waiting");
  const number = await page.number();
  const context = page.page.context();
  await page.page.close();
  const next = people.join(server, "away");
  await next.reaches("waiting", 5000);
  await inside.complete();
  await next.reaches("visiting", 5000);
  const left = async () => (await people.operator(server, "away").live()).totals.left;
  await expect.poll(left, { timeout: 10_000 }).toBe(1);

  const back = new VisitorPage(await context.newPage(), server.url, "away");
  await back.open();
  await back.is("left");
  await back.page.getByTestId("join-again").click();
  await back.is("waiting");
  expect(await back.number()).toBeGreaterThan(number + 1);
});

test("a visitor who is called and stays away for graceSeconds has missed the turn", async ({ people }) => {
  const page = await people.arrive(server, "missed");
  await page.is("turn");
  const context = page.page.context();
  await page.page.close();
  const missed = async () => (await people.operator(server, "missed").live()).totals.noshow;
  await expect.poll(missed, { timeout: 10_000 }).toBe(1);
  const back = new VisitorPage(await context.newPage(), server.url, "missed");
  await back.open();
  await back.is("noshow");
});

async function entered(visitor: Visitor): Promise<Visitor> {
  await visitor.reaches("visiting", 10_000);
  return visitor;
}
