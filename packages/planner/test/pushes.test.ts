import { ticksBetween } from "@fairline/core";
import { expect, test } from "vitest";
import { pushesPerTick } from "../src/pushes.ts";

test.each([
  [0, 100],
  [100, 100],
  [101, 100],
  [250, 100],
  [5000, 100],
  [60_000, 25_000],
  [1000, 1],
])(
  "to %i who wait, with a budget of %i, go as many pushes as core's own rule spreads",
  (waiting, pushesMax) => {
    let expected = 0;
    for (let place = 1; place <= waiting; place++) expected += 1 / ticksBetween(place, waiting, pushesMax);
    expect(pushesPerTick(waiting, pushesMax)).toBeCloseTo(expected, 6);
  },
);

test("whatever the line, a tick stays within its budget", () => {
  for (const waiting of [100, 1000, 10_000, 100_000, 1_000_000]) {
    for (const pushesMax of [50, 500, 25_000]) {
      expect(pushesPerTick(waiting, pushesMax)).toBeLessThanOrEqual(pushesMax);
    }
  }
});
