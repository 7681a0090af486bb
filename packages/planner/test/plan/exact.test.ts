import { describe, expect, test } from "vitest";
import { plan } from "../../src/plan/index.ts";
import { inputsOf } from "./usualInputs.ts";

/** Everybody at once, and visits that all take equally long: what can be reckoned by hand, whatever the tick. */
describe.each([
  { visitors: 1000, slots: 10, seconds: 60, dwell: 4, tick: 5 },
  { visitors: 1000, slots: 10, seconds: 59, dwell: 59, tick: 60 },
  { visitors: 2000, slots: 50, seconds: 30, dwell: 9, tick: 10 },
  { visitors: 2000, slots: 50, seconds: 30, dwell: 9, tick: 7 },
])("$visitors at once in $slots slots for $dwell s, a tick every $tick s", (given) => {
  const { visitors, slots, dwell } = given;
  const rounds = visitors / slots;
  const cycle = dwell + 1;
  const planned = plan(
    inputsOf({
      visitors: String(visitors),
      slots: String(slots),
      seconds: String(given.seconds),
      dwell: `${dwell}s`,
      tick: String(given.tick),
      over: "0",
      handover: "1s",
    }),
  );

  test("use their slots for all of each round but the hand-over", () => {
    expect(planned.line.utilisation).toBeCloseTo(dwell / cycle, 6);
  });

  test("are connected until their visits are over", () => {
    const minutes = planned.bill.lines.find(({ unit }) => unit === "connectionMinutes")?.amount;
    expect(minutes).toBeCloseTo((slots * cycle * ((rounds * (rounds + 1)) / 2)) / 60, 3);
  });

  test("make the longest line at once", () => {
    expect(planned.line).toMatchObject({ longest: visitors - slots, longestAtSeconds: 0 });
  });
});

test("who gives up is connected for as long as they were patient", () => {
  // One stays for a day; the others lose their patience after a minute.
  const { bill } = plan(
    inputsOf({
      visitors: "11",
      slots: "1",
      seconds: "43000",
      dwell: "43000s",
      over: "0",
      patience: "60s..60s",
      handover: "1s",
    }),
  );
  const minutes = bill.lines.find(({ unit }) => unit === "connectionMinutes")?.amount;
  expect(minutes).toBeCloseTo((43_001 + 10 * 60) / 60, 3);
});

test("the longest line of an event that takes years is found when it is there", () => {
  const { line } = plan(inputsOf({ visitors: "20000", slots: "1", seconds: "43000", "finish-early": "0" }));
  expect(line.longest).toBe(19_999);
  expect(line.longestAtSeconds).toBeGreaterThan(599);
  expect(line.longestAtSeconds).toBeLessThanOrEqual(600);
});
