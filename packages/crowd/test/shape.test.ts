import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { limits } from "../src/limits.ts";
import { type ArrivalShape, drawArrivals } from "../src/shape/arrivals.ts";
import { seeded } from "../src/shape/chance.ts";
import { type Distribution, draw } from "../src/shape/distribution.ts";
import { parseArrivals, parseTimes, withFiles } from "../src/shape/files.ts";
import { drawCrowd, drawOne } from "../src/shape/plan.ts";

const shape = {
  seed: 42,
  visitors: 200,
  overMs: 3000,
  abandon: 0.3,
  finishEarly: 0.6,
  dwellMs: { min: 500, max: 2000 },
};
const large = {
  seed: 7,
  visitors: 2000,
  overMs: 60_000,
  abandon: 0.6,
  finishEarly: 0.9,
  dwellMs: { min: 2000, max: 30_000 },
  confirmAfterMs: { min: 200, max: 2000 },
  miss: 0.1,
};

const hashOf = (plans: unknown) =>
  createHash("sha256").update(JSON.stringify(plans)).digest("hex").slice(0, 16);

// The hashes were taken before crowds had shapes: who notes a seed finds the same crowd by it later.
test("a crowd of the flags that there were first is the same to the byte as it was then", () => {
  expect(hashOf(drawCrowd(shape))).toBe("8039e6ef71902f77");
  expect(hashOf(drawCrowd(large))).toBe("6d2a066c07bb19e3");
  expect(hashOf(Array.from({ length: 20 }, (_, round) => drawOne(shape, 3, round)))).toBe("eb04464909452fb9");
});

test("a crowd of every shape at once is the same to the byte as it was at first", () => {
  const plans = drawCrowd({
    ...large,
    arrive: { kind: "burst" },
    dwellMs: { kind: "lognormal", medianMs: 5000, p90Ms: 20_000 },
    patienceMs: { kind: "weibull", scaleMs: 60_000, shape: 2 },
    flaky: 0.2,
    refresh: 0.1,
  });
  expect(hashOf(plans)).toMatchInlineSnapshot(`"fe159f6b80092574"`);
});

test("with another arrival shape, patience, outages or reloads the same people do the same, at other times", () => {
  const plain = drawCrowd(shape);
  const others = drawCrowd({
    ...shape,
    arrive: { kind: "ramp" },
    patienceMs: { kind: "exponential", meanMs: 9000 },
    flaky: 0.5,
    refresh: 0.5,
  });
  expect(others.map(({ behaviour }) => behaviour)).toEqual(plain.map(({ behaviour }) => behaviour));
  expect(others.map(({ arrivesMs }) => arrivesMs)).not.toEqual(plain.map(({ arrivesMs }) => arrivesMs));
});

test("a fifth of a crowd has outages and a tenth reloads, each its own, within the bounds", () => {
  const plans = drawCrowd({ ...shape, flaky: 0.2, refresh: 0.1 });
  const outages = plans.flatMap(({ unrest }) => (unrest?.outages ? [unrest.outages] : []));
  const reloads = plans.flatMap(({ unrest }) => (unrest?.reloads ? [unrest.reloads] : []));
  expect([outages.length, reloads.length]).toEqual([40, 20]);
  expect(new Set(outages.map((list) => list[0]?.afterMs)).size).toBe(40);
  for (const { forMs } of outages.flat()) expect(forMs).toBeLessThanOrEqual(8000);
});

describe("when a crowd of 10,000 arrives within 100 s", () => {
  const arrivals = (arrive: ArrivalShape) =>
    drawArrivals(arrive, { visitors: 10_000, overMs: 100_000 }, seeded(3));
  const within = (times: readonly number[], fromMs: number, toMs: number) =>
    times.filter((ms) => ms >= fromMs && ms < toMs).length;

  // biome-ignore format: a table
  test.each<[string, number, number]>([
    // in the first tenth, in the last tenth
    ["even",    1000, 1000],
    ["burst",   8200,  200],
    ["ramp",     100, 1900],
    ["poisson", 1000, 1000],
  ])("%s: about %i come in the first ten seconds, and %i in the last ten", (kind, first, last) => {
    const times = arrivals({ kind } as ArrivalShape);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(Math.abs(within(times, 0, 10_000) - first)).toBeLessThan(0.15 * first + 20);
    expect(Math.abs(within(times, 90_000, 100_000) - last)).toBeLessThan(0.15 * last + 20);
  });

  test("poisson: the gaps vary as much as they are long, and the last one comes at about the end", () => {
    const times = arrivals({ kind: "poisson" });
    const gaps = times.slice(1).map((ms, place) => ms - (times[place] ?? 0));
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const spread = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length);
    expect(spread / mean).toBeCloseTo(1, 1);
    expect(times.at(-1)).toBeGreaterThan(95_000);
    expect(times.at(-1)).toBeLessThan(105_000);
  });
});

// biome-ignore format: a table
test.each<[string, Distribution, number, number]>([
  ["of equal chances", { min: 1000, max: 3000 },                               2000,  2800],
  ["exponential",      { kind: "exponential", meanMs: 1000 },                   693,  2303],
  ["lognormal",        { kind: "lognormal", medianMs: 1000, p90Ms: 4000 },     1000,  4000],
  ["weibull",          { kind: "weibull", scaleMs: 1000, shape: 2 },            833,  1517],
  ["observed",         { kind: "observed", valuesMs: [1000, 2000, 3000] },     2000,  3000],
])("times %s: half are below the median, nine of ten below p90", (_, distribution, median, p90) => {
  const chance = seeded(11);
  const drawn = Array.from({ length: 20_000 }, () => draw(distribution, chance, 1e9)).sort((a, b) => a - b);
  expect((drawn[10_000] ?? 0) / median).toBeCloseTo(1, 1);
  expect((drawn[18_000] ?? 0) / p90).toBeCloseTo(1, 1);
});

test("no time is longer than is allowed", () => {
  const chance = seeded(1);
  const times = Array.from({ length: 1000 }, () => draw({ kind: "exponential", meanMs: 1000 }, chance, 1500));
  expect(Math.max(...times)).toBe(1500);
});

/** A trace as a crowd takes it that is not scaled. */
const arrivalsIn = (text: string) => parseArrivals(text, { ...limits, linesMax: limits.traceLinesMax });

const asItIs = { keepsVisitors: false, keepsOver: false };

describe("a trace", () => {
  test("of moments brings one at each, of counts so many until the next line", () => {
    expect(arrivalsIn("# a sale\n0.5\n\n2 # late\n")).toEqual([
      { fromMs: 500, forMs: 0, count: 1 },
      { fromMs: 2000, forMs: 0, count: 1 },
    ]);
    expect(arrivalsIn("0, 10\n60,5\n")).toEqual([
      { fromMs: 0, forMs: 60_000, count: 10 },
      { fromMs: 60_000, forMs: 60_000, count: 5 },
    ]);
    expect(arrivalsIn("3,7")).toEqual([{ fromMs: 3000, forMs: 1000, count: 7 }]);
  });

  test("is played in the time that is asked for, in order, with as many as it says", () => {
    const steps = arrivalsIn("0,100\n60,300\n");
    const plans = drawCrowd({ ...shape, visitors: 400, overMs: 12_000, arrive: { kind: "trace", steps } });
    const times = plans.map(({ arrivesMs }) => arrivesMs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.filter((ms) => ms < 6000)).toHaveLength(100);
    expect(Math.max(...times)).toBeLessThanOrEqual(12_000);
    expect(plans).toHaveLength(400);
  });

  // biome-ignore format: a table
  test.each([
    ["0\nx\n",         /^, line 2: must be seconds from 0 to 3600, or seconds,count with a whole count from 0 to 20000 \(was "x"\)$/],
    ["1,2,3",          /^, line 1: must be seconds from 0 to 3600, or seconds,count with a whole count from 0 to 20000 \(was "1,2,3"\)$/],
    ["-1",             /^, line 1: must be seconds/],
    ["4000",           /^, line 1: must be seconds/],
    ["\n5\n\n4\n",     /^, line 4: must not be before the line above it \(was "4"\)$/],
    ["# nobody\n",     /^: must bring from 1 to 20000 visitors \(was "0"\)$/],
    ["0,20000\n1\n",   /^: must bring from 1 to 20000 visitors \(was "20001"\)$/],
  ])("that reads %j is refused by line and value", (text, message) => {
    expect(() => arrivalsIn(text)).toThrow(message);
  });

  test("of times has one a line", () => {
    expect(parseTimes("1\n2.5\n", 5000)).toEqual([1000, 2500]);
    expect(() => parseTimes("1\n6\n", 5000)).toThrow(/^, line 2: must be seconds from 0 to 5 \(was "6"\)$/);
    expect(() => parseTimes("", 5000)).toThrow(/must have at least one time/);
  });

  test("that is larger than a crowd may be is scaled to a crowd, and is refused otherwise", () => {
    const folder = mkdtempSync(join(tmpdir(), "fairline-trace-"));
    const arrive = join(folder, "sale.csv");
    writeFileSync(arrive, "0,15000\n3600,5000\n7200,10000\n");
    const scaled = withFiles(
      { ...shape, visitors: 60, overMs: 9000 },
      { arrive },
      { keepsVisitors: true, keepsOver: true },
    );
    expect(scaled).toMatchObject({
      visitors: 60,
      overMs: 9000,
      arrive: { steps: [{ count: 30 }, { count: 10 }, { count: 20 }] },
    });
    expect(() => withFiles(shape, { arrive }, { keepsVisitors: false, keepsOver: true })).toThrow(/30000/);
    expect(() => withFiles(shape, { arrive }, { keepsVisitors: true, keepsOver: false })).toThrow(/3600/);
    rmSync(folder, { recursive: true });
  });

  test("that is not there is named with its flag", () => {
    expect(() => withFiles(shape, { arrive: "/no/where.csv" }, asItIs)).toThrow(
      '--arrive: cannot read the file "/no/where.csv" (ENOENT)',
    );
  });
});
