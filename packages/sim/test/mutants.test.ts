import { expect, test } from "vitest";
import { mutants } from "../src/mutants.ts";
import { mutated } from "../src/mutate.ts";

test.each(mutants)("the text that '$name' replaces stands in its file once", (mutant) => {
  expect(mutated(mutant)).toContain(mutant.replace);
});

test("there are at least twenty, and each has a name of its own", () => {
  expect(mutants.length).toBeGreaterThanOrEqual(20);
  expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
});
