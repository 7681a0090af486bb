import { describe, expect, test } from "vitest";
import {
  limits,
  nothingSeen,
  type PaceMoment,
  pace,
  type Standing,
  waitRange,
  withSample,
} from "../src/index.ts";

const settings = { slots: 2, slotSeconds: 60 };
const manyWait: Standing = { waiting: 1000, toServe: 1000 };

/** A tick of the line: so many numbers were reached, so many were admitted, and of those under way this is the age. */
const moment = (seconds: number, serving: number, admitted: number, ...ages: number[]): PaceMoment => ({
  atMs: seconds * 1000,
  serving,
  admitted,
  visits: ages.map((ageSeconds) => ({ ageSeconds, slotSeconds: settings.slotSeconds })),
});

const remembering = (...moments: readonly PaceMoment[]) =>
  moments.reduce((memory, next) => withSample(memory, next, settings, true), nothingSeen);

/** Every visit of two slots takes so many seconds; the slots are half a visit apart. A tick every 5 s. */
const regular = (visitSeconds: number, untilSeconds: number) =>
  remembering(
    ...Array.from({ length: untilSeconds / 5 + 1 }, (_, tick) => {
      const ages = [0, visitSeconds / 2].map((ahead) => (tick * 5 + ahead) % visitSeconds);
      const ended = [0, visitSeconds / 2].map((ahead) => Math.floor((tick * 5 + ahead) / visitSeconds));
      const admitted = 2 + (ended[0] ?? 0) + (ended[1] ?? 0);
      return moment(tick * 5, admitted + 1, admitted, ...ages);
    }),
  );

// biome-ignore format: a table
test.each([
  ["nothing was seen: 0.4 Y over X",                                        nothingSeen,                                                12],
  ["one moment was seen",                                                   remembering(moment(0, 3, 2, 0, 0)),                         12],
  ["nobody was done in a minute",                                           remembering(moment(0, 3, 2, 0, 0), moment(60, 3, 2, 60, 60)), 21],
  ["nobody was done in an hour: Y and a quarter over X",                    remembering(moment(0, 3, 2, 0, 0), moment(3600, 3, 2, 60, 60)), 37.5],
  ["visits were done at once",                                              remembering(moment(0, 3, 2, 0, 0), moment(10, 103, 102, 0, 0)), 0.333],
  ["all visits took 20 s, for ten minutes",                                 regular(20, 600),                                           10.065],
  ["all visits took all of Y, for an hour",                                 regular(60, 3600),                                          29.6],
])("T6 when %s, the pace is %#: %j → %f s a place", (_, memory, paceSeconds) => {
  expect(pace(memory, settings, manyWait).paceSeconds).toBeCloseTo(paceSeconds, 2);
});

test("T6 the pace of a large room is told as exactly as that of a small one: at place 300,000 thousandths of a second are minutes", () => {
  const memory = regular(20, 600);
  const small = pace(memory, settings, manyWait);
  const large = pace(memory, { ...settings, slots: 5000 }, manyWait);
  expect((large.paceSeconds * 5000) / (small.paceSeconds * 2)).toBeCloseTo(1, 3);
  expect(large.paceSecondsP90 / large.paceSeconds).toBeCloseTo(small.paceSecondsP90 / small.paceSeconds, 3);
});

const times = (memory = nothingSeen, standing = manyWait) => {
  const { paceSeconds, paceSecondsP90 } = pace(memory, settings, standing);
  return paceSecondsP90 / paceSeconds;
};

test("T6 before anything was seen, nine times of ten the pace is at most Y over X in a long line", () => {
  expect(times() * 0.4).toBeCloseTo(0.99, 1);
});

test("T6 nine times of ten it is slower than half of the time, and less so the more visits ended", () => {
  const [none, some, many] = [times(), times(regular(20, 60)), times(regular(20, 1200))];
  expect(some).toBeLessThan(none);
  expect(many).toBeLessThan(some);
  expect(many).toBeGreaterThan(1);
});

test("T6 as long as no visit ended, much that is under way makes nothing surer", () => {
  expect(times(remembering(moment(0, 3, 2, 0, 0), moment(50, 3, 2, 50, 50)))).toBeGreaterThan(2);
});

test("T6 where most of what is done is under way, the visits that ended do not make it sure: they are the short ones", () => {
  const many = { slots: 100, slotSeconds: 60 };
  const ages = (...of: [count: number, age: number][]) =>
    of.flatMap(([count, age]) => new Array<number>(count).fill(age));
  const memory = [
    moment(0, 101, 100, ...ages([100, 0])),
    moment(10, 121, 120, ...ages([80, 10], [20, 5])),
  ].reduce((before, next) => withSample(before, next, many, true), nothingSeen);
  const { paceSeconds, paceSecondsP90 } = pace(memory, many, manyWait);
  expect(paceSecondsP90 / paceSeconds).toBeGreaterThan(1.4);
});

test("T6 visits that all take the same time make it surer than visits of any length", () => {
  // One of the slots has been in use by the same visitor all the time.
  const uneven = remembering(
    ...Array.from({ length: 61 }, (_, tick) => moment(tick, tick + 3, tick + 2, 0, tick)),
  );
  const even = remembering(
    ...Array.from({ length: 61 }, (_, tick) => moment(tick, tick + 3, tick + 2, 0, 0)),
  );
  expect(times(uneven)).toBeGreaterThan(times(even));
});

test("T6 a short line is less sure than a long one", () => {
  expect(times(regular(20, 600), { waiting: 5, toServe: 5 })).toBeGreaterThan(times(regular(20, 600)));
});

// biome-ignore format: a table
test.each<[string, number, Standing, number]>([
  ["everybody stays",                                      1, manyWait,                         1],
  ["of those in line four of ten have left",               1, { waiting: 600,  toServe: 1000 }, 0.6],
  ["every second one that was reached had left",           2, manyWait,                         0.5],
  ["more had left of those that were reached",             2, { waiting: 600,  toServe: 1000 }, 0.5],
  ["all others in line have left",                         1, { waiting: 0,    toServe: 10 },   0.1],
  ["some who were passed over wait beside the line",       1, { waiting: 1010, toServe: 1000 }, 1],
])("T6 when %s, so many numbers take a slot", (_, placesAVisit, standing, share) => {
  const served = (visits: number) => moment(visits, 3 + visits * placesAVisit, 2 + visits, 0, 0);
  const memory = remembering(...Array.from({ length: 400 }, (_, visits) => served(visits)));
  const alone = pace(remembering(...Array.from({ length: 400 }, (_, n) => moment(n, 3 + n, 2 + n, 0, 0))), settings, manyWait);
  expect(pace(memory, settings, standing).paceSeconds / alone.paceSeconds).toBeCloseTo(share, 1);
});

describe("T6 what the pace remembers", () => {
  test("a line that stands forgets the moments, and keeps what they taught", () => {
    const moving = regular(20, 600);
    const stood = withSample(moving, moment(605, 70, 60), settings, false);
    expect(stood.samples).toEqual([]);
    expect(pace(stood, settings, manyWait).paceSeconds).toBeCloseTo(
      pace(moving, settings, manyWait).paceSeconds,
      2,
    );
    expect(times(stood)).toBeGreaterThan(times(moving));
    expect(stood.learned?.visits).toBe(30);
    expect(withSample(stood, moment(610, 70, 60), settings, false)).toBe(stood);
  });

  test("an empty room has taught nothing", () => {
    expect(withSample(nothingSeen, moment(0, 1, 0), settings, false)).toBe(nothingSeen);
  });

  test.each([
    ["that was overtaken", moment(4, 9, 8)],
    ["that goes back", moment(6, 2, 1)],
  ])("a moment %s says nothing", (_, late) => {
    const memory = remembering(moment(0, 3, 2), moment(5, 5, 4));
    expect(withSample(memory, late, settings, true)).toBe(memory);
  });

  test("it holds a bounded number of moments, and what is long ago is forgotten", () => {
    const memory = regular(20, 20_000);
    expect(memory.samples.length).toBe(limits.paceSamplesMax);
    const windowMs = (memory.samples.at(-1)?.atMs ?? 0) - (memory.samples[0]?.atMs ?? 0);
    // A hundred visits of Y in two slots.
    expect(windowMs).toBeLessThanOrEqual(3_000_000);
    expect(windowMs).toBeGreaterThan(2_500_000);
  });

  test("a larger X makes the line faster at once", () => {
    const memory = regular(20, 600);
    const before = pace(memory, settings, manyWait).paceSeconds;
    expect(pace(memory, { ...settings, slots: 4 }, manyWait).paceSeconds).toBeCloseTo(before / 2, 2);
  });
});

// biome-ignore format: a table
test.each([
  [1000, { paceSeconds: 2, paceSecondsP90: 3 },   { earliestSeconds: 1333.33, likelySeconds: 2000, latestSeconds: 3000 }],
  [100,  { paceSeconds: 2, paceSecondsP90: 2 },   { earliestSeconds: 182.67,  likelySeconds: 200,  latestSeconds: 218.97 }],
  [1,    { paceSeconds: 2, paceSecondsP90: 2.2 }, { earliestSeconds: 0.81,    likelySeconds: 2,    latestSeconds: 4.95 }],
  [7,    { paceSeconds: 0, paceSecondsP90: 0 },   { earliestSeconds: 0,       likelySeconds: 0,    latestSeconds: 0 }],
])("T6 from place %i at %j the wait is %j", (place, at, { earliestSeconds, likelySeconds, latestSeconds }) => {
  const range = waitRange(place, at);
  expect(range.earliestSeconds).toBeCloseTo(earliestSeconds, 1);
  expect(range.likelySeconds).toBe(likelySeconds);
  expect(range.latestSeconds).toBeCloseTo(latestSeconds, 1);
});
