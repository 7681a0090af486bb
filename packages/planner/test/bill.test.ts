import { readFileSync } from "node:fs";
import { wiring } from "@fairline/functions/wiring.ts";
import { describe, expect, test } from "vitest";
import { bill, countsOf } from "../src/bill.ts";
import { type Event, lineOf } from "../src/event.ts";
import { gateSteps, gateUse } from "../src/siteGate.ts";
import { steps } from "../src/steps.ts";
import { dollarsOf } from "../src/units.ts";
import { usualEvent as event } from "./usualEvent.ts";

describe("the line", () => {
  test("is what a pocket calculator says: docs/cost.md", () => {
    const { admittedPerSecond, peakWaiting, seconds, waitSecondsMean } = lineOf(event);
    expect(admittedPerSecond).toBeCloseTo(100 / 61, 9);
    expect(peakWaiting).toBeCloseTo(10_000 - 50 - 600 * (100 / 61), 6);
    expect(seconds).toBeCloseTo(9950 * 0.61 - 50 / (10_000 / 600 - 100 / 61), 6);
    expect(waitSecondsMean).toBeCloseTo((peakWaiting * seconds) / 2 / 10_000, 6);
  });

  test("is as long as a queue that is played out, visitor by visitor", () => {
    const freeAt = Array.from({ length: event.slots }, () => 0);
    let waited = 0;
    for (let i = 0; i < event.visitors; i++) {
      const arrives = (i * event.arriveSeconds) / event.visitors;
      const slot = freeAt.indexOf(Math.min(...freeAt));
      const begins = Math.max(arrives, freeAt[slot] ?? 0);
      waited += begins - arrives;
      freeAt[slot] = begins + event.staySeconds + event.handoverSeconds;
    }
    expect(lineOf(event).waitSecondsMean / (waited / event.visitors)).toBeCloseTo(1, 2);
    expect(lineOf(event).eventSeconds / Math.max(...freeAt)).toBeCloseTo(1, 1);
  });

  test.each([
    ["everybody fits in at once", { visitors: 100, arriveSeconds: 1 }],
    ["they come slower than they are called", { arriveSeconds: 10_000 }],
  ])("is none where %s", (_, over) => {
    expect(lineOf({ ...event, ...over })).toMatchObject({ peakWaiting: 0, waitSecondsMean: 0 });
  });
});

describe("the bill", () => {
  test("is the sum of its lines, and each line its amount at its price", () => {
    const { lines, dollars } = bill(event);
    for (const { amount, price, dollars: cost } of lines)
      expect(cost).toBeCloseTo((amount / price.per) * price.dollars, 9);
    expect(lines.reduce((sum, line) => sum + line.dollars, 0)).toBeCloseTo(dollars, 9);
  });

  test("counts as many state transitions a visit as its state machine has states on the way", () => {
    const file = new URL(`../../functions/src/${wiring.stateMachines.Visit.definition}`, import.meta.url);
    const { StartAt, States } = JSON.parse(readFileSync(file, "utf8"));
    let count = 1;
    for (let state = States[StartAt]; state.End !== true; state = States[state.Next]) count++;
    expect(steps.execution.stateTransitions).toBe(count);
  });

  const crowd: Event = { ...event, visitors: 100_000, slots: 1000, pushCadence: "every" };
  test.each<[string, Event, Partial<Event>]>([
    ["a longer line", event, { slots: 50 }],
    ["longer visits", event, { staySeconds: 120 }],
    ["more ticks", event, { tickSeconds: 2 }],
    ["more visitors", event, { visitors: 20_000 }],
    ["a larger push budget, in a line beyond it", crowd, { pushPerSecondMax: 10_000 }],
    ["every tick to everybody", event, { pushCadence: "every" }],
    ["no push budget, in a line beyond it", crowd, { pushPerSecondMax: Number.POSITIVE_INFINITY }],
  ])("is higher with %s", (_, base, over) => {
    expect(bill({ ...base, ...over }).dollars).toBeGreaterThan(bill(base).dollars);
  });

  test("is lower with fuller batches", () => {
    expect(bill({ ...event, joinsPerBatch: 10 }).dollars).toBeLessThan(bill(event).dollars);
  });

  test("is the same with and without a push budget that the line does not reach", () => {
    expect(bill({ ...event, pushPerSecondMax: Number.POSITIVE_INFINITY })).toMatchObject({
      dollars: bill(event).dollars,
    });
  });

  test("never pushes more to those who wait than the budget allows", () => {
    const large: Event = { ...event, visitors: 1_000_000, slots: 5000, pushCadence: "every" };
    const toVisitors = (large.visitors * large.staySeconds) / large.tickSeconds;
    const budget = lineOf(large).seconds * large.pushPerSecondMax;
    expect(countsOf(large).push - toVisitors).toBeLessThanOrEqual(budget);
    expect(countsOf(large).push - toVisitors).toBeGreaterThan(budget * 0.8);
    expect(countsOf({ ...large, pushCadence: "distance" }).push).toBeLessThan(countsOf(large).push);
  });

  test("is at most half of what every tick to everybody costs, with 10,000 who wait and N = 5 s", () => {
    const large = { ...event, visitors: 11_000 };
    expect(lineOf(large).peakWaiting).toBeCloseTo(10_000, -2);
    expect(bill(large).dollars).toBeLessThan(bill({ ...large, pushCadence: "every" }).dollars / 2);
  });
});

describe("what a site's gate adds", () => {
  // biome-ignore format: a table
  test.each([
    ["a visit shorter than a lease is not renewed",  20,   0,  3],
    ["a visit of a minute twice",                    60,   2,  5],
    ["one of five minutes ten times",                300,  10, 13],
  ])("%s", (_, seconds, renewals, requests) => {
    expect(gateUse(seconds)).toMatchObject({ renewals, requests });
  });

  test("is higher with each renewal, by a request, a function and two reads", () => {
    const more = gateUse(330).dollars - gateUse(300).dollars;
    expect(more).toBeCloseTo(dollarsOf(gateSteps.renewal), 12);
    expect(gateSteps.renewal).toMatchObject({ httpRequests: 1, lambdaRequests: 1, readUnits: 2 });
  });

  test("counts as many state transitions as a visit goes through that is given time once more", () => {
    const file = new URL(`../../functions/src/${wiring.stateMachines.Visit.definition}`, import.meta.url);
    const { StartAt, States } = JSON.parse(readFileSync(file, "utf8"));
    const settling = States[StartAt].Next;
    const [caught] = States[settling].Catch.filter(({ ErrorEquals }: { ErrorEquals: string[] }) =>
      ErrorEquals.includes("VisitNotOver"),
    );
    let count = 2;
    for (let name = caught.Next; name !== StartAt; name = States[name].Next) count++;
    expect(gateSteps.roundAgain.stateTransitions).toBe(count);
  });
});
