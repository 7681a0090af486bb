import { waitRange } from "@fairline/core";
import { chance } from "@fairline/core/testing";
import { describe, expect, test } from "vitest";
import { leftOf, type ShownWait, steady, stepSeconds } from "../src/estimate.ts";

const nowMs = 1_000_000;
const range = (earliestSeconds: number, likelySeconds: number, latestSeconds: number) => ({
  earliestSeconds,
  likelySeconds,
  latestSeconds,
});
type Range = ReturnType<typeof range>;

// biome-ignore format: a table
test.each<[string, Range, number, Range, Range]>([
  // What was shown, so many seconds ago, the news, and what is shown then.
  ["agrees, it counts down",                                 range(60, 90, 135),    10, range(50, 80, 120),   range(50, 80, 125)],
  ["agrees a little later, it counts down",                  range(60, 90, 135),    10, range(80, 120, 180),  range(50, 80, 125)],
  ["agrees a little sooner, it counts down",                 range(60, 90, 135),    10, range(40, 55, 90),    range(50, 80, 125)],
  ["says that the end is likely missed, it says what is true", range(60, 90, 135),  10, range(90, 130, 190),  range(90, 130, 190)],
  ["says so by seconds only, it stays",                      range(6, 9, 13),       10, range(4, 5, 8),       range(0, 0, 3)],
  ["says so by ten seconds, it says what is true",           range(6, 9, 13),       10, range(6, 8, 13),      range(6, 8, 13)],
  ["is sooner than the earliest, it says so",                range(60, 90, 135),    10, range(30, 45, 70),    range(30, 45, 70)],
  ["is twice as sure, it says so",                           range(100, 200, 400),  10, range(130, 180, 250), range(130, 180, 250)],
  ["is twice as sure, the end does not move back",           range(100, 200, 400),  10, range(300, 350, 410), range(300, 350, 390)],
])("where the news %s", (_, first, agoSeconds, news, expected) => {
  const shown = steady(undefined, first, nowMs - agoSeconds * 1000);
  expect(leftOf(steady(shown, news, nowMs), nowMs)).toEqual(expected);
});

test("the first news is shown as it is", () => {
  expect(leftOf(steady(undefined, range(1, 2, 3), nowMs), nowMs)).toEqual(range(1, 2, 3));
});

/** One visitor of a line in which every place takes a time of chance, and who hears each second how it stands. */
function watch(seed: number, places: number) {
  const { below } = chance(seed);
  const pace = { paceSeconds: 1, paceSecondsP90: 1.15 };
  const calls: number[] = [];
  for (let at = 0; calls.length < places; calls.push(at)) at -= Math.log(1 - below(1_000_000) / 1_000_000);
  const changes: { laterMs: number; latestSeconds: number }[] = [];
  let shown: ShownWait | undefined;
  let place = places;
  for (let second = 0; ; second++) {
    while ((calls[places - place] ?? Number.POSITIVE_INFINITY) <= second) place -= 1;
    if (place < 1) break;
    const fresh = waitRange(place, pace);
    const next = steady(shown, fresh, nowMs + second * 1000);
    if (shown !== undefined && next !== shown) {
      changes.push({ laterMs: next.latestAtMs - shown.latestAtMs, latestSeconds: fresh.latestSeconds });
    }
    shown = next;
  }
  return changes;
}

describe("where news tremble and are right on average", () => {
  const watched = Array.from({ length: 200 }, (_, seed) => watch(seed + 1, 120));
  const rises = watched.map((changes) => changes.filter(({ laterMs }) => laterMs > 0));

  test("the end never moves later by less than a step worth telling", () => {
    for (const { laterMs, latestSeconds } of rises.flat()) {
      expect(laterMs).toBeGreaterThanOrEqual(stepSeconds(latestSeconds) * 1000);
    }
    expect(rises.flat().length).toBeGreaterThan(0);
  });

  test("it moves later for few, and hardly ever twice", () => {
    expect(rises.filter(({ length }) => length > 0).length).toBeLessThan(200 / 4);
    expect(rises.filter(({ length }) => length > 1).length).toBeLessThan(200 / 20);
  });
});
