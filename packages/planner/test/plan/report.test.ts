import { expect, test } from "vitest";
import { plan, type Texts } from "../../src/plan/index.ts";
import { report } from "../../src/plan/report.ts";
import { inputsOf } from "./usualInputs.ts";

const reported = (texts: Texts) => report(inputsOf(texts), plan(inputsOf(texts)));

test("where the design itself is too small, that stands before the quotas, though none of these is to be raised", () => {
  const text = reported({ visitors: "36000", over: "1h", slots: "1000" });
  expect(text).toMatch(
    /lists all slots.*too small, no quota moves it \(docs\/scale\.md\)[\s\S]*AWS quotas of/,
  );
  expect(text).toContain("No quota is to be raised, but: in a room without a line");
  expect(text).not.toContain("No quota is to be raised.");
});

test("where nothing is too small, nothing is to be raised", () => {
  const text = reported({ visitors: "20000", over: "1h" });
  expect(text).toContain("No quota is to be raised.");
  expect(text).not.toContain("Walls");
});

test("the table is warmed up by its owner, and not by AWS Support", () => {
  const text = reported({ visitors: "100000", over: "1m" });
  expect(text).toMatch(/Writes of a new table.*raise to.*update-table --warm-throughput/);
  expect(text).not.toMatch(/Writes of a new table.*AWS Support/);
});

test("waits that were told wrong are told as earlier or later, whatever made them so", () => {
  const texts = { visitors: "20000", slots: "200" };
  const { within = 0, earlier = 0, later = 0 } = plan(inputsOf(texts)).told;
  expect(within + earlier + later).toBeCloseTo(1, 9);
  const leave = plan(inputsOf({ ...texts, patience: "exp:2m" })).told;
  expect(leave.earlier).toBeGreaterThan(0.5);
  expect(leave.earlier).toBeGreaterThan(10 * (leave.later ?? 0));
  expect(reported(texts)).toMatch(
    /hold \(of [\d,]+; the aim is 80 %\): [\d.]+ % come earlier than told, [\d.]+ % later/,
  );
});

test("slots for a target are about so many where people may give up, and exactly so many where nobody does", () => {
  const texts = { visitors: "5000", over: "5m", slots: "50", "target-wait": "4m" };
  expect(reported(texts)).toMatch(/X must be \d+ /);
  expect(reported({ ...texts, patience: "exp:5m" })).toMatch(/X must be about \d+ /);
});
