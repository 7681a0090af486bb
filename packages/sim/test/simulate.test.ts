import { expect, test } from "vitest";
import { examine } from "../src/examine.ts";
import { faultNames, hostile, noFaults, only } from "../src/faults.ts";
import { planOf } from "../src/plan.ts";
import { regressions } from "../src/regressions.ts";
import { neverHappened, run } from "../src/run.ts";
import { simulate } from "../src/simulate.ts";

test("a seed that is played again has the same history, to the last entry", async () => {
  for (const seed of [3, 7, 11]) {
    const [once, again] = [await simulate(planOf(seed, hostile)), await simulate(planOf(seed, hostile))];
    expect(once.history.length).toBeGreaterThan(50);
    expect(again.history).toEqual(once.history);
    expect(again.counts).toEqual(once.counts);
  }
});

test("other seeds have other histories", async () => {
  const histories = await Promise.all(
    [1, 2, 3].map(async (seed) => (await simulate(planOf(seed, noFaults))).history),
  );
  expect(new Set(histories.map((history) => JSON.stringify(history))).size).toBe(3);
});

test.each(regressions)("seed $seed holds, which once showed: $found", async ({ seed }) => {
  expect((await examine(planOf(seed, hostile))).breaks).toEqual([]);
});

// A turn that is never delivered again cannot get lost on the way: it takes a crash, too.
test.each(faultNames)("with %s and nothing else every invariant holds, and it did happen", async (name) => {
  const faults = only(name === "deadLetter" ? [name, "crash"] : [name]);
  const result = await run({ firstSeed: 1, seeds: 10, faults, stopsAtBreak: false });
  expect(result.broken).toEqual([]);
  expect(result.counts[`fault ${name}`] ?? 0).toBeGreaterThan(0);
});

test("a run in which nothing fails although something should says what is missing", async () => {
  const result = await run({ firstSeed: 1, seeds: 4, faults: noFaults, stopsAtBreak: true });
  expect(neverHappened(result, hostile)).toContain("fault crash");
  expect(neverHappened({ ...result, counts: {} }, noFaults)).toEqual(
    expect.arrayContaining(["admission", "end expired", "turn heard"]),
  );
});
