import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { TickJob } from "../src/handlers/tickJob.ts";
import { admitIn, arrive, leaveOf } from "./arrivals.ts";
import { type Emulators, eventOf, lobbyRecord, startEmulators } from "./emulators.ts";
import { until } from "./until.ts";

let world: Emulators;

beforeAll(async () => {
  world = await startEmulators({ measured: true });
});
afterAll(() => world.stop());

/** What CloudWatch reads from a function's log: the figures of one room by name, and those of all rooms by `all`. */
async function measuredBy(job: TickJob): Promise<Record<string, number>> {
  const printed = vi.spyOn(console, "log").mockImplementation(() => {});
  try {
    await world.invoke("tick", eventOf(lobbyRecord(JSON.stringify(job))));
    const lines = printed.mock.calls.map(([line]) => JSON.parse(String(line)));
    const figures = lines.flatMap(({ _aws, ...values }) => {
      const [{ Namespace, Dimensions, Metrics }] = _aws.CloudWatchMetrics;
      expect(Namespace).toBe("Fairline");
      const ofAll = values.room === undefined;
      expect(Dimensions).toEqual([ofAll ? ["service"] : ["service", "room"]]);
      expect(values).toMatchObject({ service: "fairline", ...(!ofAll && { room: job.room }) });
      return Metrics.map(({ Name }: { Name: string }) => [ofAll ? `all${Name}` : Name, values[Name]]);
    });
    return Object.fromEntries(figures);
  } finally {
    printed.mockRestore();
  }
}

/** The second at which a tick is due: a multiple of N, as ticks are planned, at least so long ago. */
const dueAgo = (seconds: number) => Math.floor((Date.now() / 1000 - seconds) / 5) * 5;

test("a tick measures who waits, who is in, what it cost, and how late it was", async () => {
  const line = await world.openRoom({ slots: 2, tickSeconds: 5 });
  await arrive(world, line, 3);
  const dueSeconds = dueAgo(7);
  const measured = await measuredBy({ job: "tick", ...line, dueSeconds, tickSeconds: 5 });
  expect(measured).toMatchObject({
    Waiting: 3,
    Active: 0,
    Pushes: 3,
    allPushes: 3,
    IdleSlotsWhileWaiting: 0,
  });
  expect(measured.TickLag).toBeGreaterThanOrEqual(7000);
  expect(measured.TickLag).toBeLessThan(17_000);
});

test("T8 a slot that changes hands at a tick is not idle; one that is still empty at the next is", async () => {
  const line = await world.openRoom({ slots: 2, tickSeconds: 5 });
  const visitors = await arrive(world, line, 5);
  const idleAt = async (dueSeconds: number) =>
    (await measuredBy({ job: "tick", ...line, dueSeconds, tickSeconds: 5 })).IdleSlotsWhileWaiting;
  const dueSeconds = dueAgo(20);
  await admitIn(world, line, 0);
  expect(await idleAt(dueSeconds)).toBe(0);
  await admitIn(world, line, 1);
  await world.invokeBatch(
    "register",
    eventOf(...visitors.slice(0, 1).map((first) => leaveOf(line.room, first))),
  );
  await until("slot 0 is empty", async () =>
    (await world.runtime.ports.ledger.listSlots(line)).every(({ lane }) => lane !== 0),
  );
  expect(await idleAt(dueSeconds + 5)).toBe(0);
  expect(await idleAt(dueSeconds + 10)).toBe(1);
});

test("an empty room has no idle slots, and costs no push", async () => {
  const line = await world.openRoom({ slots: 2, tickSeconds: 5 });
  const dueSeconds = dueAgo(-10);
  const measured = await measuredBy({ job: "tick", ...line, dueSeconds, tickSeconds: 5 });
  expect(measured).toEqual({
    Waiting: 0,
    Active: 0,
    Pushes: 0,
    allPushes: 0,
    IdleSlotsWhileWaiting: 0,
    TickLag: 0,
  });
});

test("a tick that another has claimed measures nothing: it would count twice", async () => {
  const line = await world.openRoom({ slots: 1, tickSeconds: 5 });
  const job = { job: "tick", ...line, dueSeconds: dueAgo(0), tickSeconds: 5 } as const;
  expect(await measuredBy(job)).not.toEqual({});
  expect(await measuredBy(job)).toEqual({});
});

test("a shard that is told by itself counts its own pushes", async () => {
  const line = await world.openRoom({ slots: 1, tickSeconds: 5 });
  const visitors = await arrive(world, line, 4);
  await measuredBy({ job: "tick", ...line, dueSeconds: dueAgo(0), tickSeconds: 5 });
  const message = world.endpoint.framesOf(visitors[0]?.connection ?? "", "tick")[0];
  let pushes = 0;
  for (let shard = 0; shard < 8; shard++) {
    const measured = await measuredBy({
      job: "broadcast",
      ...line,
      shard,
      message,
      index: 1,
      pushesMax: 100,
    } as TickJob);
    expect(measured.allPushes).toBe(measured.Pushes);
    pushes += measured.Pushes ?? 0;
  }
  expect(pushes).toBe(4);
});
