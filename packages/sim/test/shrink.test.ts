import { expect, test } from "vitest";
import { noFaults } from "../src/faults.ts";
import { planOf } from "../src/plan.ts";
import { shrink } from "../src/shrink.ts";
import { simulate } from "../src/simulate.ts";
import { tellHistory, tellPlan } from "../src/story.ts";

test("a plan is shrunk to what it takes: here, one visitor and nothing else", async () => {
  const plan = planOf(2, noFaults);
  expect(plan.visitors.length).toBeGreaterThan(3);
  const isBroken = async ({ visitors }: typeof plan) => visitors.some(({ name }) => name === "v3");
  const { plan: smallest } = await shrink(plan, isBroken);
  expect(smallest.visitors.map(({ name }) => name)).toEqual(["v3"]);
  expect(smallest.operations).toEqual([]);
  expect(smallest.visitors.flatMap(({ episodes }) => episodes)).toEqual([]);
});

test("a plan and the history around a sentence are told in lines that a person can read", async () => {
  const plan = planOf(2, noFaults);
  const told = tellPlan(plan).join("\n");
  expect(told).toMatch(/X = \d, Y = \d+ s, N = \d s/);
  expect(told).toMatch(/ s v\d+ comes over (socket|http); on the turn: /);
  const lines = tellHistory(await simulate(plan), "I3 ticket 1 in lane 0");
  expect(lines.some((line) => line.includes("created: run 1, number 1"))).toBe(true);
  expect(lines.some((line) => line.includes("created: run 1, number 2"))).toBe(false);
});
