import { setTimeout as pause } from "node:timers/promises";
import type { LiveView } from "@fairline/core";
import { type CrowdOptions, observeCrowd, reportOf } from "@fairline/crowd";
import type { Operator } from "./support/operator.ts";
import { expect, serve, test } from "./support/test.ts";
import { witnesses } from "./support/witnesses.ts";

const server = serve({
  resize: { slots: 2, slotSeconds: 3, tickSeconds: 1 },
  length: { slots: 2, slotSeconds: 20, tickSeconds: 2 },
  pausing: { slots: 2, slotSeconds: 3, tickSeconds: 1 },
  speech: { slots: 1, slotSeconds: 30, tickSeconds: 1 },
  fresh: { slots: 1, slotSeconds: 30, tickSeconds: 1 },
  informed: { slots: 1, slotSeconds: 60, tickSeconds: 1 },
  guarded: { slots: 2, slotSeconds: 30, tickSeconds: 1 },
});

const crowd = (room: string, more: Partial<CrowdOptions> = {}): CrowdOptions => ({
  url: server.url,
  room,
  seed: 7,
  visitors: 40,
  overMs: 1000,
  abandon: 0.1,
  finishEarly: 0.7,
  dwellMs: { min: 300, max: 900 },
  timeoutMs: 50_000,
  ...more,
});

/** A hand-over, and the time that the console takes to hear of it. */
const allowanceMs = 2500;
/** Often enough to see every visit, seldom enough to leave the room its time. */
const betweenLooksMs = 100;

test("X is changed 2 → 5 → 1 in the console while a crowd waits: never more than X, at most one Y seconds after it is 1, and the page follows", async ({
  people,
}) => {
  const console = await people.operate(server, "resize");
  const operator = people.operator(server, "resize");
  const history = observeCrowd(crowd("resize", { visitors: 45 }));
  await expect(console.active).toHaveText("2");
  await expect(console.slots).toHaveCount(2);
  const page = await people.arrive(server, "resize");
  await page.is("waiting");

  await console.set("Slots (X)", 5);
  await expect(console.active).toHaveText("5");
  await expect(console.slots.and(console.page.locator('[data-slot="taken"]'))).toHaveCount(5);
  // The crowd looks at X once a tick, so it must be 5 for some ticks: a shorter time would look like too many visits.
  const raisedMs = Date.parse((await operator.live()).snapshot.at);
  await expect.poll(async () => lastTickMs(await operator.live())).toBeGreaterThan(raisedMs + 2500);
  await console.set("Slots (X)", 1);
  const lowered = performance.now();
  await expect
    .poll(async () => (await operator.live()).slots.length, { timeout: 3000 + allowanceMs })
    .toBe(1);
  expect(performance.now() - lowered).toBeLessThan(3000 + allowanceMs);
  const { most, admitted } = await watch(operator, 3);
  expect(most).toBe(1);
  expect(admitted).toBeGreaterThanOrEqual(3);

  await console.set("Slots (X)", 4);
  const seen = await history;
  const report = reportOf(seen);
  expect(report.violations, witnesses(seen, report)).toEqual([]);
  expect(report.maxConcurrent).toBeLessThanOrEqual(5);
  // Y is 3 s: the turn may be over by the time that somebody looks.
  await expect(page.main).toHaveAttribute("data-stage", /^(turn|expired)$/, { timeout: 20_000 });
  const changes = console.log.filter({ hasText: "set slots" });
  await expect(changes).toHaveText([/slots to 4 \(was 1\)/, /slots to 1 \(was 5\)/, /slots to 5 \(was 2\)/]);
});

test("Y and N are changed while people wait: the next visit is as long as Y says, and ticks come as often as N says", async ({
  people,
}) => {
  const console = await people.operate(server, "length");
  const [first, second] = [people.join(server, "length"), people.join(server, "length")];
  const before = await Promise.all([first, second].map((visitor) => visitor.reaches("visiting", 10_000)));
  // What is left of Y when the turn arrives; a busy machine takes a while to say it.
  for (const visit of before) expect(seconds(visit)).toBeGreaterThan(12);
  for (const visit of before) expect(seconds(visit)).toBeLessThanOrEqual(20);
  const ticks: number[] = [];
  const third = people.join(server, "length", {
    onMessage: (message) => message.type === "tick" && ticks.push(message.nextTickSeconds),
  });
  await third.reaches("waiting", 5000);
  await expect.poll(() => ticks.at(-1)).toBe(2);

  await console.set("Slot seconds (Y)", 3);
  await console.set("Tick seconds (N)", 1);
  await expect.poll(() => ticks.at(-1), { timeout: 3000 }).toBe(1);
  const heard = ticks.length;
  await expect.poll(() => ticks.length, { timeout: 5000 }).toBeGreaterThanOrEqual(heard + 3);

  expect((await first.complete()).status).toBe(204);
  expect(seconds(await third.reaches("visiting", 5000))).toBeLessThanOrEqual(3);
  expect(await third.reaches("ended", 6000)).toMatchObject({ outcome: "expired" });
  // Whoever was in before keeps what was promised.
  expect(await second.reaches("ended", 20_000)).toMatchObject({ outcome: "expired" });
  const [, kept] = before;
  expect(performance.now()).toBeGreaterThan(kept?.expiresAtMs ?? Number.POSITIVE_INFINITY);
});

test("a room is paused and resumed in the console while a crowd waits: nobody is called meanwhile, pages follow within a tick, nothing is lost", async ({
  people,
}) => {
  const console = await people.operate(server, "pausing");
  const operator = people.operator(server, "pausing");
  const history = observeCrowd(crowd("pausing", { visitors: 24 }));
  await expect(console.active).toHaveText("2");
  const page = await people.arrive(server, "pausing");
  await page.is("waiting");
  const number = await page.number();

  await console.press("Pause");
  await expect(console.state).toHaveText("paused");
  await page.is("paused", 1000 + allowanceMs);
  await expect.poll(async () => (await operator.live()).slots.length).toBe(0);
  const { totals, snapshot } = await operator.live();
  const heardBefore = snapshot.at;
  await expect
    .poll(async () => Date.parse((await operator.live()).snapshot.at))
    .toBeGreaterThan(Date.parse(heardBefore) + 2000);
  expect((await operator.live()).totals.admitted).toBe(totals.admitted);

  await console.press("Resume");
  await expect(console.state).toHaveText("open");
  await page.is("waiting", 1000 + allowanceMs);
  expect(await page.number()).toBe(number);
  const seen = await history;
  const report = reportOf(seen);
  expect(report.violations, witnesses(seen, report)).toEqual([]);
  await page.is("turn", 20_000);
});

test("an announcement made in the console appears on waiting pages, and goes when it is taken back", async ({
  people,
}) => {
  const console = await people.operate(server, "speech");
  await people.join(server, "speech").reaches("visiting", 10_000);
  const page = await people.arrive(server, "speech");
  await page.is("waiting");
  const shown = page.page.getByTestId("announcement");
  await expect(shown).toBeHidden();
  const text = "Doors are <b>late</b>: ten more minutes & thank you.";
  await console.announce(text);
  await expect(shown).toContainText(text, { timeout: 1000 + allowanceMs });
  await console.announce("");
  await expect(shown).toBeHidden({ timeout: 1000 + allowanceMs });
});

test("a room that is closed refuses newcomers, keeps its line, and takes both on when it opens", async ({
  people,
}) => {
  const console = await people.operate(server, "guarded");
  const inside = [people.join(server, "guarded"), people.join(server, "guarded")];
  await Promise.all(inside.map((visitor) => visitor.reaches("visiting", 10_000)));
  const page = await people.arrive(server, "guarded");
  await page.is("waiting");
  await console.confirm("Close");
  await expect(console.state).toHaveText("closed");
  await page.is("closed", 1000 + allowanceMs);
  const refused = await people.join(server, "guarded").reaches("refused", 5000);
  expect(refused.code).toBe("room_closed");
  await console.confirm("Open");
  await page.is("waiting", 1000 + allowanceMs);
  await people.join(server, "guarded").reaches("waiting", 5000);
});

test("what a call asks for is changed while a page waits: the page tells so beforehand, without a reload", async ({
  people,
}) => {
  await people.join(server, "informed").reaches("visiting", 10_000);
  const { page } = await people.arrive(server, "informed");
  const next = page.getByTestId("next");
  await expect(next).toHaveText("This page changes colour. You then have 1 minute, counted from the call.");
  await people.operator(server, "informed").change({ confirm: true, graceSeconds: 20 });
  await expect(next).toContainText("Say “I’m here” within 20 seconds.");
});

test("a reset is confirmed by typing the room's name; pages are told, numbers begin at 1, and the settings are as configured", async ({
  people,
}) => {
  const console = await people.operate(server, "fresh");
  const inside = await people.arrive(server, "fresh");
  await inside.is("turn");
  const page = await people.arrive(server, "fresh");
  await page.is("waiting");
  await expect(console.page.getByTestId("run")).toHaveText("1");
  await console.set("Slot seconds (Y)", 40);
  const configured = console.page.getByTestId("configured-slotSeconds");
  await expect(configured).toHaveText("A reset goes back to: 30");

  const question = await console.reset("freshest");
  await expect(question).toBeVisible();
  expect((await people.operator(server, "fresh").live()).run).toBe(1);
  await question.getByRole("textbox").fill("fresh");
  await question.getByRole("button", { name: "Reset the room" }).click();
  await expect(question).toBeHidden();
  await expect(console.page.getByTestId("run")).toHaveText("2");
  await expect(console.page.getByLabel("Slot seconds (Y)")).toHaveValue("30");
  await expect(configured).toBeHidden();
  await expect(console.outcome).toHaveText("");

  await page.is("left");
  await expect(page.main).toHaveAttribute("data-why", "reset");
  await expect(inside.main).toHaveAttribute("data-stage", "left");
  await page.page.getByTestId("join-again").click();
  await page.is("turn");
  expect(await page.number()).toBe(1);
});

function lastTickMs({ lastTickAt }: LiveView): number {
  return Date.parse(lastTickAt ?? "");
}

function seconds({ expiresAtMs, sinceMs }: { expiresAtMs: number; sinceMs: number }): number {
  return (expiresAtMs - sinceMs) / 1000;
}

/** Looks at the room until so many more were admitted: the most visits at once in all that time. */
async function watch(operator: Operator, more: number): Promise<{ most: number; admitted: number }> {
  const before = (await operator.live()).totals.admitted;
  let most = 0;
  for (;;) {
    const { slots, totals } = await operator.live();
    most = Math.max(most, slots.length);
    const admitted = totals.admitted - before;
    if (admitted >= more) return { most, admitted };
    await pause(betweenLooksMs);
  }
}
