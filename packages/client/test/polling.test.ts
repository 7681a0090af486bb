import { describe, expect, test } from "vitest";
import type { Line } from "../src/line.ts";
import {
  backoffMs,
  type RoomPace,
  registeringPauseMs,
  snapshotPauseMs,
  ticketPauseMs,
} from "../src/polling.ts";
import type { Visit } from "../src/visit.ts";

const atMs = Date.parse("2026-05-04T09:00:00Z");

function lineAt(place: number, paceSeconds = 6, deferredBy = 0): Line {
  return {
    number: 100,
    ...(deferredBy === 0 ? {} : { deferredTo: 100 + deferredBy }),
    serving: 101 - place,
    issued: 200,
    paceSeconds,
    paceSecondsP90: paceSeconds * 2,
    tickSeconds: 2,
    nextTickSeconds: 2,
    ticksPast: 0,
    sinceMs: atMs,
    firstPlace: place,
    heardAtMs: atMs,
    saidAtMs: atMs,
    ticketAtMs: atMs,
  };
}

const waits = (line: Line): Visit => ({ stage: "waiting", line });
const none = { kind: "none" } as const;

describe("how often the own ticket is read", () => {
  const far = waits(lineAt(80));
  const near = waits(lineAt(1));
  test.each<[string, Visit, RoomPace, number]>([
    ["far away", far, { slots: 3, holdSeconds: 120 }, 40_000],
    ["far away, and places are held for a day", far, { slots: 3, holdSeconds: 86_400 }, 60_000],
    ["far away, and places are held for 30 s", far, { slots: 3, holdSeconds: 30 }, 10_000],
    ["far away, and places are held for 2 s: a read counts for 15", far, { slots: 3, holdSeconds: 2 }, 5000],
    ["far away, and nothing is known of the room", far, {}, 40_000],
    ["at place 11, a minute away", waits(lineAt(11)), { slots: 3 }, 40_000],
    ["at place 9, less than a minute away", waits(lineAt(9)), { slots: 3 }, 5000],
    ["at place 9, let 10 others go ahead", waits(lineAt(9, 6, 10)), { slots: 3 }, 40_000],
    ["at place 100 of a line of 50 slots", waits(lineAt(100, 60)), { slots: 50 }, 5000],
    ["at place 101 of a line of 50 slots", waits(lineAt(101, 60)), { slots: 50 }, 40_000],
    ["at place 2, and no pace is known", waits(lineAt(2, 0)), { slots: 1 }, 5000],
    ["at place 50, and no pace is known", waits(lineAt(50, 0)), { slots: 1 }, 40_000],
    [
      "called",
      { stage: "called", line: lineAt(80), confirmByMs: atMs, lastChance: false, request: none },
      {},
      5000,
    ],
    ["after a missed call", { stage: "missed", line: lineAt(80), untilMs: atMs, request: none }, {}, 5000],
    [
      "during the visit",
      { stage: "turn", number: 1, pass: "", expiresAtMs: atMs, ticketAtMs: atMs, request: none },
      {},
      5000,
    ],
    ["near, and calls must be answered within 15 s", near, { confirm: true, graceSeconds: 15 }, 5000],
    ["near, and calls must be answered within 6 s", near, { confirm: true, graceSeconds: 6 }, 2000],
    ["near, and calls must be answered within 1 s", near, { confirm: true, graceSeconds: 1 }, 1000],
    [
      "near, and calls stand for half of a visit of 12 s",
      near,
      { confirm: true, graceSeconds: 60, slotSeconds: 12 },
      2000,
    ],
    ["near, with 1 s of grace, where nobody must answer", near, { confirm: false, graceSeconds: 1 }, 5000],
    ["not yet in line", { stage: "connecting" }, {}, 5000],
  ])("%s", (_, visit, room, pauseMs) => {
    expect(ticketPauseMs(visit, room, atMs)).toBe(pauseMs);
  });
});

describe("how often the snapshot is read", () => {
  test.each([
    [2, 0, 2000],
    [2, 0.5, 2500],
    [60, 0.99, 89_700],
    [0.1, 0, 1000],
  ])("news every %d s, chance %d: after %d ms", (seconds, chance, pauseMs) => {
    expect(snapshotPauseMs(seconds, chance)).toBeCloseTo(pauseMs);
  });
});

describe("how long to wait after what did not come", () => {
  test.each([
    [1, undefined, 0, 0],
    [1, undefined, 0.5, 1000],
    [2, undefined, 0.5, 2000],
    [4, undefined, 0.5, 8000],
    [6, undefined, 0.5, 30_000],
    [1000, undefined, 0.5, 30_000],
    [1000, undefined, 0.999, 59_940],
    [1, 30, 0, 30_000],
    [1, 30, 0.5, 31_000],
    [1, 300, 0, 40_000],
  ])("failure %d, Retry-After %s, chance %d: %d ms", (failures, retryAfter, chance, pauseMs) => {
    expect(backoffMs(failures, retryAfter, chance)).toBeCloseTo(pauseMs);
  });

  test.each([
    [30, 300, 10_000],
    [2, 300, 5000],
    [120, 30, 30_000],
    [86_400, 300, 300_000],
    [86_400, 7200, 300_000],
  ])("a place that is held for %d s, Retry-After %d: %d ms", (holdSeconds, retryAfter, pauseMs) => {
    expect(backoffMs(1, retryAfter, 0, { holdSeconds })).toBeCloseTo(pauseMs);
  });

  test.each([
    [0, 0.5, 1000],
    [1, 0, 1000],
    [3, 0.5, 8000],
    [50, 0.5, 16_000],
  ])("a place that is still being registered, look %d, chance %d: %d ms", (looks, chance, pauseMs) => {
    expect(registeringPauseMs(looks, chance)).toBe(pauseMs);
  });
});
