import { expect, test } from "vitest";
import { median } from "../suite/middle.ts";
import { readResult } from "../suite/result.ts";

/** The planned median wait may be so far off from the measured one. */
const offMax = 0.15;

test("the median waits of plans were not further off than docs/planning.md says, in the middle one of the rounds", () => {
  const result = readResult("plan");
  if (result === undefined) throw new Error("npm run bench -- plan has not been run");
  const waits = result.figures.filter(({ name }) => name.endsWith(": median wait"));
  expect(waits).toHaveLength(3);
  for (const { name, values } of waits) {
    const [planned = [], measured = []] = [values.planned, values.measured];
    const ratio = median(planned.map((value, round) => value / (measured[round] ?? 0)));
    expect(Math.abs(ratio - 1), name).toBeLessThanOrEqual(offMax);
  }
});
