import { expect, test } from "vitest";
import { lookEverySeconds } from "../src/index.ts";

test.each([
  [1, 1],
  [2, 2],
  [5, 2],
  [60, 2],
])("a room that ticks every %i s is looked at every %i s", (tickSeconds, seconds) => {
  expect(lookEverySeconds({ tickSeconds })).toBe(seconds);
});
