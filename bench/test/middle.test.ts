import { expect, test } from "vitest";
import { median, quantile } from "../suite/middle.ts";

// biome-ignore format: a table
test.each([
  [[7],            7],
  [[42, 40],       41],
  [[3, 1, 2],      2],
  [[4, 1, 3, 2],   2.5],
])("of %j the median is %d", (figures, middle) => {
  expect(median(figures)).toBe(middle);
});

test("the share of figures that a quantile names is no larger, by nearest rank", () => {
  const figures = Array.from({ length: 100 }, (_, at) => 100 - at);
  expect([quantile(figures, 0.5), quantile(figures, 0.95), quantile(figures, 1)]).toEqual([50, 95, 100]);
});

test("of no figures there is neither", () => {
  expect(() => median([])).toThrow("There is no figure.");
  expect(() => quantile([], 0.5)).toThrow("There is no figure.");
});
