import { expect, test } from "vitest";
import { Graph } from "../src/graph.ts";
import { senseRules } from "../src/rules/sense/index.ts";
import { synthesize } from "../src/synthesize.ts";
import { together } from "./together.ts";
import { mistakes } from "./wiringMistakes.ts";

test.each(together(mistakes))("is missed by the rule that it breaks: $whats", async ({ mistakes }) => {
  const edits = mistakes.flatMap(({ edits }) => edits);
  const graph = new Graph("production", await synthesize("production", edits));
  const broken = senseRules.filter((rule) => rule.broken(graph).length > 0).map(({ name }) => name);
  expect(broken).toEqual(expect.arrayContaining(mistakes.map(({ breaks }) => breaks)));
});

test("every rule of sense has a mistake that breaks it", () => {
  const tried = new Set(mistakes.map(({ breaks }) => breaks));
  expect(senseRules.map(({ name }) => name).filter((name) => !tried.has(name))).toEqual([]);
});
