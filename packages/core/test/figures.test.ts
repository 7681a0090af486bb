import { expect, test } from "vitest";
import {
  broadcast,
  lastWait,
  limits,
  noShowRate,
  noStats,
  type Observation,
  observe,
  ratesNow,
  type Sample,
  type Settings,
  type Stats,
  waitRange,
  waitsOf,
} from "../src/index.ts";
import { countedAdmission } from "../src/waits.ts";
import { chance, Fault, intercepted, memoryLedger, openWorld, type World } from "../testing/index.ts";
import { must } from "./must.ts";

const second = 1000;

async function seenIn(world: World): Promise<Observation> {
  return must(await observe(world.ports, "demo"));
}

/** The figures of a line in which these waits were counted. */
async function statsOf(waitsMs: readonly number[]): Promise<Stats> {
  const [ledger, line] = [memoryLedger(), { room: "demo", run: 1 }];
  const never = { connections: [], polledUntilMs: 0, seenAtMs: 0, joinedAtMs: 0 };
  for (const admittedAtMs of waitsMs) {
    const ticket = { number: 1, key: "ada", status: "admitted", ...never, admittedAtMs } as const;
    await ledger.addStats(line, countedAdmission(ticket, 0));
  }
  return ledger.readStats(line);
}

const dice = chance(6);
const crowd = (count: number, waitMs: () => number) => Array.from({ length: count }, waitMs);
test.each([
  ["all alike", crowd(100, () => 42_000)],
  ["one alone", [7 * 60_000]],
  ["even, up to an hour", crowd(5000, () => 200 + dice.below(3_600_000))],
  [
    "most short, some of a day",
    crowd(3000, () => (dice.percent(90) ? 1000 + dice.below(20_000) : 86_400_000)),
  ],
  ["of a week", crowd(50, () => 7 * 86_400_000)],
])("F1 of waits that are %s, half and 95 of 100 are told to within a tenth", async (_, waitsMs) => {
  const sorted = [...waitsMs].sort((a, b) => a - b);
  const trueSeconds = (share: number) => must(sorted[Math.ceil(share * sorted.length) - 1]) / second;
  const told = must(waitsOf(await statsOf(waitsMs)));
  expect(Math.abs(told.p50Seconds / trueSeconds(0.5) - 1)).toBeLessThan(0.1);
  expect(Math.abs(told.p95Seconds / trueSeconds(0.95) - 1)).toBeLessThan(0.1);
  expect(told.meanSeconds).toBeCloseTo(waitsMs.reduce((a, b) => a + b, 0) / waitsMs.length / second, 6);
});

test("F1 who was called at once has waited less than a tenth of a second, and a clock that runs behind makes no wait of less than nothing", async () => {
  const told = must(waitsOf(await statsOf([0, -500])));
  expect(told.p95Seconds).toBeLessThan(0.1);
  expect(told.meanSeconds).toBe(0);
});

test("F1 nobody was admitted: nothing is told", () => {
  expect(waitsOf(noStats)).toBeUndefined();
});

test("F1 an admission is counted with its wait, once, and one that was in vain takes both back", async () => {
  const world = await openWorld({ slots: 1, slotSeconds: 60, confirm: true, graceSeconds: 15 });
  await world.join("ada", "bob");
  await world.settle();
  const counted = async () => {
    const { admitted, waitMs, waits } = (await seenIn(world)).state.stats;
    const inBuckets = Object.values(waits).reduce((sum, count) => sum + count, 0);
    return { admitted, waitMs, inBuckets };
  };
  expect(await counted()).toEqual({ admitted: 1, waitMs: 0, inBuckets: 1 });
  // Ada misses her call, and Bob, who is called after her, answers his.
  await world.wait(20);
  await world.confirm("bob");
  const bob = must(await world.ticket("bob"));
  const waitMs = must(bob.admittedAtMs) - bob.joinedAtMs;
  expect(waitMs).toBeGreaterThan(15 * second);
  expect(await counted()).toEqual({ admitted: 1, waitMs, inBuckets: 1 });
  expect(must(waitsOf((await seenIn(world)).state.stats)).p50Seconds).toBeGreaterThan(
    0.9 * (waitMs / second),
  );
});

test("F2 every tick leaves a sample of the line, and the first of each minute one for a day", async () => {
  const world = await openWorld({ slots: 1, slotSeconds: 30, tickSeconds: 7 });
  await world.join("ada", "bob", "eve");
  await world.wait(200);
  const samples = await world.ports.ledger.listSamples(world.line, "tick", { countMax: limits.samplesMax });
  const minutes = await world.ports.ledger.listSamples(world.line, "minute", { countMax: 1440 });
  expect(samples.length).toBeGreaterThanOrEqual(28);
  expect(samples[0]).toMatchObject({
    waiting: 2,
    active: 1,
    slots: 1,
    serving: 2,
    issued: 3,
    admitted: 1,
    ended: 0,
  });
  expect(samples.at(-1)).toMatchObject({
    waiting: 0,
    active: 0,
    serving: 4,
    issued: 3,
    admitted: 3,
    ended: 3,
  });
  const minuteOf = ({ atMs }: Sample) => Math.floor(atMs / (60 * second));
  const firsts = samples.filter((sample, i) => minuteOf(sample) !== minuteOf(samples[i - 1] ?? sample));
  expect(minutes.filter((sample) => sample !== samples[0])).toEqual(firsts);
  expect(firsts).toHaveLength(3);
});

test("F2 what happened in the last minute is reckoned from the sample that is a minute old", () => {
  const at = (seconds: number, over: Partial<Sample> = {}): Sample => ({
    atMs: seconds * second,
    waiting: 0,
    active: 0,
    slots: 1,
    serving: 1,
    issued: 0,
    admitted: 0,
    ended: 0,
    pushes: 0,
    lastWaitSeconds: 0,
    ...over,
  });
  const older = [
    at(0, { issued: 5 }),
    at(55, { issued: 100, admitted: 10, pushes: 50 }),
    at(100, { issued: 160 }),
  ];
  const now = at(120, { issued: 165, admitted: 23, ended: 26, pushes: 1350 });
  expect(ratesNow(older, now)).toEqual({ joined: 60, admitted: 12, ended: 24, pushesPerSecond: 20 });
  // After a reset there is less than a minute, and at first nothing.
  expect(ratesNow([at(100, { issued: 155 })], now).joined).toBe(30);
  expect(ratesNow([at(118, { issued: 157, pushes: 1200 })], now)).toMatchObject({
    joined: 32,
    pushesPerSecond: 10,
  });
  expect(ratesNow([], now)).toEqual({ joined: 0, admitted: 0, ended: 0, pushesPerSecond: 0 });
  // An admission was taken back.
  expect(ratesNow([at(60, { admitted: 24 })], now).admitted).toBe(0);
});

test("F3 ticks, what they push, and how long connections were there are counted", async () => {
  const world = await openWorld({ slots: 1, slotSeconds: 3600, tickSeconds: 5 });
  await world.join("ada", "bob", "eve");
  await world.settle();
  for (let i = 0; i < 4; i++) await world.tick();
  expect((await seenIn(world)).usage).toEqual({ ticks: 4, pushes: 12, connectionSeconds: 60 });
  await world.disconnect("eve");
  await world.change({ tickSeconds: 10 });
  await world.tick();
  expect((await seenIn(world)).usage).toEqual({ ticks: 5, pushes: 14, connectionSeconds: 80 });
});

test("F3 beyond the budget fewer pushes are counted, and connections all the same", async () => {
  const world = await openWorld({ slots: 1, slotSeconds: 3600, tickSeconds: 5 });
  await world.join(...Array.from({ length: 31 }, (_, i) => `visitor-${i}`));
  await world.settle();
  world.pushesMax = 20;
  for (let i = 0; i < 2; i++) await world.tick();
  const heard = world.keys.reduce((sum, key) => sum + world.heard(key, "tick").length, 0);
  expect(heard).toBeLessThan(62);
  expect((await seenIn(world)).usage).toEqual({ ticks: 2, pushes: heard, connectionSeconds: 310 });
});

test("F3 a count that fails repeats no push, and is told", async () => {
  const world = await openWorld({ slots: 1, slotSeconds: 3600, tickSeconds: 5 });
  await world.join("ada", "bob", "eve");
  await world.settle();
  const message = must(await world.tick());
  const throttled = new Fault("throttled");
  const ports = intercepted(world.ports, ({ name }) => {
    if (name === "ledger.addUsage") throw throttled;
  });
  const shards = Array.from({ length: limits.shards }, (_, shard) => shard);
  const told = await broadcast(ports, world.line, shards, { message, index: 1, pushesMax: 100 });
  expect(told).toEqual({ pushes: 3, troubles: [throttled] });
  expect(world.heard("eve", "tick")).toHaveLength(2);
});

test("F3 an empty room costs its ticks alone", async () => {
  const world = await openWorld({ tickSeconds: 5 });
  await world.wait(20);
  expect((await seenIn(world)).usage).toEqual({ ticks: 4, pushes: 0, connectionSeconds: 0 });
});

test("F4 the last in line waits for as long as their page says; without a line, who joins now is called at once", async () => {
  const world = await openWorld({ slots: 1, slotSeconds: 60, tickSeconds: 5 });
  const waitNow = async () => {
    const { snapshot, record } = await seenIn(world);
    return lastWait(snapshot, record.settings);
  };
  expect(await waitNow()).toEqual({ earliestSeconds: 0, likelySeconds: 0, latestSeconds: 0 });
  await world.join("ada");
  await world.settle();
  const ofNext = must(await waitNow());
  expect(ofNext.likelySeconds).toBeGreaterThan(0);
  await world.join("bob", "eve", "joe");
  await world.settle();
  const { snapshot } = await seenIn(world);
  // As packages/web reckons it: the place is number − serving + 1.
  expect(await waitNow()).toEqual(waitRange(4 - snapshot.serving + 1, snapshot));
  expect(must(await waitNow()).likelySeconds).toBeCloseTo(3 * ofNext.likelySeconds, 6);
});

test.each<Partial<Settings>>([{ state: "paused" }, { state: "closed" }, { draining: true }])(
  "F4 where nobody waits, and with %j nobody is called, there is no wait to tell",
  async (over) => {
    const world = await openWorld({ slots: 1, ...over });
    const { snapshot, record } = await seenIn(world);
    expect(lastWait(snapshot, record.settings)).toBeUndefined();
  },
);

test("F4 of those who were called and are gone, the no-show rate tells who did not come", () => {
  expect(noShowRate(noStats)).toBeUndefined();
  expect(noShowRate({ ...noStats, left: 4, leftWaiting: 4 })).toBeUndefined();
  // Six visits ended, of which one nobody came to; one more missed a call, and never said anything again.
  const stats = {
    ...noStats,
    completed: 3,
    expired: 1,
    left: 3,
    noshow: 2,
    leftWaiting: 3,
    noshowWaiting: 1,
  };
  expect(noShowRate(stats)).toBeCloseTo(2 / 7, 9);
});
