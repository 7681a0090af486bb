import { setTimeout as pause } from "node:timers/promises";
import { type History, observeCrowd, type Progress, reportOf } from "@fairline/crowd";
import type { VisitorPage } from "./support/pages.ts";
import { asVisitorEvents, recordPage, seenBy } from "./support/recorded-page.ts";
import { expect, serve, test } from "./support/test.ts";
import { witnesses } from "./support/witnesses.ts";

const slots = 3;
const slotSeconds = 4;
const pagesMax = 12;
const socketsMax = 40;
const server = serve({ gate: { slots, slotSeconds, tickSeconds: 1 } });

test("twelve pages and forty sockets with X = 3, Y = 4 s, N = 1 s: at most three at once, in strict order, each page sees its place fall, some finish early and some expire", async ({
  people,
  browser,
}) => {
  test.setTimeout(150_000);
  const operator = people.operator(server, "gate");
  const pages = await Promise.all(
    Array.from({ length: pagesMax }, () => people.prepare(server, "gate", recordPage)),
  );
  const counted = new AbortController();
  const mostActive = watchActive(() => operator.live(), counted.signal);

  // The sockets arrive over some seconds, and the pages in the middle of them: everybody waits for somebody.
  const someArrived = Promise.withResolvers<void>();
  const sockets = observeCrowd(
    {
      url: server.url,
      room: "gate",
      seed: 52,
      visitors: socketsMax,
      overMs: 4000,
      abandon: 0,
      finishEarly: 0.9,
      dwellMs: { min: 400, max: 900 },
      timeoutMs: 120_000,
    },
    { onProgress: ({ arrived }: Progress) => arrived >= 16 && someArrived.resolve() },
  );
  await someArrived.promise;
  // Paused, so that on a slow machine too every page finds the line as long as its place has to fall.
  await operator.act("pause");
  // One after the other: twelve pages that load at once take all the time that two cores have.
  for (const page of pages) {
    await page.open();
    await page.is("paused");
  }
  await operator.act("resume");
  // Every third one lets the time run out.
  const lives = pages.map((page, place) =>
    place % 3 === 0 ? lapse(page) : finish(page, `page-${place}@example.com`),
  );
  const [history, ...stages] = await Promise.all([sockets, ...lives]).finally(() => counted.abort());

  const seen = await Promise.all(pages.map(({ page }) => seenBy(page)));
  const together: History = {
    ...history,
    endedMs: performance.now(),
    visitors: [
      ...history.visitors,
      ...seen.map((one, place) => ({ visitor: socketsMax + place, events: asVisitorEvents(one) })),
    ],
  };
  const report = reportOf(together);
  expect(report.violations, witnesses(together, report)).toEqual([]);
  expect(report).toMatchObject({
    visitors: 52,
    admitted: 52,
    inversions: 0,
    maxConcurrent: slots,
    noshow: 0,
    left: 0,
  });
  // Those who mean to finish early may be too late on a busy machine; those who let the time run out never finish.
  const { completed, expired } = report;
  expect(expired).toBeGreaterThanOrEqual(4 + 4);
  expect(completed).toBeGreaterThanOrEqual(20);
  expect(stages.filter((stage) => stage === "completed").length).toBeGreaterThanOrEqual(4);
  const { totals } = await operator.live();
  expect(totals).toMatchObject({ issued: 52, admitted: 52, completed, expired });
  // The room's own view, many times a second, agrees.
  const { most, looks } = await mostActive;
  expect(looks).toBeGreaterThan(30);
  expect(most).toBe(slots);

  // Nobody left the line, so the turns came in the order of the numbers; only three can be on their way at once.
  const order = admissions(together);
  expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 52 }, (_, place) => place + 1));
  for (const [place, number] of order.entries()) expect(Math.abs(number - 1 - place)).toBeLessThan(slots);

  for (const { places } of seen) {
    expect(places.length).toBeGreaterThan(1);
    expect(places.toSorted((a, b) => b - a)).toEqual(places);
  }
  expect(browser.contexts().length).toBeGreaterThanOrEqual(pagesMax);
});

/** Reserves through the form. On a machine that is too busy for that within Y, the visit expires. */
async function finish(page: VisitorPage, email: string): Promise<string | null> {
  await expect(page.main).toHaveAttribute("data-stage", /^(turn|expired)$/, { timeout: 110_000 });
  await page.reserve(email, slotSeconds * 1000).catch(() => {});
  await expect(page.main).toHaveAttribute("data-stage", /^(completed|expired)$/);
  return page.main.getAttribute("data-stage");
}

async function lapse(page: VisitorPage): Promise<string | null> {
  await page.is("expired", 110_000);
  return page.main.getAttribute("data-stage");
}

/** The numbers in the order in which the room let them in, by its own clock: a visit ends Y after it began. */
function admissions({ visitors }: History): number[] {
  const turns = visitors.flatMap(({ events }) => events.find((event) => event.what === "turn") ?? []);
  return turns.sort((a, b) => a.expiresAtMs - b.expiresAtMs).map(({ number }) => number);
}

/** Often enough to see every visit, seldom enough to leave the room its time. */
const betweenLooksMs = 150;

type Look = () => Promise<{ snapshot: { active: number }; slots: readonly unknown[] }>;

async function watchActive(look: Look, until: AbortSignal): Promise<{ most: number; looks: number }> {
  let most = 0;
  let looks = 0;
  while (!until.aborted) {
    const { snapshot, slots: taken } = await look();
    most = Math.max(most, snapshot.active, taken.length);
    looks += 1;
    await pause(betweenLooksMs);
  }
  return { most, looks };
}
