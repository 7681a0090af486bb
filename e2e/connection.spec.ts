import type { Visitor } from "@fairline/crowd";
import type { Page } from "@playwright/test";
import { VisitorPage } from "./support/pages.ts";
import { Sockets } from "./support/sockets.ts";
import { expect, serve, test } from "./support/test.ts";

const settings = { slots: 1, slotSeconds: 60, tickSeconds: 1, holdSeconds: 30 };
const server = serve({
  cut: settings,
  limit: settings,
  offline: settings,
  asleep: settings,
  refused: settings,
  closed: { ...settings, state: "closed" },
  late: settings,
  painted: settings,
  acting: settings,
});

/** Somebody in the only slot: whoever comes next has a place to keep. */
async function occupied(join: (room: string) => Visitor, room: string): Promise<Visitor> {
  const inside = join(room);
  await inside.reaches("visiting", 10_000);
  return inside;
}

/** Notes each thing that the page says of its connection, however briefly. */
const notesLink = {
  content: `
    window.linkNotes = [];
    new MutationObserver(() => {
      const link = document.querySelector("[data-testid=link]")?.getAttribute("data-link");
      if (link && window.linkNotes.at(-1) !== link) window.linkNotes.push(link);
    }).observe(document, { subtree: true, childList: true, attributes: true });
  `,
};

test("a page that loses its connection, and has none over HTTP either, says so, and comes back by itself with its number", async ({
  people,
}) => {
  await occupied((room) => people.join(server, room), "cut");
  let sockets = new Sockets();
  const page = await people.prepare(server, "cut", async (before) => {
    sockets = await Sockets.of(before);
    await before.addInitScript(notesLink);
  });
  await page.open();
  await page.is("waiting");
  const number = await page.number();

  sockets.areLetIn = false;
  await page.page.route("**/rooms/**", (route) => route.abort());
  await sockets.end();
  await expect(page.link).toHaveAttribute("data-link", "lost");
  await page.is("waiting");
  expect(await page.number()).toBe(number);
  await page.page.unroute("**/rooms/**");
  sockets.areLetIn = true;
  await expect(page.link).toHaveAttribute("data-link", "found", { timeout: 20_000 });
  await expect(page.link).toBeHidden();
  expect(await page.page.evaluate("linkNotes")).toEqual(["lost", "found"]);
  expect(await page.number()).toBe(number);
  await expect(page.place).toHaveText("1");
});

test("a socket that ends after two hours (1001) is replaced without a word, and the place is kept", async ({
  people,
}) => {
  const inside = await occupied((room) => people.join(server, room), "limit");
  let sockets = new Sockets();
  const page = await people.prepare(server, "limit", async (before) => {
    sockets = await Sockets.of(before);
    await before.addInitScript(notesLink);
  });
  await page.open();
  await page.is("waiting");
  const number = await page.number();

  await sockets.end();
  await expect.poll(() => sockets.tried).toBe(2);
  // The next one still works: the turn comes through it.
  expect((await inside.complete()).status).toBe(204);
  await page.is("turn");
  expect(await page.number()).toBe(number);
  expect(await page.page.evaluate("linkNotes")).toEqual([]);
});

test("a browser that goes offline says so at once, and has its number again when it is back", async ({
  people,
}) => {
  const inside = await occupied((room) => people.join(server, room), "offline");
  const page = await people.arrive(server, "offline");
  await page.is("waiting");
  const number = await page.number();
  await page.page.context().setOffline(true);
  await expect(page.link).toHaveAttribute("data-link", "lost", { timeout: 1500 });
  expect(await page.number()).toBe(number);
  await page.page.context().setOffline(false);
  await expect(page.link).toHaveAttribute("data-link", "found", { timeout: 5000 });
  expect(await page.number()).toBe(number);
  expect((await inside.complete()).status).toBe(204);
  await page.is("turn");
});

test("a machine that slept does not trust its dead socket: another one brings the turn", async ({
  people,
}) => {
  const inside = await occupied((room) => people.join(server, room), "asleep");
  let sockets = new Sockets();
  const page = await people.prepare(server, "asleep", async (before) => {
    sockets = await Sockets.of(before);
    await before.clock.install();
  });
  await page.open();
  await page.is("waiting");
  const number = await page.number();

  sockets.die();
  // Less than the silence after which any socket is asked whether it lives.
  await page.page.clock.fastForward(10_000);
  await expect.poll(() => sockets.tried).toBe(2);
  expect((await inside.complete()).status).toBe(204);
  await page.is("turn");
  expect(await page.number()).toBe(number);
});

test("where every socket is refused, a visitor gets from joining to a reservation over HTTP alone, and keeps the place through a reload", async ({
  people,
}) => {
  const inside = await occupied((room) => people.join(server, room), "refused");
  let sockets = new Sockets();
  const page = await people.prepare(server, "refused", async (before) => {
    sockets = await Sockets.of(before);
    sockets.areLetIn = false;
  });
  await page.open();
  await page.is("waiting", 15_000);
  const number = await page.number();
  await expect(page.place).toHaveText("1");
  const read = page.page.waitForResponse((response) => response.url().endsWith("/tickets/me"));
  await page.page.reload();
  expect(await (await read).json()).toMatchObject({ number });

  expect((await inside.complete()).status).toBe(204);
  await page.is("turn", 15_000);
  await page.reserve("ada@example.com");
  await page.is("completed");
  expect(sockets.tried).toBeGreaterThan(2);
});

test("where every socket is refused, a closed room says so", async ({ people }) => {
  const page = await people.prepare(server, "closed", async (before) => {
    (await Sockets.of(before)).areLetIn = false;
  });
  await page.open();
  await page.is("closed", 15_000);
});

test("a socket that is let in late takes over from HTTP with the same number", async ({ people }) => {
  const inside = await occupied((room) => people.join(server, room), "late");
  let sockets = new Sockets();
  const page = await people.prepare(server, "late", async (before) => {
    sockets = await Sockets.of(before);
    sockets.areLetIn = false;
  });
  await page.open();
  await page.is("waiting", 15_000);
  const number = await page.number();
  sockets.areLetIn = true;
  // From now on the turn can come by a socket only.
  await page.page.route("**/tickets/me", (route) => route.abort());
  expect((await inside.complete()).status).toBe(204);
  await page.is("turn", 30_000);
  expect(await page.number()).toBe(number);
  expect((await people.operator(server, "late").live()).totals.issued).toBe(number);
});

test("a reload shows the place before there is any answer", async ({ people }) => {
  await occupied((room) => people.join(server, room), "painted");
  const page = await people.arrive(server, "painted");
  await page.is("waiting");
  const number = await page.number();
  await page.page.routeWebSocket(/\/ws$/, () => {});
  await page.page.route("**/rooms/**", () => {});
  await page.page.reload();
  await page.is("waiting");
  expect(await page.number()).toBe(number);
  await expect(page.place).toHaveText("1");
});

test("of two tabs the one that was opened last acts, and the other one does when that is closed", async ({
  people,
}) => {
  await occupied((room) => people.join(server, room), "acting");
  const first = await people.arrive(server, "acting");
  await expect.poll(() => acts(first.page)).toBe(true);
  const second = new VisitorPage(await first.page.context().newPage(), server.url, "acting");
  await second.open();
  await second.is("waiting");
  await expect.poll(() => acts(second.page)).toBe(true);
  expect(await acts(first.page)).toBe(false);
  await second.page.close();
  await expect.poll(() => acts(first.page)).toBe(true);
});

/** Whether the page holds the lock of the tab that acts. A lock of its own tells who it is. */
function acts(page: Page): Promise<boolean> {
  return page.evaluate<boolean>(`
    navigator.locks.request("who am I", async () => {
      const { held } = await navigator.locks.query();
      const holder = (name) => held.find((lock) => lock.name === name)?.clientId;
      return holder("fairline:acting") === holder("who am I");
    })
  `);
}
