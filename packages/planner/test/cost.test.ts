import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { LiveView, Settings } from "@fairline/core";
import { expect, test } from "vitest";
import { bill, countsOf } from "../src/bill.ts";
import { costOf, dollarsPerHour, dollarsSaid, hourlyCost, type Rates } from "../src/cost.ts";
import { lineOf } from "../src/event.ts";
import { steps } from "../src/steps.ts";
import { dollarsOf } from "../src/units.ts";
import { usualEvent as event } from "./usualEvent.ts";

const { slots, visitors, tickSeconds, staySeconds } = event;
const line = lineOf(event);
const counts = countsOf(event);

/** What the room says when the usual event is over, if all went as it was planned. */
function viewAfter(over: Partial<LiveView> = {}): LiveView {
  const settings = Settings.parse({ slots, slotSeconds: staySeconds, tickSeconds });
  const at = "2026-01-01T00:00:00.000Z";
  const figures = { serving: visitors + 1, issued: visitors, waiting: 0, active: 0 };
  const pace = { paceSeconds: 0.6, paceSecondsP90: 0.7 };
  const tick = { type: "tick", room: "demo", ...figures, ...pace, nextTickSeconds: tickSeconds, at } as const;
  return LiveView.parse({
    snapshot: { ...settings, ...tick },
    run: 1,
    version: 1,
    configured: settings,
    totals: {
      issued: visitors,
      admitted: visitors,
      completed: visitors,
      expired: 0,
      left: 0,
      noshow: 0,
      leftWaiting: 0,
    },
    perMinute: { joined: 0, admitted: 0, ended: 0 },
    pushes: { perSecond: 0, perSecondMax: 5000 },
    usage: {
      ticks: Math.round(counts.tick),
      pushes: Math.round(counts.push),
      connectionMinutes: counts.connectionMinute,
    },
    slots: [],
    samples: [],
    ...over,
  });
}

test("a run that went as it was planned has cost what the planner said", () => {
  const ratio = costOf(viewAfter()).dollars / bill(event).dollars;
  expect(Math.abs(ratio - 1)).toBeLessThan(0.01);
});

test("a run costs more with each push, tick, visit and minute of a connection, by what that costs", () => {
  const { usage, totals } = viewAfter();
  const more = (over: Partial<LiveView>) => costOf(viewAfter(over)).dollars - costOf(viewAfter()).dollars;
  expect(more({ usage: { ...usage, pushes: usage.pushes + 1000 } })).toBeCloseTo(
    1000 * dollarsOf(steps.push),
    9,
  );
  const transitions = 1000 * dollarsOf(steps.execution);
  expect(more({ totals: { ...totals, admitted: visitors + 1000 } })).toBeGreaterThan(transitions);
  expect(more({ usage: { ...usage, ticks: usage.ticks + 1000 } })).toBeGreaterThan(
    1000 * dollarsOf(steps.tick),
  );
  const minutes = { ...usage, connectionMinutes: usage.connectionMinutes + 1000 };
  expect(more({ usage: minutes })).toBeGreaterThan(1000 * dollarsOf(steps.connectionMinute));
});

test("an hour of a line is the event's share of it", () => {
  const listening = (line.waitSecondsMean * visitors) / line.eventSeconds;
  const perSecond = visitors / line.eventSeconds;
  const rates: Rates = {
    joinedPerMinute: 60 * perSecond,
    admittedPerMinute: 60 * perSecond,
    pushesPerSecond: counts.push / line.eventSeconds,
    tickSeconds,
    slots,
    waiting: listening,
    active: staySeconds * perSecond,
  };
  const ofEvent = bill(event).dollars * (3600 / line.eventSeconds);
  expect(dollarsPerHour(rates) / ofEvent).toBeCloseTo(1, 1);
});

test("an hour in which nobody comes costs its ticks", () => {
  const nobody = { joinedPerMinute: 0, admittedPerMinute: 0, pushesPerSecond: 0, waiting: 0, active: 0 };
  const often = dollarsPerHour({ ...nobody, tickSeconds: 5, slots: 3 });
  expect(often).toBeGreaterThan(720 * dollarsOf(steps.tick));
  expect(often).toBeLessThan(720 * 2.5 * dollarsOf(steps.tick));
  expect(dollarsPerHour({ ...nobody, tickSeconds: 60, slots: 3 })).toBeLessThan(often / 8);
  expect(costOf(viewAfter()).dollarsPerHour).toBeGreaterThan(0);
});

test("an hour under other settings is one with their slots and their ticks, in which as many join", () => {
  const view = viewAfter({ perMinute: { joined: 30, admitted: 0, ended: 0 } });
  const outlook = { admittedPerMinute: 30, pushesPerSecond: 10 };
  const rates = { joinedPerMinute: 30, ...outlook, tickSeconds, slots, waiting: 0, active: 0 };
  expect(hourlyCost(view, outlook)).toBe(dollarsPerHour(rates));
  const change = { slots: 400, tickSeconds: 1, title: "Another" };
  expect(hourlyCost(view, outlook, change)).toBe(dollarsPerHour({ ...rates, slots: 400, tickSeconds: 1 }));
});

test.each([
  [0, "$0.0000"],
  [0.0312, "$0.0312"],
  [1.5, "$1.50"],
  [1234.567, "$1,234.57"],
])("%s dollars are said as %s", (dollars, said) => {
  expect(dollarsSaid(dollars)).toBe(said);
});

test("the oldest of the prices says how old they are", () => {
  expect(costOf(viewAfter()).pricesKnownOn).toBe("2024-11-01");
});

test("nothing of Node is needed: the console may ask, too", () => {
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    const { resolve } = createRequire(file);
    const source = readFileSync(file, "utf8");
    for (const [, name = ""] of source.matchAll(/\bfrom "([^"]+)"/g)) {
      expect(name).not.toMatch(/^node:|^@aws-sdk/);
      if (/^\.|^@fairline/.test(name)) visit(resolve(name));
    }
  };
  visit(new URL("../src/cost.ts", import.meta.url).pathname);
  expect(seen.size).toBeGreaterThan(20);
});
