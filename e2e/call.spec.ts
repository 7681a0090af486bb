import type { Visitor } from "@fairline/crowd";
import { alertsOf, noteAlerts } from "./support/alerts.ts";
import { phone, type VisitorPage } from "./support/pages.ts";
import { Sockets } from "./support/sockets.ts";
import { expect, serve, test } from "./support/test.ts";

const settings = { slots: 1, slotSeconds: 120, tickSeconds: 1, holdSeconds: 60, graceSeconds: 60 };
const confirm = true;
const server = serve({
  answered: { ...settings, title: "Trains", confirm },
  unanswered: { ...settings, graceSeconds: 4, confirm },
  twice: { ...settings, graceSeconds: 1, confirm },
  late: { ...settings, graceSeconds: 1, holdSeconds: 2, confirm },
  reload: { ...settings, confirm },
  refused: { ...settings, confirm },
  switched: settings,
});

type Join = (room: string) => Visitor;

/** Somebody in the only slot, who said "I'm here": whoever comes next waits to be called. */
async function occupied(join: Join, room: string): Promise<Visitor> {
  return letIn(join(room));
}

/** Answers the call, and is in. */
async function letIn(visitor: Visitor): Promise<Visitor> {
  await visitor.reaches("called", 10_000);
  expect((await visitor.confirm()).status).toBe(200);
  await visitor.reaches("visiting", 5000);
  return visitor;
}

/** Notes each stage of the page, however briefly it lasts. */
const notesStages = {
  content: `
    window.stageNotes = [];
    new MutationObserver(() => {
      const stage = document.querySelector("main[data-stage]")?.getAttribute("data-stage");
      if (stage && window.stageNotes.at(-1) !== stage) window.stageNotes.push(stage);
    }).observe(document, { subtree: true, childList: true, attributes: true });
  `,
};

/** What became of the calls, without the waits in between. */
async function callsOf({ page }: VisitorPage): Promise<string[]> {
  const stages = await page.evaluate<string[]>("stageNotes");
  return stages.filter((stage) => !["connecting", "waiting"].includes(stage));
}

test("a call reaches both tabs, their titles and icons, and rings in one; “I'm here” lets both in, and the reservation goes through", async ({
  people,
}) => {
  const inside = await occupied((room) => people.join(server, room), "answered");
  const first = await people.prepare(server, "answered", noteAlerts);
  await first.open();
  await first.is("waiting");
  await expect(first.page.getByTestId("next")).toContainText("Say “I’m here” within 1 minute.");
  const second = await first.anotherTab(noteAlerts);
  await second.open();
  await second.is("waiting");
  // A click allows the sound; in the second tab it is the one that makes it ring there.
  await first.page.getByRole("heading", { name: "Until then" }).click();
  await second.page.getByTestId("act-here").click();
  await expect(first.page.getByTestId("other-tab")).toContainText("Only that one rings");
  await second.page.getByTestId("notification").click();
  await expect(second.page.getByTestId("sound")).toHaveAccessibleDescription("");
  const icon = second.page.locator("link[rel=icon]");
  const calm = String(await icon.getAttribute("href"));

  expect((await inside.complete()).status).toBe(204);
  await Promise.all([first.is("called"), second.is("called")]);
  const operator = people.operator(server, "answered");
  expect((await operator.live()).slots).toMatchObject([{ called: true }]);
  for (const { page, here } of [first, second]) {
    await expect(page).toHaveTitle(/^(Your turn!|\d:\d\d) · Trains$/);
    await expect(page.locator("link[rel=icon]")).toHaveAttribute("href", "/called.svg");
    await expect(here).toBeVisible();
    await expect(page.getByTestId("countdown")).toHaveText(/^(1:00|0:\d\d)$/);
  }
  expect(await alertsOf(first.page)).toEqual({ tones: 0, vibrations: 0, notifications: [], shown: 0 });
  expect(await alertsOf(second.page)).toEqual({
    tones: 6,
    vibrations: 1,
    notifications: ["It is your turn: Your place in “Trains” is waiting for you."],
    shown: 1,
  });

  await second.here.click();
  await Promise.all([first.is("turn"), second.is("turn")]);
  expect((await operator.live()).slots).toMatchObject([{ called: false }]);
  await second.reserve("ada@example.com");
  await Promise.all([first.is("completed"), second.is("completed")]);
  await expect(second.page).toHaveTitle("Reserved · Trains");
  await expect(icon).toHaveAttribute("href", calm);
  // The turn that an answer brings is no second call.
  expect(await alertsOf(second.page)).toMatchObject({ tones: 6, vibrations: 1, shown: 0 });
  expect((await operator.live()).totals).toMatchObject({ completed: 2, noshow: 0 });
});

test("a call that nobody answers goes to the next in line; the page says what was kept, and “I'm here” brings the last call before those behind", async ({
  people,
}) => {
  const inside = await occupied((room) => people.join(server, room), "unanswered");
  const page = await people.prepare(server, "unanswered", (opened) => opened.setViewportSize(phone));
  await page.open();
  await page.is("waiting");
  const number = await page.number();
  const next = people.join(server, "unanswered");
  await next.reaches("waiting", 5000);
  const last = people.join(server, "unanswered");
  await last.reaches("waiting", 5000);
  const operator = people.operator(server, "unanswered");
  expect((await inside.complete()).status).toBe(204);
  await page.is("called");
  // This call runs out as it was made; the ones after it leave time.
  await operator.change({ graceSeconds: 60 });
  await page.is("missed");
  await expect(page.main).toContainText(
    "That turn went to the next person, but your place is kept at the head of the line.",
  );
  await expect(page.page).toHaveTitle(/^You missed your call/);
  expect(await page.number()).toBe(number);

  await page.here.click();
  await page.is("waiting");
  await expect(page.place).toHaveText("1");
  await expect(page.page.getByTestId("ahead")).toHaveText(
    "You are next, for the last time. Please stay here.",
  );
  expect((await (await letIn(next)).complete()).status).toBe(204);
  await page.is("called");
  expect(last.state.at).toBe("waiting");
  await expect(page.main).toContainText("This is your last call.");
  await page.here.click();
  await page.is("turn");
  await page.reserve("ada@example.com");
  await page.is("completed");
  expect((await operator.live()).totals).toMatchObject({ completed: 3, noshow: 0 });
});

test("who misses two calls is a no-show, and is told so", async ({ people }) => {
  const page = await people.prepare(server, "twice", (opened) => opened.addInitScript(notesStages));
  await page.open();
  await page.is("missed");
  await page.here.click();
  await page.is("noshow", 15_000);
  expect(await callsOf(page)).toEqual(["called", "missed", "called", "noshow"]);
  await expect(page.main).toContainText("We called you and had no answer in time");
  await expect(page.main).toContainText("your place is gone");
  expect((await people.operator(server, "twice").live()).totals).toMatchObject({ admitted: 1, noshow: 1 });
});

test("who misses a call and does not come back within holdSeconds is a no-show", async ({ people }) => {
  const page = await people.prepare(server, "late", (opened) => opened.addInitScript(notesStages));
  await page.open();
  await page.is("noshow", 20_000);
  expect(await callsOf(page)).toEqual(["called", "missed", "noshow"]);
});

test("a call outlasts a reload, which does not ring again, and can be answered in another tab", async ({
  people,
}) => {
  const page = await people.prepare(server, "reload", noteAlerts);
  await page.open();
  await page.is("called");
  const number = await page.number();
  expect((await alertsOf(page.page)).vibrations).toBe(1);
  await page.andHears(() => page.page.reload());
  await page.is("called");
  expect(await page.number()).toBe(number);
  expect((await alertsOf(page.page)).vibrations).toBe(0);

  const tab = await page.anotherTab(noteAlerts);
  await tab.andHears(() => tab.open());
  await tab.is("called");
  expect((await alertsOf(tab.page)).vibrations).toBe(0);
  await tab.here.click();
  await Promise.all([page.is("turn"), tab.is("turn")]);
  expect((await people.operator(server, "reload").live()).totals).toMatchObject({ issued: 1, admitted: 1 });
});

test("where every socket is refused, a call comes and is answered over HTTP alone", async ({ people }) => {
  const inside = await occupied((room) => people.join(server, room), "refused");
  const page = await people.prepare(server, "refused", async (opened) => {
    await opened.setViewportSize(phone);
    (await Sockets.of(opened)).areLetIn = false;
  });
  await page.open();
  await page.is("waiting", 15_000);
  expect((await inside.complete()).status).toBe(204);
  await page.is("called", 15_000);
  await page.here.click();
  await page.is("turn");
  await page.reserve("ada@example.com");
  await page.is("completed");
});

test("“I'm here” is switched on and off in the console while people wait: from the next one on", async ({
  people,
}) => {
  const console = await people.operate(server, "switched");
  const inside = people.join(server, "switched");
  await inside.reaches("visiting", 10_000);
  const page = await people.arrive(server, "switched");
  await page.is("waiting");
  const behind = people.join(server, "switched");
  await behind.reaches("waiting", 5000);

  await console.askForHere(true);
  expect((await inside.complete()).status).toBe(204);
  await page.is("called");
  // Who was called while it was on still answers.
  await console.askForHere(false);
  await page.is("called");
  await page.here.click();
  await page.is("turn");
  await page.page.getByTestId("finish").click();
  await page.is("completed");
  await behind.reaches("visiting", 10_000);
  expect(behind.events.map(({ what }) => what)).not.toContain("call");
});
