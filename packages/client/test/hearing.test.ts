import { chance } from "@fairline/core/testing";
import { expect, test } from "vitest";
import { afterMessage, type Hearing } from "../src/hearing.ts";
import { placeAt } from "../src/line.ts";
import { lineOf, type Visit } from "../src/visit.ts";

const atMs = Date.parse("2026-05-04T09:00:00Z");
const hearing: Hearing = { nowMs: atMs, clockAheadMs: 0, since: () => undefined };
const at = (seconds: number) => new Date(atMs + seconds * 1000).toISOString();
const ticket = (number: number, seconds: number) =>
  ({
    type: "ticket",
    room: "demo",
    number,
    serving: 11,
    issued: 9000,
    slots: 10,
    slotSeconds: 60,
    tickSeconds: 5,
    state: "open",
    resume: "r",
    at: at(seconds),
  }) as const;
const tick = {
  type: "tick",
  room: "demo",
  serving: 12,
  issued: 9000,
  waiting: 8988,
  active: 10,
  paceSeconds: 3,
  paceSecondsP90: 4,
  placesPerSecond: 0.3,
  state: "open",
  nextTickSeconds: 60,
  version: 1,
  at: at(5),
} as const;

const nextTickOf = (visit: Visit) => lineOf(visit)?.nextTickSeconds;

test("a page far from the head that comes back to its place still expects the next tick when it was told", () => {
  const joined = afterMessage({ stage: "connecting" }, ticket(8000, 0), hearing);
  expect(nextTickOf(joined)).toBe(5);
  const told = afterMessage(joined, tick, hearing);
  expect(nextTickOf(told)).toBe(60);
  const again = afterMessage(told, ticket(8000, 10), hearing);
  expect(nextTickOf(again)).toBe(60);
  // Another place is another matter.
  expect(nextTickOf(afterMessage(told, ticket(8001, 10), hearing))).toBe(5);
});

test("up to place 50 a page counts on, however fast the room says it is, and takes nothing back if the line goes slower or stands", () => {
  const dice = chance(3);
  for (let number = 15; number <= 10 + 50; number += 1) {
    let nowMs = atMs;
    let serving = 11;
    let visit = afterMessage({ stage: "connecting" }, ticket(number, 0), hearing);
    const shown = [number - 10];
    for (let seconds = 5; seconds <= 60 && serving < number; seconds += 5) {
      for (; nowMs < atMs + seconds * 1000; nowMs += 250) shown.push(placeNow(visit, nowMs));
      serving += dice.below(3);
      const said = { ...tick, serving, placesPerSecond: dice.below(9), nextTickSeconds: 5, at: at(seconds) };
      visit = afterMessage(visit, said, { ...hearing, nowMs });
      shown.push(placeNow(visit, nowMs));
    }
    expect(shown.toSorted((a, b) => b - a)).toEqual(shown);
    if (number >= 31) expect(new Set(shown).size).toBeGreaterThan(5);
  }
});

function placeNow(visit: Visit, nowMs: number): number {
  const line = lineOf(visit);
  if (line === undefined) throw new Error(`Nobody waits: ${visit.stage}.`);
  return placeAt(line, nowMs);
}
