import { expect, test } from "vitest";
import { aimRows } from "../suite/aims.ts";
import type { Aim } from "../suite/benchmark.ts";
import type { Result } from "../suite/result.ts";

const result = {
  name: "speed",
  settings: { visitors: 100 },
  figures: [
    { name: "lag", unit: "ms", at: { waiting: 10 }, values: { old: [10, 10], new: [4, 8] } },
    { name: "lag", unit: "ms", at: { waiting: 20 }, values: { old: [10, 10], new: [12, 10] } },
  ],
} as unknown as Result;

const aim = (more: Partial<Aim>): Aim => ({
  asked: "quick",
  section: "speed",
  figures: ["lag"],
  read: { is: "value", of: "new" },
  bound: { is: "at most", value: 10 },
  unit: "ms",
  ...more,
});

const ratio = { is: "ratio", of: "new", to: "old" } as const;

// biome-ignore format: a table
test.each<[string, Partial<Aim>, string, string]>([
  ["the worst point counts",             {},                                                       "11 ms",        "no"],
  ["a point that is named",              { at: { waiting: 10 } },                                  "6 ms",         "yes"],
  ["the worst round",                    { at: { waiting: 10 }, read: { is: "value", of: "new", worst: true } }, "8 ms", "yes"],
  ["the least of what is to be much",    { bound: { is: "at least", value: 7 } },                  "6 ms",         "no"],
  ["a ratio of rounds",                  { at: { waiting: 20 }, read: ratio, unit: "of it" },      "1.1 of it",    "yes"],
  ["how far off a ratio is, either way", { at: { waiting: 10 }, read: { ...ratio, is: "off" }, unit: "%" }, "40 %", "no"],
  ["a run that was too small",           { needs: { visitors: 101 } },                             "not measured", "–"],
  ["a setting that is not known",        { needs: { minutes: 1 } },                                "not measured", "–"],
  ["a figure that is missing",           { figures: ["lag", "heap"] },                             "not measured", "–"],
  ["a point that is missing",            { at: { waiting: 30 } },                                  "not measured", "–"],
])("an aim reads %s", (_, more, measured, met) => {
  expect(aimRows([{ name: "speed", aims: [aim(more)] }], [result]).at(-1)).toEqual(["[quick](#speed)", measured, met]);
});

test("without a result nothing is met", () => {
  expect(
    aimRows([{ name: "speed", aims: [aim({})] }], [])
      .at(-1)
      ?.slice(1),
  ).toEqual(["not measured", "–"]);
});
