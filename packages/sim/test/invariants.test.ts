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

const ticketHeard = (number: number, connection: string, key = `k${number}`): Fact => ({
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
    resume: `resume demo.1.${key}`,
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

test("a visit that begins late, and lasts as long as another, breaks nothing", () => {
  const late: At[] = [
    ...visits(1, 1, 0).slice(0, 4),
    [3, { kind: "postponed", run: 1, number: 1, expiresAtMs: expiresAt(13) }],
    ...visits(3, 1, 0).slice(4),
  ];
  expect(judged([...comes(0, 1), ...late])).toEqual([]);
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

const room = {
  kind: "room",
  run: 1,
  settings,
  isResetting: false,
  isDrained: false,
  entry: undefined,
} as const;
const called = (seconds: number, number: number, lane: number): At[] => [
  ...visits(seconds, number, lane).slice(0, 4),
  [seconds, { kind: "called", run: 1, number, lane, confirmByMs: expiresAt(seconds + 3) }],
];
const missed = (number: number): Fact => ({ kind: "missed", run: 1, number });
const saysHere = (number: number): Fact => ({ kind: "confirm", visitor: `v${number}`, key: `k${number}` });
const back = (number: number): Fact => ({ kind: "back", run: 1, number });
const calledIn = (number: number): Fact => ({ kind: "recalled", run: 1, number, isCalledIn: true });
const recalled = (number: number): Fact => ({ kind: "recalled", run: 1, number });
/** Who stood aside is the next to be called. */
const ready = (seconds: number, number: number): At[] => [
  [seconds, back(number)],
  [seconds, recalled(number)],
];
const letIn = (number: number, lane: number, endSeconds: number): Fact => ({
  kind: "opened",
  run: 1,
  number,
  lane,
  expiresAtMs: expiresAt(endSeconds),
});
const standsBack = (number: number, until: number): Fact => ({
  kind: "deferred",
  run: 1,
  number,
  until,
  wasRecalled: false,
  isAgain: false,
});
const offers = (number: number): Fact => ({
  kind: "offered",
  run: 1,
  number,
  key: `k${number}`,
  untilMs: expiresAt(600),
});
const moves = (number: number, from: string, to: string): Fact => ({
  kind: "moved",
  run: 1,
  number,
  from,
  to,
  while: "waiting",
});

const withCalls: Partial<Plan> = { settings: { ...settings, confirm: true } };

test("histories in which calls are answered, others are let ahead and places move break nothing", () => {
  const answered: At[] = [
    ...comes(0, 1),
    ...called(1, 1, 0),
    [2, saysHere(1)],
    [2.1, letIn(1, 0, 11)],
    [2.2, turnHeard(1, 0, 11)],
    [11, ended(1, "expired")],
  ];
  expect(judged(answered, withCalls)).toEqual([]);
  const secondChance: At[] = [
    ...comes(0, 1),
    ...called(1, 1, 0),
    [4.5, missed(1)],
    [6, saysHere(1)],
    ...ready(6, 1),
    ...called(6.5, 1, 0),
    [9.9, ended(1, "noshow")],
  ];
  expect(judged(secondChance, withCalls)).toEqual([]);
  const deferred: At[] = [
    ...comes(0, 1),
    ...comes(0, 2),
    [0.1, standsBack(1, 2)],
    ...visits(0.2, 2, 0),
    ...ready(1, 1),
    ...visits(1.1, 1, 1),
  ];
  expect(judged(deferred)).toEqual([]);
  const moved: At[] = [
    ...comes(0, 1),
    [0.5, offers(1)],
    [1, moves(1, "k1", "k9")],
    [1, { kind: "asked", visitor: "v1", connection: "c9", key: "k9" }],
    [1, ticketHeard(1, "c9", "k9")],
    ...visits(1.5, 1, 0).filter(([, { kind }]) => kind !== "heard"),
  ];
  expect(judged(moved).filter((sentence) => !sentence.includes("never heard of the turn"))).toEqual([]);
});

// what is wrong, what the sentence begins with, the history, and what is special about the room
const broken: readonly [string, string, readonly At[], Partial<Plan>?][] = [
  [
    "two in one lane",
    "I1 lane 0 let ticket 2 in at 5.000 s, while ticket 1 was in it",
    [...comes(0, 1), ...comes(0, 2), ...visits(1, 1, 0), ...visits(5, 2, 0)],
  ],
  ["a lane above X", "I1 lane 2 took ticket 1", [...comes(0, 1), ...visits(1, 1, 2)]],
  [
    "a room that has been paused for long",
    "I1 lane 0 took ticket 1",
    [[1, { ...room, settings: { ...settings, state: "paused" } }], ...comes(30, 1), ...visits(31, 1, 0)],
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
    "a visit that begins late lasts longer than Y",
    "I5 ticket 1 was to begin at 3.000 s, and to last longer than before",
    [
      ...comes(0, 1),
      ...visits(1, 1, 0).slice(0, 4),
      [3, { kind: "postponed", run: 1, number: 1, expiresAtMs: expiresAt(14) }],
    ],
  ],
  [
    "more time is given in a lane at or above X",
    "I5 ticket 1 was given time at 9.000 s in lane 1, at or above X",
    [
      ...comes(0, 1),
      ...visits(1, 1, 1).slice(0, 6),
      [9, { kind: "extended", run: 1, number: 1, expiresAtMs: expiresAt(13) }],
    ],
    { settings: { ...settings, slots: 1, maxVisitSeconds: 20 } },
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
  [
    "one who lets others ahead is called before these are",
    "I2 ticket 1 is back in line at 2.000 s, and ticket 3, which was let ahead, had not been called",
    [...comes(0, 1), ...comes(0, 2), ...comes(0, 3), [1, standsBack(1, 3)], [2, back(1)], ...ready(2, 1)],
  ],
  [
    "one who stands aside is called",
    "I2 ticket 1 was called at 1.500 s, and its visitor stands aside",
    [...comes(0, 1), ...comes(0, 2), [1, standsBack(1, 2)], ...visits(1.5, 1, 0)],
  ],
  [
    "one who is back after others is passed over",
    "I2 lane 0 took ticket 3 at 3.000 s, and passed ticket 1 over",
    [
      ...[1, 2, 3].flatMap((number) => comes(0, number)),
      [0.5, standsBack(1, 2)],
      ...visits(1, 2, 1),
      ...[[1.5, back(1)] as const, [1.5, recalled(1)] as const],
      ...visits(3, 3, 0),
    ],
  ],
  [
    "one who is back after a missed call is passed over",
    "I2 lane 1 took ticket 2 at 7.000 s, and passed ticket 1 over",
    [
      ...comes(0, 1),
      ...called(1, 1, 0),
      [4, missed(1)],
      ...comes(4.5, 2),
      [5, saysHere(1)],
      ...ready(5, 1),
      ...visits(7, 2, 1),
    ],
  ],
  [
    "one who stood aside is back, and nobody calls",
    "I3 ticket 1 came back to the line at 5.000 s, and nobody was told",
    [...comes(0, 1), ...called(1, 1, 0), [4, missed(1)], [5, back(1)], [20, { kind: "calm" }]],
  ],
  [
    "a call is taken back while its time runs",
    "I3 ticket 1 missed a call at 2.000 s, whose time is up at 4.000 s",
    [...comes(0, 1), ...called(1, 1, 0), [2, missed(1)]],
  ],
  [
    "one who answers in time has missed the call",
    "I3 ticket 1 missed a call at 4.500 s, and its visitor had answered",
    [...comes(0, 1), ...called(1, 1, 0), [1.5, saysHere(1)], [4.5, missed(1)]],
  ],
  [
    "one call that was missed ends it",
    "I3 ticket 1 ended as noshow at 5.000 s, after the first call",
    [...comes(0, 1), ...called(1, 1, 0), [5, ended(1, "noshow")]],
  ],
  [
    "one who missed a call loses the place early",
    "I3 ticket 1 ended as noshow at 10.000 s",
    [...comes(0, 1), ...called(1, 1, 0), [4, missed(1)], [10, ended(1, "noshow", false)]],
  ],
  [
    "a third call",
    "I4 ticket 1 was called at 21.000 s, for the 3rd time",
    [1, 11, 21].flatMap((seconds): At[] => [
      ...(seconds === 1 ? comes(0, 1) : ready(seconds - 1, 1)),
      ...called(seconds, 1, 0),
      [seconds + 3, missed(1)],
    ]),
  ],
  [
    "one who is let in is called",
    "I4 ticket 1 was called at 3.000 s, and had been let in",
    [...comes(0, 1), ...visits(1, 1, 0), ...called(3, 1, 0).slice(-1)],
  ],
  [
    "one who says nothing is let in",
    'I5 ticket 1 was let in at 2.000 s, and nobody had said "I\'m here"',
    [...comes(0, 1), ...called(1, 1, 0), [2, letIn(1, 0, 11)]],
    withCalls,
  ],
  [
    "one whom nobody called is let in",
    "I5 ticket 1 was let in at 1.000 s, and nobody had called",
    [...comes(0, 1), ...visits(1, 1, 0)],
    withCalls,
  ],
  [
    "one who answers after the visit's end is let in",
    "I5 ticket 1 was let in at 12.000 s, after its visit's end",
    [...comes(0, 1), ...called(1, 1, 0), [11.5, saysHere(1)], [12, letIn(1, 0, 11)]],
    withCalls,
  ],
  [
    "a call in a room without calls",
    "I5 ticket 1 was called at 1.000 s, in a room without calls",
    [...comes(0, 1), ...called(1, 1, 0)],
  ],
  [
    "a call goes on and on",
    "I6 ticket 1 is called in lane 0 though its time was up at 4.000 s",
    [...comes(0, 1), ...called(1, 1, 0), [9, missed(1)]],
  ],
  [
    "others were called, and one who let them ahead is not",
    "I6 ticket 1 stands back though ticket 2 was called",
    [...comes(0, 1), ...comes(0, 2), [0.5, standsBack(1, 2)], ...visits(1, 2, 0), [9, back(1)]],
  ],
  [
    "a lane stays idle while nobody waits but one who lets others ahead",
    "I6 lane 0 is idle",
    [
      ...comes(0, 1),
      ...comes(0, 2),
      [0.5, standsBack(1, 2)],
      [0.6, ended(2, "left", false)],
      [20, { kind: "calm" }],
    ],
  ],
  [
    "one who does not hold a place hands it over",
    "I7 ticket 1 moved from k7 at 1.000 s, and k1 holds it",
    [...comes(0, 1), [1, moves(1, "k7", "k8")]],
  ],
  [
    "a place moves that nobody offered",
    "I7 ticket 1 moved from k1 at 1.000 s, who did not offer it",
    [...comes(0, 1), [1, moves(1, "k1", "k9")]],
  ],
  [
    "one code hands a place over twice",
    "I7 ticket 1 moved from k8 at 2.000 s, who did not offer it",
    [...comes(0, 1), [0.5, offers(1)], [1, moves(1, "k1", "k8")], [2, moves(1, "k8", "k9")]],
  ],
  [
    "a code is used when it has run out",
    "I7 ticket 1 moved from k1 at 601.000 s, who did not offer it, or long before",
    [...comes(0, 1), [0.5, offers(1)], [601, moves(1, "k1", "k9")]],
  ],
  [
    "a place moves to a key that has one",
    "I7 k2 in run 1 took ticket 1 over at 1.000 s, and has ticket 2",
    [...comes(0, 1), ...comes(0, 2), [1, moves(1, "k1", "k2")]],
  ],
  [
    "the tab of a former holder hears the turn",
    "I7 v1 heard at 5.000 s of ticket 1, which is another's",
    [...comes(0, 1), [1, moves(1, "k1", "k9")], ...visits(5, 1, 0)],
  ],
  [
    "a former holder is given the token of the present one",
    "I7 v1 was given at 2.000 s what only k9 may have",
    [...comes(0, 1), [1, moves(1, "k1", "k9")], [2, ticketHeard(1, "c1", "k9")]],
  ],
  [
    "a former holder comes back and has a place",
    "I7 k1 in run 1 got ticket 2 at 3.000 s, and has ticket 1",
    [...comes(0, 1), [1, moves(1, "k1", "k9")], [3, { kind: "created", run: 1, number: 2, key: "k1" }]],
  ],
  [
    "a former holder leaves, and the place is gone",
    "I3 ticket 1 ended as left at 2.500 s",
    [
      ...comes(0, 1),
      [1, moves(1, "k1", "k9")],
      [2, { kind: "leave", visitor: "v1", key: "k1", isSent: true }],
      [2.5, ended(1, "left", false)],
    ],
  ],
  [
    "one who was called in is passed over",
    "I2 lane 1 took ticket 1 at 3.000 s, and passed ticket 3 over",
    [...comes(0, 1), ...comes(0, 2), ...comes(0, 3), [2, calledIn(3)], ...visits(3, 1, 1)],
  ],
  [
    "one who was called in, and away as the slot became free, is passed over after coming back",
    "I2 lane 1 took ticket 1 at 5.000 s, and passed ticket 3 over",
    [
      ...comes(0, 1),
      ...comes(0, 2),
      ...comes(0, 3),
      [2, calledIn(3)],
      [3, { kind: "claimed", run: 1, number: 3, lane: 0 }],
      [3, { kind: "unclaimed", run: 1, number: 3, lane: 0 }],
      ...visits(5, 1, 1),
    ],
  ],
  [
    "one who was called in, and away, is passed over on coming back without having been called in again",
    "I2 lane 1 took ticket 2 at 5.000 s, and passed ticket 1 over",
    [
      ...comes(0, 1),
      ...comes(0, 2),
      ...comes(0, 3),
      [2, calledIn(3)],
      ...visits(3, 3, 0),
      ...visits(5, 2, 1),
    ],
  ],
  [
    "a room that drains takes somebody in",
    "J5 ticket 7 was given out at 30.000 s, and the room was shut",
    [
      [1, { ...room, settings: { ...settings, draining: true } }],
      [30, { kind: "joined", run: 1, number: 7 }],
    ],
  ],
  [
    "a room drains on when everybody was served",
    "R7 the room still drains at 40.000 s",
    [
      [1, { ...room, settings: { ...settings, draining: true } }],
      [40, { kind: "calm" }],
    ],
  ],
  [
    "a room that has closed by itself leaves somebody waiting",
    "I6 lane 0 is idle at 40.000 s",
    [
      ...comes(0, 1),
      [1, { ...room, settings: { ...settings, state: "closed" }, isDrained: true }],
      [40, { kind: "calm" }],
    ],
  ],
  [
    "a change is missing in the log",
    "R5 a change was made, and the log does not tell of it: 2",
    [
      [1, { ...room, entry: "1" }],
      [2, { ...room, entry: "2" }],
      [9, { kind: "over", left: [], log: ["1"] }],
    ],
  ],
  ["something is left", "I8 left behind: 1 turns", [[9, { kind: "over", left: ["1 turns"], log: [] }]]],
];

describe("an invariant is seen broken where", () => {
  test.each(broken)("%s", (_, sentence, history, over) => {
    expect(judged(history, over).filter((found) => found.startsWith(sentence))).toHaveLength(1);
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

  test("lets one who was called in pass others over, and nobody pass that one over", () => {
    const line = paperLine();
    for (const number of [1, 2, 3, 4]) {
      line.joins(number);
      line.isHere(number, true);
    }
    line.callsIn(3);
    line.callsIn(4);
    expect(line.calls(1)).toEqual([3, 4]);
    expect(line.calls(4)).toEqual([3]);
    expect(line.calls(3)).toEqual([]);
    // Called in vain, and back: still called in, and nobody is passed over.
    line.takesBack(3);
    expect(line.calls(2)).toEqual([3]);
    expect(line.calls(3)).toEqual([]);
  });

  test("has nobody wait for one who was called in, and then let others ahead", () => {
    const line = paperLine();
    for (const number of [1, 2, 3]) {
      line.joins(number);
      line.isHere(number, true);
    }
    line.callsIn(3);
    line.standsAside(3, true);
    expect(line.calls(1)).toEqual([]);
    line.standsAside(3, false);
    expect(line.calls(2)).toEqual([]);
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
