import { Settings } from "@fairline/core";
import { describe, expect, test } from "vitest";
import { noFaults } from "../src/faults.ts";
import type { Entry, Fact } from "../src/history.ts";
import { breaks } from "../src/invariants/index.ts";
import { paperLine } from "../src/invariants/paperLine.ts";
import type { Plan } from "../src/plan.ts";

const settings = Settings.parse({
  slots: 2,
  slotSeconds: 10,
  tickSeconds: 1,
  graceSeconds: 3,
  holdSeconds: 20,
});
const plan: Plan = { seed: 1, settings, faults: noFaults, visitors: [], operations: [], calmAtMs: 0 };
const startMs = Date.UTC(2030, 0, 1);

type At = readonly [seconds: number, fact: Fact];

/** A history of moments, which ends with nothing left behind, unless it says so itself. */
function judged(facts: readonly At[], over: Partial<Plan> = {}): string[] {
  const entries: Entry[] = facts.map(([seconds, fact]) => ({ ...fact, atMs: startMs + seconds * 1000 }));
  const history = entries.sort((a, b) => a.atMs - b.atMs);
  return breaks({ plan: { ...plan, ...over }, startMs, history, counts: {}, unserved: [], events: 0 });
}

const ticketHeard = (number: number, connection: string): Fact => ({
  kind: "heard",
  visitor: `v${number}`,
  connection,
  message: {
    type: "ticket",
    room: "demo",
    number,
    serving: 1,
    issued: 9,
    slots: 2,
    slotSeconds: 10,
    tickSeconds: 1,
    state: "open",
    resume: `resume demo.1.k${number}`,
    at: new Date(startMs).toISOString(),
  },
});

/** Somebody comes, and hears the number. */
const comes = (seconds: number, number: number): At[] => [
  [seconds, { kind: "connected", visitor: `v${number}`, connection: `c${number}` }],
  [seconds, { kind: "asked", visitor: `v${number}`, connection: `c${number}`, key: `k${number}` }],
  [seconds, { kind: "created", run: 1, number, key: `k${number}` }],
  [seconds, ticketHeard(number, `c${number}`)],
];
const expiresAt = (seconds: number) => startMs + seconds * 1000;
const turnHeard = (number: number, lane: number, endSeconds: number): Fact => ({
  kind: "heard",
  visitor: `v${number}`,
  connection: `c${number}`,
  message: {
    type: "turn",
    room: "demo",
    number,
    lane,
    pass: `pass demo.1.${number} ${expiresAt(endSeconds)}`,
    expiresAt: new Date(expiresAt(endSeconds)).toISOString(),
  },
});
/** A visit from its claim on, until its end. */
const visits = (seconds: number, number: number, lane: number, untilSeconds = seconds + 10): At[] => [
  [seconds, { kind: "claimed", run: 1, number, lane }],
  [seconds, { kind: "admitted", run: 1, number, lane, expiresAtMs: expiresAt(seconds + 10) }],
  [seconds, { kind: "filled", run: 1, number, lane }],
  [seconds, { kind: "unclaimed", run: 1, number, lane }],
  [seconds, { kind: "opened", run: 1, number, lane, expiresAtMs: expiresAt(seconds + 10) }],
  [seconds, turnHeard(number, lane, seconds + 10)],
  [untilSeconds, { kind: "ended", run: 1, number, outcome: "expired", wasAdmitted: true }],
  [untilSeconds, { kind: "emptied", run: 1, number, lane }],
];

test("a history in which two are served one after the other breaks nothing", () => {
  expect(judged([...comes(0, 1), ...comes(0.1, 2), ...visits(0.2, 1, 0), ...visits(0.3, 2, 1)])).toEqual([]);
});

const ended = (
  number: number,
  outcome: "completed" | "expired" | "left" | "noshow",
  wasAdmitted = true,
): Fact => ({
  kind: "ended",
  run: 1,
  number,
  outcome,
  wasAdmitted,
});

// what is wrong, what the sentence begins with, the history
const broken: readonly [string, string, readonly At[]][] = [
  [
    "two in one lane",
    "I1 lane 0 let ticket 2 in at 5.000 s, while ticket 1 was in it",
    [...comes(0, 1), ...comes(0, 2), ...visits(1, 1, 0), ...visits(5, 2, 0)],
  ],
  ["a lane above X", "I1 lane 2 took ticket 1", [...comes(0, 1), ...visits(1, 1, 2)]],
  [
    "a room that has been paused for long",
    "I1 lane 0 took ticket 1",
    [
      [1, { kind: "room", run: 1, settings: { ...settings, state: "paused" }, isResetting: false }],
      ...comes(30, 1),
      ...visits(31, 1, 0),
    ],
  ],
  [
    "one who is there is passed over",
    "I2 lane 0 took ticket 2 at 1.000 s, and passed ticket 1 over",
    [...comes(0, 1), ...comes(0, 2), ...visits(1, 2, 0), ...visits(1.5, 1, 1)],
  ],
  [
    "a visit that never began expires",
    "I3 ticket 1 ended as expired at 9.000 s",
    [...comes(0, 1), [9, ended(1, "expired")]],
  ],
  [
    "a visit expires early",
    "I3 ticket 1 ended as expired at 5.000 s",
    [...comes(0, 1), ...visits(1, 1, 0, 5)],
  ],
  ["one who is there has left", "I3 ticket 1 ended as left", [...comes(0, 1), [2, ended(1, "left", false)]]],
  [
    "one who is there is a no-show",
    "I3 ticket 1 ended as noshow",
    [...comes(0, 1), ...visits(1, 1, 0).slice(0, 6), [6, ended(1, "noshow")]],
  ],
  [
    "two outcomes",
    "I4 ticket 1 ended as expired at 12.000 s, and had ended as expired",
    [...comes(0, 1), ...visits(1, 1, 0), [12, ended(1, "expired")]],
  ],
  [
    "a visit goes on and on",
    "I5 ticket 1 is still in lane 0",
    [...comes(0, 1), ...visits(1, 1, 0, 30), [29, { kind: "calm" }]],
  ],
  [
    "a visit is longer than Y",
    "I5 ticket 1 was given lane 0",
    [...comes(0, 1), [1, { kind: "admitted", run: 1, number: 1, lane: 0, expiresAtMs: expiresAt(30) }]],
  ],
  [
    "what is committed is not",
    "I5 v1 was told at 3.000 s that ticket 1 is committed, and it is not",
    [...comes(0, 1), ...visits(1, 1, 0), [3, { kind: "committed", visitor: "v1", run: 1, number: 1 }]],
  ],
  ["a lane stays idle", "I6 lane 0 is idle", [...comes(0, 1), [20, { kind: "calm" }], ...visits(30, 1, 0)]],
  [
    "somebody leaves, and keeps the place",
    "I6 ticket 1 still has its place",
    [...comes(0, 1), [5, { kind: "leave", visitor: "v1", key: "k1", isSent: true }]],
  ],
  [
    "one key has two tickets",
    "I7 k1 in run 1 got ticket 2",
    [
      [0, { kind: "created", run: 1, number: 1, key: "k1" }],
      [1, { kind: "created", run: 1, number: 2, key: "k1" }],
    ],
  ],
  ["something is left", "I8 left behind: 1 turns", [[9, { kind: "over", left: ["1 turns"] }]]],
];

describe("an invariant is seen broken where", () => {
  test.each(broken)("%s", (_, sentence, history) => {
    expect(judged(history).filter((found) => found.startsWith(sentence))).toHaveLength(1);
  });

  test("somebody still waits at the end", () => {
    const unserved = [{ name: "v3", keys: ["v3.1"] }];
    expect(breaks({ plan, startMs, history: [], counts: {}, unserved, events: 0 })).toEqual([
      "I3 v3 (key v3.1) still waits at the end",
    ]);
  });

  test("a handler fails by itself", () => {
    expect(judged([[1, { kind: "broke", handler: "admit", error: "TypeError: x" }]])).toEqual([
      "E admit failed by itself: TypeError: x",
    ]);
  });
});

describe("a line on paper", () => {
  test("passes nobody over who is away, has left, or was called before", () => {
    const line = paperLine();
    for (const number of [1, 2, 3, 4, 5]) line.joins(number);
    for (const number of [1, 3, 4, 5]) line.isHere(number, true);
    expect(line.calls(1)).toEqual([]);
    line.leaves(3);
    expect(line.calls(4)).toEqual([]);
    line.isHere(2, true);
    expect(line.calls(5)).toEqual([2]);
  });

  test("knows one again whose call was taken back", () => {
    const line = paperLine();
    for (const number of [1, 2]) line.joins(number);
    for (const number of [1, 2]) line.isHere(number, true);
    expect(line.calls(1)).toEqual([]);
    line.takesBack(1);
    expect(line.calls(2)).toEqual([1]);
  });
});
