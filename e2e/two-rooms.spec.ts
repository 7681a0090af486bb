import { type Collector, observeCrowd, reportOf } from "@fairline/crowd";
import { expect, serve, test } from "./support/test.ts";
import { witnesses } from "./support/witnesses.ts";

const settings = { slots: 2, slotSeconds: 3, tickSeconds: 1 };
const server = serve({ north: settings, south: { ...settings, slots: 3 }, still: settings });

const crowd = {
  visitors: 25,
  overMs: 1000,
  abandon: 0,
  finishEarly: 0.8,
  dwellMs: { min: 200, max: 600 },
  timeoutMs: 45_000,
};

test("two rooms at once, one paused for a while: each keeps its own order, capacity and numbers", async ({
  people,
}) => {
  const [north, south, still] = ["north", "south", "still"].map((room) => people.operator(server, room));
  await still?.act("pause");
  const page = await people.arrive(server, "still");
  await page.is("paused");
  const heard: Record<string, string[]> = { north: [], south: [] };
  const listening = (room: string): Collector => ({ onFrame: (_, text) => heard[room]?.push(text) });
  const url = server.url;

  const runs = Promise.all([
    observeCrowd({ ...crowd, url, room: "north", seed: 11 }, listening("north")),
    observeCrowd({ ...crowd, url, room: "south", seed: 12 }, listening("south")),
  ]);
  // While the south goes on, nobody in the north is called.
  await expect.poll(async () => (await north?.live())?.totals.admitted ?? 0).toBeGreaterThan(3);
  await north?.act("pause");
  const admitted = await settled(async () => (await north?.live())?.totals.admitted ?? 0);
  const southBefore = (await south?.live())?.totals.admitted ?? 0;
  await expect
    .poll(async () => (await south?.live())?.totals.admitted ?? 0, { timeout: 15_000 })
    .toBeGreaterThan(southBefore + 5);
  expect((await north?.live())?.totals.admitted).toBe(admitted);
  expect((await south?.settings())?.state).toBe("open");
  await north?.act("resume");

  const [inNorth, inSouth] = (await runs).map((history) => {
    const report = reportOf(history);
    expect(report.violations, witnesses(history, report)).toEqual([]);
    return report;
  });
  expect(inNorth?.maxConcurrent).toBe(2);
  expect(inSouth?.maxConcurrent).toBe(3);
  for (const [operator, report] of [
    [north, inNorth],
    [south, inSouth],
  ] as const) {
    const { totals } = (await operator?.live()) ?? {};
    expect(totals).toMatchObject({ issued: 25, admitted: report?.admitted });
  }
  for (const [room, frames] of Object.entries(heard)) {
    const rooms = new Set(frames.map((text) => JSON.parse(text).room));
    expect([...rooms]).toEqual([room]);
  }
  // The third room saw nothing of it.
  await page.is("paused");
  expect((await still?.live())?.totals).toMatchObject({ issued: 1, admitted: 0 });
});

/** The count once it has not changed for as long as a hand-over may take. */
async function settled(count: () => Promise<number>): Promise<number> {
  let [last, sinceMs] = [await count(), performance.now()];
  await expect
    .poll(
      async () => {
        const now = await count();
        if (now !== last) [last, sinceMs] = [now, performance.now()];
        return performance.now() - sinceMs;
      },
      { intervals: [100] },
    )
    .toBeGreaterThan(1000);
  return last;
}
