import { expect, test } from "vitest";
import { type Inputs, plan, type Texts } from "../../src/plan/index.ts";
import { report } from "../../src/plan/report.ts";
import { quotas } from "../../src/quotas.ts";
import { inputsOf } from "./usualInputs.ts";

/** 300 come at the opening and 200 two hours later, each time within half a second; and hardly anybody is let in. */
const twice: Texts = { visitors: "500", over: "7201s", slots: "1", seconds: "60", dwell: "60s" };
const steps = [
  { fromMs: 0, forMs: 500, count: 300 },
  { fromMs: 7_200_000, forMs: 500, count: 200 },
];

const told = (texts: Texts) => {
  const inputs: Inputs = { ...inputsOf(texts), arrive: { kind: "trace", steps } };
  const planned = plan(inputs);
  const connects = planned.quotas.find(({ quota }) => quota.name === quotas.connects.name)?.needed;
  return { connects, reconnecting: planned.reconnecting, text: report(inputs, planned) };
};

test("who still waits after two hours opens a socket again, beside those who come then", () => {
  const { connects, reconnecting, text } = told(twice);
  // In 7,200 s the slot has had 118 visits of 61 s, and the 119th is under way.
  const stillThere = 300 - 118;
  expect(connects).toBe(200 + stillThere);
  expect(reconnecting).toBe(stillThere + 200);
  expect(text).toContain("stay for longer than two hours");
});

test("whoever has given up before that opens none", () => {
  const { connects, reconnecting, text } = told({ ...twice, patience: "90m..90m" });
  expect([connects, reconnecting]).toEqual([300, 0]);
  expect(text).not.toContain("two hours");
});
