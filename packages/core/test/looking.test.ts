import { expect, test } from "vitest";
import { isTickLate, lookEverySeconds, pushesAreAtBudget, waitSaid } from "../src/index.ts";

test.each([
  [1, 1],
  [2, 2],
  [5, 2],
  [60, 2],
])("F6 a room that ticks every %i s is looked at every %i s", (tickSeconds, seconds) => {
  expect(lookEverySeconds({ tickSeconds })).toBe(seconds);
});

test.each([
  [4749, false],
  [4750, true],
  [5000, true],
])("F6 %i pushes of 5,000 a second are at the budget: %s", (perSecond, isAt) => {
  expect(pushesAreAtBudget({ pushes: { perSecond, perSecondMax: 5000 } })).toBe(isAt);
});

test.each([
  [7, false],
  [7.5, true],
])("F6 a tick of a room with N = 2 s that is %s s old is late: %s", (ageSeconds, isLate) => {
  expect(isTickLate(ageSeconds, { tickSeconds: 2 })).toBe(isLate);
});

test("F6 a wait is said by its likely length and its range; where nobody is called it is not known", () => {
  const wait = { earliestSeconds: 61, likelySeconds: 95, latestSeconds: 3599 };
  expect(waitSaid(wait)).toEqual({ likely: "1 min 40 s", range: "1 min 1 s to 1 h" });
  expect(waitSaid(undefined)).toEqual({ likely: "not known", range: "nobody is called just now" });
});

test.each([
  [100, 118, 131, { likely: "2 min", range: "1 min 40 s to 2 min 10 s" }],
  [116, 118, 124, { likely: "2 min" }],
  [0, 0, 0, { likely: "at once" }],
  [0, 0.9, 20, { likely: "at once", range: "0 s to 20 s" }],
])(
  "F6 a wait from %f over %f to %f seconds is told without a range that reads as none",
  (earliestSeconds, likelySeconds, latestSeconds, words) => {
    expect(waitSaid({ earliestSeconds, likelySeconds, latestSeconds })).toEqual(words);
  },
);
