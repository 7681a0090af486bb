import { stripVTControlCharacters as plain } from "node:util";
import { describe, expect, test } from "vitest";
import type { Ask, AwayWhy, History, SettingsSeen, VisitorEvent } from "../src/history.ts";
import { limits } from "../src/limits.ts";
import { percentile } from "../src/numbers.ts";
import { passedOver } from "../src/order.ts";
import { asidesOf, reportOf } from "../src/report.ts";
import { seeded } from "../src/shape/chance.ts";
import { type Story, tell } from "../src/story.ts";
import { table } from "../src/table.ts";

// A language for histories. Times are in milliseconds since the run began.
const join = (atMs: number): VisitorEvent => ({ atMs, what: "join" });
const ticket = (atMs: number, number: number, more: object = {}): VisitorEvent => ({
  atMs,
  what: "ticket",
  number,
  ...more,
});
const turn = (atMs: number, number: number, lane: number, expiresAtMs = atMs + 10_000): VisitorEvent => ({
  atMs,
  what: "turn",
  number,
  lane,
  expiresAtMs,
});
const ask = (atMs: number, ask: Ask = "reservation"): VisitorEvent => ({ atMs, what: "ask", ask });
const answer = (askedMs: number, atMs: number, status = 201, ask: Ask = "reservation"): VisitorEvent => ({
  atMs,
  what: "answer",
  ask,
  askedMs,
  status,
});
const end = (
  atMs: number,
  number: number,
  outcome: "completed" | "expired" | "left" | "noshow",
): VisitorEvent => ({
  atMs,
  what: "end",
  number,
  outcome,
});
/** The page tells a wait of so many seconds, earliest to latest. */
const estimate = (atMs: number, earliestSeconds: number, latestSeconds: number): VisitorEvent => ({
  atMs,
  what: "estimate",
  range: { earliestSeconds, likelySeconds: (earliestSeconds + latestSeconds) / 2, latestSeconds },
});
const call = (atMs: number, number: number, confirmByMs = atMs + 15_000): VisitorEvent => ({
  atMs,
  what: "call",
  number,
  confirmByMs,
});
const missed = (atMs: number, number: number): VisitorEvent => ({ atMs, what: "missed", number });
const confirmed = (askedMs: number, status = 200): VisitorEvent => ({
  atMs: askedMs + 10,
  what: "confirmed",
  askedMs,
  status,
});
const down = (atMs: number, why?: AwayWhy): VisitorEvent => ({
  atMs,
  what: "down",
  ...(why !== undefined && { why }),
});
const gone = (atMs: number, politely = true): VisitorEvent => ({ atMs, what: "gone", politely });
const stopped = (atMs: number): VisitorEvent => ({ atMs, what: "stopped" });
/** Asked, and accepted 20 ms later. */
const reserved = (atMs: number): VisitorEvent[] => [ask(atMs), answer(atMs, atMs + 20)];

const settings = (more: Partial<SettingsSeen> = {}): SettingsSeen => ({
  atMs: 0,
  slots: 1,
  slotSeconds: 10,
  tickSeconds: 1,
  state: "open",
  ...more,
});

const history = (visitors: readonly VisitorEvent[][], more: Partial<History> = {}): History => ({
  room: "demo",
  seed: 42,
  nonce: "n",
  startedMs: 0,
  endedMs: Math.max(0, ...visitors.flat().map(({ atMs }) => atMs)),
  endedBy: "everybody done",
  settings: [settings()],
  visitors: visitors.map((events, visitor) => ({ visitor, events })),
  tickLagsMs: [],
  keptOneIn: { tickLags: 1, places: 1 },
  ticks: [],
  places: [],
  processes: 1,
  missing: [],
  unreadable: [],
  ...more,
});

const twoSlots = { settings: [settings({ slots: 2 })] } as const;

describe("a fair afternoon", () => {
  // One slot. 1 completes, 2 lapses, 3 gives up politely, 4 without a word, 5 lets go, 6 is a no-show.
  const afternoon = history(
    [
      [join(0), ticket(100, 1), turn(200, 1, 0), ...reserved(1180), end(1230, 1, "completed")],
      [join(0), ticket(100, 2), turn(1300, 2, 0), end(11_310, 2, "expired")],
      [join(500), ticket(600, 3), gone(2000)],
      [join(500), ticket(600, 4), gone(3000, false)],
      [
        join(500),
        ticket(700, 5),
        turn(11_400, 5, 0),
        ask(12_000, "complete"),
        answer(12_000, 12_040, 204, "complete"),
      ],
      [join(900), ticket(1000, 6), turn(12_100, 6, 0), down(12_200), end(12_500, 6, "noshow")],
    ],
    { tickLagsMs: [9, 1, 3, 2] },
  );
  const report = reportOf(afternoon);

  test("has no violations, and its counts", () => {
    expect(report.violations).toEqual([]);
    expect(report).toMatchObject({ visitors: 6, admitted: 4, completed: 2, expired: 1, left: 2, noshow: 1 });
  });

  test("waiting is counted from the join to the turn", () => {
    expect(report.waitSeconds).toEqual({ p50: 1.3, p95: 11.2, max: 11.2 });
  });

  test("a hand-over begins with the 2xx of a reservation, the time's end, or the sending of complete", () => {
    // 1200 → 1300, 11300 → 11400, 12000 → 12100
    expect(report.handoverMs).toEqual({ p50: 100, p95: 100 });
  });

  test("utilisation counts the time in which somebody present waits", () => {
    // Waiting from 100 to 12100. Busy in it: 200–1200, 1300–11300, 11400–12040, and from 12100 on.
    expect(report.utilisation).toBeCloseTo((1000 + 10_000 + 640) / 12_000, 4);
  });

  test("tickets are divided by the time from the first join to the last ticket", () => {
    expect(report.joinsPerSecond).toBe(6);
  });

  test("tick lags and the room's settings are passed on", () => {
    expect(report.tickLagMs).toEqual({ p50: 2, p95: 9, max: 9 });
    expect(report).toMatchObject({
      room: "demo",
      slots: 1,
      slotSeconds: 10,
      tickSeconds: 1,
      seed: 42,
      seconds: 12.5,
    });
  });

  test("the table shows it in words", () => {
    const text = plain(table(report, asidesOf(afternoon)));
    expect(text).toContain("p50 1.3 · p95 11.2 · max 11.2 s");
    expect(text).toContain("1 slots of 10 s, a tick each second");
    expect(text).toContain("1 of 1");
    expect(text).toContain("No invariant was seen broken.");
    expect(text).toMatch(/lost connections +1/);
  });
});

test("where nobody came there is nothing to measure, and nothing broken", () => {
  expect(reportOf(history([[]], { endedMs: 10 }))).toMatchObject({
    utilisation: null,
    maxConcurrent: 0,
    joinsPerSecond: null,
    waitSeconds: { p50: null, p95: null, max: null },
    handoverMs: { p50: null, p95: null },
    violations: [],
  });
});

// biome-ignore format: a table
test.each([
  [[],              0.5,  undefined],
  [[7],             0.5,  7],
  [[7],             0.95, 7],
  [[1, 2],          0.5,  1],
  [[1, 2, 3],       0.5,  2],
  [[1, 2, 3, 4],    0.95, 4],
  [Array.from({ length: 100 }, (_, at) => at + 1), 0.95, 95],
])("of %j the percentile %j is %j, by nearest rank", (values, share, expected) => {
  expect(percentile(values, share)).toBe(expected);
});

describe("how many visit at once", () => {
  const pair = (...firstOne: VisitorEvent[]) =>
    history([
      [join(0), ticket(10, 1), turn(20, 1, 0), ...firstOne],
      [join(0), ticket(10, 2), turn(1000, 2, 0), ...reserved(1500)],
    ]);

  // biome-ignore format: a table
  test.each<[string, VisitorEvent[], number]>([
    ["the next turn overtakes the answer to a reservation",        [ask(990), answer(990, 1050)],            1],
    ["the next turn arrives in the same moment as the end",        [end(1000, 1, "expired")],                1],
    ["the next turn overtakes the answer to complete",             [ask(999, "complete"), answer(999, 1010, 204, "complete")], 1],
    ["an ending was asked for, and no answer came",                [ask(900), answer(900, 1900, 0), end(2000, 1, "completed")], 1],
    ["the first was cut off and never heard more",                 [down(500)],                              1],
    ["the first left",                                             [ask(900, "leave"), end(1100, 1, "left")], 1],
    ["the first reserves after the next one's turn",               reserved(1100),                           2],
    ["an ending was refused before the next one's turn",           [ask(500), answer(500, 520, 422), ...reserved(1100)], 2],
    ["the first was cut off, came back and was still in its visit",[down(500), ticket(700, 1, { status: "admitted", expiresAtMs: 10_020 }), ...reserved(1100)], 2],
  ])("%s", (_, events, atOnce) => {
    const report = reportOf(pair(...events));
    expect(report.maxConcurrent).toBe(atOnce);
    const capacity = report.violations.filter((violation) => violation.startsWith("capacity"));
    expect(capacity).toHaveLength(atOnce === 1 ? 0 : 2);
  });

  test("a violation names numbers, lane and time", () => {
    expect(reportOf(pair(...reserved(1100))).violations).toEqual([
      "capacity: 2 visits at once at 1.000 s, 1 allowed: number 2 (lane 0) came in beside 1",
      "capacity: lane 0 took in number 2 at 1.000 s beside number 1 (lane 0)",
    ]);
  });

  test("two visits in one lane are too many even where there are two slots", () => {
    const { violations } = reportOf({ ...pair(...reserved(1100)), ...twoSlots });
    expect(violations).toEqual(["capacity: lane 0 took in number 2 at 1.000 s beside number 1 (lane 0)"]);
  });

  test("a lane at or above X is not to be used", () => {
    const { violations } = reportOf(history([[join(0), ticket(10, 1), turn(20, 1, 1), ...reserved(500)]]));
    expect(violations).toEqual(["capacity: number 1 (lane 1) came in at 0.020 s, but lanes end at 0"]);
  });

  const three = (atMs: number) =>
    [1, 2, 3].map((number) => [
      join(atMs),
      ticket(atMs, number),
      turn(atMs + number, number, number - 1),
      ...reserved(atMs + 1000),
    ]);

  // biome-ignore format: a table
  test.each<[string, number, SettingsSeen[], number]>([
    ["X was always 1",                                                    30_000, [settings({ slots: 1 })], 4],
    ["X was lowered less than a visit ago",                               30_000, [settings({ slots: 3 }), settings({ atMs: 22_000, slots: 1 })], 0],
    ["X was lowered longer ago than any visit and its allowance last",    30_000, [settings({ slots: 3 }), settings({ atMs: 14_000, slots: 1 })], 4],
    ["X was raised, and the crowd heard of it two ticks later",           30_000, [settings({ slots: 1 }), settings({ atMs: 32_000, slots: 3 })], 0],
    ["X was raised long after",                                           30_000, [settings({ slots: 1 }), settings({ atMs: 40_000, slots: 3 })], 4],
  ])("three at once when %s", (_, atMs, seen, broken) => {
    const report = reportOf(history(three(atMs), { settings: seen as [SettingsSeen], endedMs: 50_000 }));
    expect(report.violations.filter((violation) => violation.startsWith("capacity"))).toHaveLength(broken);
  });
});

describe("utilisation and hand-overs", () => {
  const line = (...changes: SettingsSeen[]) =>
    history(
      [
        [join(0), ticket(0, 1), turn(0, 1, 0), ...reserved(980), end(1010, 1, "completed")],
        [join(0), ticket(0, 2), turn(2000, 2, 0), ...reserved(2980), end(3010, 2, "completed")],
      ],
      { settings: [settings(), ...changes] },
    );

  test("an idle slot costs utilisation and makes a slow hand-over", () => {
    expect(reportOf(line())).toMatchObject({ utilisation: 0.5, handoverMs: { p50: 1000, p95: 1000 } });
  });

  test("a pause of the room is not held against it", () => {
    const paused = [settings({ atMs: 1000, state: "paused" as const }), settings({ atMs: 2000 })];
    expect(reportOf(line(...paused))).toMatchObject({ utilisation: 1, handoverMs: { p50: null } });
  });

  test("a second slot counts from when it was there", () => {
    expect(reportOf(line(settings({ atMs: 1000, slots: 2 }))).utilisation).toBeCloseTo(1000 / 3000, 4);
  });

  test("a slot that nobody waits for is not idle, and has no hand-over", () => {
    const { utilisation, handoverMs } = reportOf(
      history([
        [join(0), ticket(0, 1), turn(1000, 1, 0), ...reserved(1980)],
        [join(5000), ticket(5000, 2), turn(5000, 2, 0), ...reserved(5500)],
      ]),
    );
    expect({ utilisation, handoverMs }).toEqual({ utilisation: 0, handoverMs: { p50: null, p95: null } });
  });

  test("nobody waits while the only one in line is away", () => {
    const { handoverMs } = reportOf(
      history([
        [join(0), ticket(0, 1), turn(10, 1, 0), ...reserved(980)],
        [
          join(0),
          ticket(0, 2),
          down(500),
          join(1900),
          ticket(1950, 2, { status: "waiting" }),
          turn(2000, 2, 0),
          ...reserved(2500),
        ],
      ]),
    );
    expect(handoverMs).toEqual({ p50: null, p95: null });
  });

  test("a turn that overtakes the answer to the reservation before it is a hand-over of 0 ms", () => {
    const { handoverMs } = reportOf(
      history([
        [join(0), ticket(0, 1), turn(10, 1, 0), ask(900), answer(900, 1000)],
        [join(0), ticket(0, 2), turn(950, 2, 0), ...reserved(1500)],
      ]),
    );
    expect(handoverMs).toEqual({ p50: 0, p95: 0 });
  });
});

describe("how well waits were told", () => {
  /** One visitor who is told 5 s to 10 s at 1 s. */
  const told = (...events: VisitorEvent[]) =>
    reportOf(history([[join(0), ticket(10, 1), estimate(1000, 5, 10), ...events]])).estimate;
  const nobody = { visitors: 0, within: null, earlier: null, later: null, medianRangeSeconds: null };
  const one = (share: object) => ({
    visitors: 1,
    within: 0,
    earlier: 0,
    later: 0,
    medianRangeSeconds: 5,
    ...share,
  });

  // biome-ignore format: a table
  test.each<[string, VisitorEvent[], object]>([
    ["the turn comes at the earliest",                       [turn(6000, 1, 0)],                                  one({ within: 1 })],
    ["the turn comes at the latest",                         [turn(11_000, 1, 0)],                                one({ within: 1 })],
    ["the turn comes before that",                           [turn(5999, 1, 0)],                                  one({ earlier: 1 })],
    ["the turn comes after that",                            [turn(11_001, 1, 0)],                                one({ later: 1 })],
    ["the visitor leaves",                                   [gone(8000)],                                        nobody],
    ["the call comes in time, and the turn when it is said", [call(10_000, 1), confirmed(12_000), turn(12_010, 1, 0)], one({ within: 1 })],
    ["the first call was in time, and was missed",           [call(10_000, 1), missed(25_000, 1), confirmed(26_000), call(30_000, 1), turn(31_000, 1, 0)], one({ within: 1 })],
  ])("%s", (_, events, expected) => {
    expect(told(...events)).toEqual(expected);
  });

  test("who was called before any wait was told does not count", () => {
    expect(reportOf(history([[join(0), ticket(10, 1), turn(20, 1, 0)]])).estimate).toEqual(nobody);
  });

  test("shares are of all who were told, and stand in the table beside the aim", () => {
    const seen = history([
      [join(0), ticket(10, 1), estimate(1000, 5, 10), turn(8000, 1, 0), ...reserved(9000)],
      [join(0), ticket(10, 2), estimate(1000, 5, 20), turn(9100, 2, 0), ...reserved(9200)],
      [join(0), ticket(10, 3), estimate(1000, 20, 40), turn(9300, 3, 0), ...reserved(9400)],
      [join(0), ticket(10, 4), estimate(1000, 1, 2), turn(9500, 4, 0), ...reserved(9600)],
    ]);
    const report = reportOf(seen);
    expect(report.estimate).toEqual({
      visitors: 4,
      within: 0.5,
      earlier: 0.25,
      later: 0.25,
      medianRangeSeconds: 5,
    });
    expect(plain(table(report, asidesOf(seen)))).toMatch(
      /estimate +50\.0 % of 4 within \(aim 80 ± 10 %\) · 25\.0 % earlier · 25\.0 % later · range 5 s/,
    );
  });
});

describe("a room that calls", () => {
  /** One slot. 2 gets it at 3000; what happened to 1 is told. */
  const beside = (...events: VisitorEvent[]) =>
    reportOf(
      history(
        [
          [join(0), ticket(0, 1), ...events],
          [
            join(0),
            ticket(0, 2),
            call(3000, 2),
            confirmed(3500),
            turn(3510, 2, 0, 13_000),
            ...reserved(4000),
          ],
        ],
        { endedMs: 40_000 },
      ),
    );
  const later = [call(5000, 1), confirmed(5100), turn(5110, 1, 0, 15_000), ...reserved(6000)];

  // biome-ignore format: a table
  test.each<[string, VisitorEvent[], number]>([
    ["missed the call before that, and stands aside",             [call(500, 1), missed(2000, 1), confirmed(4000), ...later],   0],
    ["missed the call, and said so long enough before",           [call(100, 1), missed(500, 1), confirmed(1000), ...later],    1],
    ["missed the call, and asked only just before",               [call(500, 1), missed(2000, 1), confirmed(2500), ...later],   0],
    ["missed the call, and the second chance was refused",        [call(100, 1), missed(500, 1), confirmed(1000, 409), end(6000, 1, "noshow")], 0],
    ["was being called",                                          [call(2900, 1), confirmed(3600), turn(3610, 1, 0, 12_900), ...reserved(3700)], 0],
    ["missed the call, and only came back to the page",           [call(100, 1), missed(500, 1), down(600), join(700), ticket(800, 1, { status: "waiting" }), stopped(40_000)], 0],
    ["was on its way to a call that it missed then",              [call(3500, 1), missed(4000, 1), confirmed(4500), ...later],  0],
    ["was called late, and missed that call",                     [call(4200, 1), missed(4300, 1), confirmed(4500), ...later],  1],
    ["was never called",                                          [stopped(40_000)],                                            1],
  ])("2 is called before 1, who %s", (_, events, inversions) => {
    expect(beside(...events).inversions).toBe(inversions);
  });

  test("counts calls, those that were missed, and who lost the place over it as a no-show", () => {
    const report = beside(call(100, 1), missed(500, 1), end(900, 1, "noshow"));
    expect(report).toMatchObject({ called: 2, missedCalls: 1, admitted: 1, noshow: 1, left: 0 });
    expect(report.violations).toEqual([]);
  });

  test("a hand-over ends with the call, and the slot is in use from then on", () => {
    const { handoverMs, utilisation } = reportOf(
      history([
        [join(0), ticket(0, 1), turn(0, 1, 0), ...reserved(980)],
        [join(0), ticket(0, 2), call(1100, 2), confirmed(1900), turn(2000, 2, 0), ...reserved(2480)],
        [join(0), ticket(0, 3), call(2500, 3), confirmed(2600), turn(2610, 3, 0), ...reserved(2900)],
      ]),
    );
    expect(handoverMs).toEqual({ p50: 0, p95: 100 });
    expect(utilisation).toBeCloseTo(2400 / 2500, 4);
  });

  // biome-ignore format: a table
  test.each<[string, VisitorEvent[], string[]]>([
    ["refuses what is said in time",      [call(100, 1), confirmed(500, 409), end(900, 1, "noshow")],  [
      "no loss: number 1 stayed and was ended as noshow without a turn at 0.900 s",
      "no loss: number 1 was connected and was ended as a no-show at 0.900 s",
      'contract: "I\'m here" by number 1 was refused with 409 at 0.510 s, before its time was up']],
    ["refuses what is said at the end",   [call(100, 1, 1000), confirmed(500, 409), missed(1100, 1), end(1900, 1, "noshow")], []],
    ["has no answer just now",            [call(100, 1), confirmed(500, 503), missed(1100, 1), end(1900, 1, "noshow")], []],
  ])("that %s", (_, events, violations) => {
    expect(beside(...events).violations).toEqual(violations);
  });
});

describe("inversions", () => {
  /**
   * Two slots, in use by 1 until 1000 and by 2 until 2000; then 4 gets slot 0 at 1100, and 3 gets slot 1.
   * With its own times for 3, the rest is the same.
   */
  const passing = (
    turn3Ms: number,
    more: { expires3?: number; ticket3Ms?: number; slot1FreeMs?: number } = {},
  ) => {
    const freeMs = more.slot1FreeMs ?? 2000;
    return history(
      [
        [join(0), ticket(0, 1), turn(0, 1, 0), ...reserved(1000)],
        [join(0), ticket(0, 2), turn(0, 2, 1), ...reserved(freeMs)],
        [
          join(0),
          ticket(more.ticket3Ms ?? 0, 3),
          turn(turn3Ms, 3, 1, more.expires3),
          ...reserved(turn3Ms + 9000),
        ],
        [join(0), ticket(0, 4), turn(1100, 4, 0), ...reserved(10_000)],
      ],
      twoSlots,
    );
  };

  // biome-ignore format: a table
  test.each<[string, History, number]>([
    ["the lower one came in after, into a slot that was in use until then",    passing(2100), 1],
    ["the lower one came in before",                                           passing(900, { slot1FreeMs: 800 }), 0],
    ["the lower one was on its way into a slot that was free",                 passing(2100, { slot1FreeMs: 1050 }), 0],
    ["the lower one was on its way into a free slot for too long",             passing(6200, { slot1FreeMs: 1050 }), 1],
    ["the lead is no longer than transport may make it",                       passing(1145, { slot1FreeMs: 1130 }), 0],
    ["the lead is longer",                                                     passing(1155, { slot1FreeMs: 1130 }), 1],
    ["the lower one's turn was late on its way: its visit began before",       passing(2100, { expires3: 11_090 }), 0],
    ["the lower one had its ticket only just then",                            passing(2100, { ticket3Ms: 900 }), 0],
    ["the lower one had its ticket long enough",                               passing(2100, { ticket3Ms: 800 }), 1],
  ])("%s", (_, seen, inversions) => {
    expect(reportOf(seen).inversions).toBe(inversions);
  });

  test("a visit that began early, and was heard of late, was not too early", () => {
    const seen = history(
      [
        [join(0), ticket(1000, 1), turn(3220, 1, 0, 13_030), end(13_040, 1, "expired")],
        [join(0), ticket(1200, 2), turn(2760, 2, 1, 11_800), end(11_810, 2, "expired")],
      ],
      twoSlots,
    );
    expect(reportOf(seen).inversions).toBe(0);
  });

  test.each([
    ["within a second of each other, both late", 2100, 2090],
    ["seconds after it", 6200, 6190],
  ])("a line that runs backwards is seen when the turn of the lower number comes %s", (_, turnMs, freeMs) => {
    const began = (ms: number) => ms + 10_000 - 60;
    const seen = passing(turnMs, { slot1FreeMs: freeMs, expires3: began(turnMs) });
    expect(reportOf(seen)).toMatchObject({ inversions: 1 });
    expect(reportOf(seen).violations).toContain(
      "order: number 4 (lane 0) came in at 1.100 s before number 3, present and waiting",
    );
  });

  test("when Y changed, an end says nothing about a beginning, and the arrival counts", () => {
    const changing = {
      settings: [settings({ slots: 2 }), settings({ atMs: 500, slots: 2, slotSeconds: 9 })],
    } as const;
    expect(reportOf({ ...passing(2100, { expires3: 11_090 }), ...changing }).inversions).toBe(1);
  });

  const passed = (...events: VisitorEvent[]) =>
    history([
      [join(0), ticket(0, 1), ...events],
      [join(0), ticket(0, 2), turn(1000, 2, 0), ...reserved(2000)],
    ]);

  // biome-ignore format: a table
  test.each<[string, VisitorEvent[], number]>([
    ["never got a turn",                                         [stopped(9000)],                                        1],
    ["gave up long after",                                       [gone(2100)],                                           1],
    ["gave up soon after, when it may have been on its way in",  [gone(1900)],                                           0],
    ["had given up before",                                      [gone(900)],                                            0],
    ["was away",                                                 [down(900), join(1100), ticket(1200, 1), stopped(9000)], 0],
    ["had come back only just then",                             [down(100), join(300), ticket(400, 1), stopped(9000)],  0],
  ])("2 is admitted before 1, who %s", (_, events, inversions) => {
    expect(reportOf(passed(...events)).inversions).toBe(inversions);
  });

  test("who came back long ago is not to be passed over", () => {
    const seen = history([
      [join(0), ticket(0, 1), down(100), join(200), ticket(300, 1), turn(3000, 1, 0), ...reserved(3500)],
      [join(0), ticket(0, 2), turn(2000, 2, 0), ...reserved(2500)],
    ]);
    expect(reportOf(seen).inversions).toBe(1);
  });

  test("who came back to a ticket that had ended waits no more, and counts as what it ended as", () => {
    const seen = passed(down(100, "outage"), join(5000), ticket(5010, 1, { status: "expired" }));
    expect(reportOf({ ...seen, endedMs: 20_000 })).toMatchObject({ inversions: 0, expired: 1, left: 0 });
    const later = history([
      [join(0), ticket(0, 1), down(100, "outage"), join(400), ticket(410, 1, { status: "noshow" })],
      [join(0), ticket(0, 2), turn(3000, 2, 0), ...reserved(4000)],
    ]);
    expect(reportOf({ ...later, endedMs: 20_000 })).toMatchObject({ inversions: 0, noshow: 1, left: 0 });
  });

  test("the violation names who came in and who was passed over", () => {
    expect(reportOf(passing(2100)).violations).toEqual([
      "order: number 4 (lane 0) came in at 1.100 s before number 3, present and waiting",
    ]);
  });

  /** The definition, word by word, for every pair. */
  function byPairs(stories: readonly Story[]): number {
    const visits = stories.flatMap(({ visit }) => visit ?? []);
    const isOnItsWay = (i: Story, atMs: number, waitedUntilMs: number) => {
      const { visit } = i;
      if (visit === undefined) return waitedUntilMs - atMs <= limits.handoverMsMax;
      const before = visits
        .filter(({ lane, turnMs }) => lane === visit.lane && turnMs < visit.turnMs)
        .reduce((latest, { releasedMs }) => Math.max(latest, releasedMs), 0);
      return before <= atMs && visit.turnMs - atMs <= limits.handoverMsMax;
    };
    let count = 0;
    for (const i of stories) {
      for (const { number, turnMs: atMs } of visits) {
        if (i.number === undefined || i.number >= number) continue;
        const isPassedOver = i.waits.some(
          ({ fromMs, toMs }) =>
            fromMs + limits.freshAllowanceMs < atMs &&
            atMs < toMs - limits.orderToleranceMs &&
            !isOnItsWay(i, atMs, toMs),
        );
        if (isPassedOver) count++;
      }
    }
    return count;
  }

  test.each([1, 2, 3, 4, 5])("the sweep counts what counting every pair counts (seed %i)", (seed) => {
    const chance = seeded(seed);
    const places = chance.shuffled(Array.from({ length: 120 }, (_, at) => at));
    const visitors = places.map((place, at) => {
      const joinedMs = chance.between(0, 2000);
      const events = [join(joinedMs), ticket(joinedMs, at + 1)];
      if (chance.next() < 0.3) return [...events, gone(joinedMs + chance.between(1, 12_000))];
      // In each of ten lanes a visit begins each second, and ends before the next one does.
      const turnMs = 2001 + Math.floor(place / 10) * 1000 + chance.between(0, 200);
      return [...events, turn(turnMs, at + 1, place % 10), ...reserved(turnMs + chance.between(1, 700))];
    });
    // Y is not known for sure, so that the arrival of the turn counts, as in the definition above.
    const seen = history(visitors, { settings: [settings(), settings({ atMs: 1, slotSeconds: 11 })] });
    const stories = tell(seen);
    const swept = passedOver(seen, stories).reduce((sum, { count }) => sum + count, 0);
    expect(swept).toBe(byPairs(stories));
    expect(swept).toBeGreaterThan(100);
  });

  test("2,000 visitors in reverse are counted at once", () => {
    const visitors = Array.from({ length: 2000 }, (_, at) => [
      join(0),
      ticket(0, at + 1),
      turn(1000 + (2000 - at) * 100, at + 1, 0, 1000 + (2000 - at) * 100 + 10_000),
      ...reserved(1050 + (2000 - at) * 100),
    ]);
    const startedMs = performance.now();
    const report = reportOf(history(visitors));
    expect(report.inversions).toBe((2000 * 1999) / 2);
    expect(performance.now() - startedMs).toBeLessThan(2000);
    expect(report.violations).toHaveLength(limits.violationsPerRuleMax + 1);
    expect(report.violations.at(-1)).toBe("order: … and 1979 more");
  });
});

describe("each invariant, broken", () => {
  const one = (...events: VisitorEvent[]) => history([[join(0), ticket(10, 1), ...events]]);
  const visit = turn(20, 1, 0);
  const mayGive = { settings: [settings({ maxVisitSeconds: 30 })] } as const;

  test("is not where the site gives more time: the visit ends as was told last", () => {
    const told = [visit, turn(5000, 1, 0, 25_020), ...reserved(24_000)];
    expect(reportOf({ ...one(...told), ...mayGive })).toMatchObject({ violations: [], completed: 1 });
    const late = { ...one(visit, turn(5000, 1, 0, 30_020), end(30_030, 1, "expired")), ...mayGive };
    expect(reportOf(late)).toMatchObject({ violations: [], expired: 1 });
  });

  // biome-ignore format: a table
  test.each<[string, History, string[]]>([
    ["a visitor who stayed was ended without a turn",
      one(end(500, 1, "left")),
      ["no loss: number 1 stayed and was ended as left without a turn at 0.500 s"]],
    ["one who came back was told that it had left",
      one(down(100), join(400), ticket(500, 1, { status: "left" })),
      ["no loss: number 1 stayed and was ended as left without a turn at 0.500 s"]],
    ["one who came back from an outage was told that it had left",
      one(down(100, "outage"), join(400), ticket(500, 1, { status: "left" })),
      ["no loss: number 1 stayed and was ended as left without a turn at 0.500 s"]],
    ["the room lost a connection, and the turn with it",
      one(down(100), join(400), ticket(500, 1, { status: "expired" })),
      ["no loss: number 1 stayed and was ended as expired without a turn at 0.500 s"]],
    ["a visitor was back from an outage, and was ended without a turn",
      one(down(100, "outage"), join(400), ticket(500, 1), ticket(9000, 1, { status: "expired" })),
      ["no loss: number 1 stayed and was ended as expired without a turn at 9.000 s"]],
    ["one who was connected all the time is a no-show",
      one(visit, end(500, 1, "noshow")),
      ["no loss: number 1 (lane 0) was connected and was ended as a no-show at 0.500 s"]],
    ["a visitor could not come back",
      one(down(100), { atMs: 900, what: "lost", why: "refused (12 tries)" }),
      ["no loss: number 1 lost the connection for good at 0.900 s: refused (12 tries)"]],
    ["a second turn has another number",
      one(visit, turn(30, 2, 0, 10_020), ...reserved(500)),
      ["once: number 1 became number 2 by a turn at 0.030 s"]],
    ["a second turn is another visit",
      one(visit, ...reserved(500), end(530, 1, "completed"), turn(5000, 1, 0)),
      ["once: number 1 (lane 0) was admitted a second time at 5.000 s"]],
    ["a visit is told to end later, in a room whose site gives no time",
      one(visit, turn(5000, 1, 0, 30_020), end(10_020, 1, "expired")),
      ["once: number 1 (lane 0) was admitted a second time at 5.000 s",
       "bounded: number 1 (lane 0) got 30.0 s at 0.020 s, 10 s allowed"]],
    ["the site gives more time than it may",
      { ...one(visit, turn(5000, 1, 0, 60_020), end(60_020, 1, "expired")), ...mayGive },
      ["bounded: number 1 (lane 0) got 60.0 s at 0.020 s, 30 s allowed"]],
    ["more time is told when the visit is long over",
      { ...one(visit, turn(25_000, 1, 0, 30_020)), ...mayGive },
      ["once: number 1 (lane 0) was admitted a second time at 25.000 s",
       "bounded: number 1 (lane 0) did not hear the end of its visit within 5 s of 10.020 s"]],
    ["a completed visit expires as well",
      one(visit, ...reserved(500), end(530, 1, "expired")),
      ["once: number 1 (lane 0) was completed and then expired at 0.530 s"]],
    ["two ends say different things",
      one(visit, end(500, 1, "left"), end(600, 1, "expired")),
      ["once: number 1 (lane 0) was left and then expired at 0.600 s"]],
    ["coming back gives another number",
      one(down(100), join(200), ticket(300, 2), turn(400, 2, 0), ...reserved(500)),
      ["once: number 1 became number 2 by a turn at 0.400 s", "identity: number 1 became number 2 by a ticket at 0.300 s"]],
    ["a turn gives more time than a visit may last",
      one(turn(20, 1, 0, 20_000), ...reserved(500)),
      ["bounded: number 1 (lane 0) got 20.0 s at 0.020 s, 10 s allowed"]],
    ["the end of a visit never comes",
      { ...one(visit), endedMs: 16_000 },
      ["bounded: number 1 (lane 0) did not hear the end of its visit within 5 s of 10.020 s"]],
    ["the end of a visit comes too late",
      one(visit, end(15_100, 1, "expired")),
      ["bounded: number 1 (lane 0) did not hear the end of its visit within 5 s of 10.020 s"]],
    ["a reservation is accepted after the end",
      one(visit, end(10_020, 1, "expired"), ...reserved(10_270)),
      ["bounded: a reservation by number 1 (lane 0), sent 250 ms after the visit, was accepted at 10.290 s"]],
    ["a valid pass is refused",
      one(visit, ask(500), answer(500, 520, 401), end(10_020, 1, "expired")),
      ["contract: reservation by number 1 (lane 0) was refused with 401 at 0.520 s"]],
    ["a pass is called expired long before it is",
      one(visit, ask(500), answer(500, 520, 410), end(10_020, 1, "expired")),
      ["contract: reservation by number 1 (lane 0) was refused with 410 at 0.520 s"]],
    ["a frame is not in the contract",
      one({ atMs: 15, what: "unreadable", why: "type: weather" }, visit, ...reserved(500)),
      ["contract: number 1 (lane 0) received what nobody knows at 0.015 s: type: weather"]],
    ["the room turns the visitor away",
      history([[join(0), { atMs: 10, what: "error", code: "room_closed", message: "closed" }]]),
      ["contract: visitor 0, who never got a ticket, was refused with room_closed at 0.010 s: closed"]],
    ["the room's words hold what steers a terminal",
      history([[join(0), { atMs: 10, what: "error", code: "room_closed", message: "\u001b[2J\u009bclosed" }]]),
      ["contract: visitor 0, who never got a ticket, was refused with room_closed at 0.010 s: \\u001b[2J\\u009bclosed"]],
    ["a snapshot is not in the contract",
      { ...one(visit, ...reserved(500)), unreadable: ["slots: missing"] },
      ["contract: the room's snapshot was not readable: slots: missing"]],
    ["the timeout comes first",
      { ...one(stopped(9000)), endedBy: "timeout" },
      ["left over: number 1 was still waiting at the timeout, since 0.010 s"]],
    ["the timeout comes in the middle of a visit",
      { ...one(visit, stopped(9000)), endedBy: "timeout" },
      ["left over: number 1 (lane 0) was still in its visit at the timeout, since 0.020 s"]],
    ["the timeout comes before the ticket",
      { ...history([[join(0), stopped(9000)]]), endedBy: "timeout" },
      ["left over: visitor 0, who never got a ticket, still wanted to join at the timeout, since 0.000 s"]],
  ])("%s", (_, seen, violations) => {
    expect(reportOf(seen).violations).toEqual(violations);
  });

  test("two visitors with one number", () => {
    const both = [join(0), ticket(10, 7), gone(500)];
    expect(reportOf(history([both, both])).violations).toEqual([
      "identity: number 7 was given to visitor 0 and to visitor 1",
    ]);
  });

  // biome-ignore format: a table
  test.each<[string, History]>([
    ["the same turn is heard twice",                       one(visit, turn(300, 1, 0, 10_020), ...reserved(500))],
    ["the same end is heard twice",                        one(visit, end(500, 1, "left"), end(600, 1, "left"))],
    ["a turn overtakes its ticket",                        history([[join(0), turn(10, 1, 0), ticket(20, 1), ...reserved(500)]])],
    ["a late try is refused",                              one(visit, end(10_020, 1, "expired"), ask(10_270), answer(10_270, 10_290, 410))],
    ["a try at the last moment is refused",                one(visit, ask(10_000), answer(10_000, 10_030, 410), end(10_050, 1, "expired"))],
    ["an answer is lost and the second one is 409",        one(visit, ask(500), answer(500, 900, 0), ask(1000), answer(1000, 1010, 409), end(1020, 1, "completed"))],
    ["the room is busy, and says so",                      one({ atMs: 15, what: "error", code: "rate_limited", message: "slow down" }, visit, ...reserved(500))],
    ["a visitor was cut off and heard of its end later",   one(visit, down(5000), join(30_000), ticket(30_010, 1, { status: "noshow" }))],
    ["the turn was missed and the ticket brought the pass", one(down(100), join(400), ticket(500, 1, { status: "admitted", expiresAtMs: 10_200 }), ...reserved(800))],
    ["a turn came and went in the visitor's own outage",   one(down(100, "outage"), join(15_000), ticket(15_010, 1, { status: "expired" }))],
    ["the run was interrupted",                            { ...one(stopped(9000)), endedBy: "interruption" }],
  ])("nothing is broken when %s", (_, seen) => {
    expect(reportOf(seen).violations).toEqual([]);
  });

  test("a turn that was missed and found on return counts as an admission", () => {
    const seen = one(
      down(100),
      join(400),
      ticket(500, 1, { status: "admitted", expiresAtMs: 10_200 }),
      ...reserved(800),
    );
    expect(reportOf(seen)).toMatchObject({ admitted: 1, completed: 1 });
  });

  test("turns heard twice and connections lost are told beside the report", () => {
    expect(asidesOf(one(visit, turn(300, 1, 0, 10_020), down(400), stopped(500)))).toEqual({
      turnsRepeated: 1,
      connectionsLost: 1,
      outages: 0,
      reloads: 0,
      leftOver: 1,
    });
  });
});
