import { expect, test } from "vitest";
import { shown, tablesOf } from "../suite/table.ts";

const ratio = { of: "new", to: "old" };

test("of several rounds a row says the medians, how far they spread, and the median of the rounds' ratios", () => {
  const values = { old: [10, 20, 40], new: [5, 30, 8] };
  expect(tablesOf({ figures: [{ name: "speed", unit: "ms", values, ratio }] })).toEqual([
    [
      ["", "unit", "old", "min..max", "new", "min..max", "ratio"],
      ["speed", "ms", "20", "10..40", "8", "5..30", "0.5"],
    ],
  ]);
});

test("a single round has no spread, and nothing is divided by zero", () => {
  const figures = [
    { name: "lost", unit: "visitors", at: { waiting: 1000 }, values: { old: [0], new: [3] }, ratio },
  ];
  expect(tablesOf({ figures })).toEqual([
    [
      ["", "waiting", "unit", "old", "new", "ratio"],
      ["lost", "1,000", "visitors", "0", "3", "–"],
    ],
  ]);
});

test("figures that compare others, or have another unit, stand in a table of their own", () => {
  const figures = [
    { name: "a", unit: "ms", values: { old: [1], new: [1] } },
    { name: "b", unit: "ms", values: { old: [1] } },
    { name: "c", unit: "ms", values: { old: [2], new: [1] } },
    { name: "d", unit: "s", values: { old: [2], new: [1] } },
  ];
  expect(tablesOf({ figures }).map((rows) => rows.slice(1).map(([name]) => name))).toEqual([
    ["a", "c"],
    ["b"],
    ["d"],
  ]);
});

// biome-ignore format: a table
test.each([
  [0,        "0"],
  [0.98765,  "0.988"],
  [12.345,   "12.3"],
  [12_345.6, "12,346"],
  [0.000123, "1.23e-4"],
])("%d is shown as %s", (value, text) => {
  expect(shown(value)).toBe(text);
});
