import { expect, test } from "vitest";
import { happenedBetween } from "../src/events.ts";
import { type ClientState, firstState } from "../src/state.ts";
import type { Visit } from "../src/visit.ts";

const atMs = Date.parse("2026-05-04T09:00:00Z");
const first = firstState("demo", atMs, 0);
const knowing = (visit: Visit, more: Partial<ClientState> = {}): ClientState => ({
  ...first,
  visit,
  ...more,
});

const line = {
  number: 20,
  serving: 11,
  issued: 30,
  paceSeconds: 6,
  paceSecondsP90: 9,
  tickSeconds: 2,
  nextTickSeconds: 2,
  ticksPast: 0,
  sinceMs: atMs,
  firstPlace: 10,
  heardAtMs: atMs,
  saidAtMs: atMs,
  ticketAtMs: atMs,
} as const;
const request = { kind: "none" } as const;
const waits: Visit = { stage: "waiting", line };
const moved: Visit = { stage: "waiting", line: { ...line, serving: 12 } };
const called: Visit = { stage: "called", line, confirmByMs: atMs + 15_000, lastChance: false, request };
const missed: Visit = { stage: "missed", line, untilMs: atMs + 120_000, request };
const turn = (more: { number?: number; pass?: string; endMs?: number } = {}): Visit => ({
  stage: "turn",
  number: more.number ?? 20,
  pass: more.pass ?? "p",
  expiresAtMs: atMs + (more.endMs ?? 60_000),
  ticketAtMs: atMs,
  request,
});
const trouble: Visit = { stage: "trouble", code: "rate_limited", retryAtMs: atMs };

// biome-ignore format: a table
test.each<[string, Visit, Visit, string[]]>([
  ["a first place",                                 { stage: "connecting" }, waits,                                  ["position"]],
  ["a place that is another one",                   waits,                   moved,                                  ["position"]],
  ["the same place",                                waits,                   { ...waits },                           []],
  ["a pause",                                       waits,                   { stage: "paused", line },              ["position"]],
  ["a call",                                        waits,                   called,                                 ["call"]],
  ["a call that is being answered",                 called,                  { ...called, request: { kind: "sent", what: "confirm" } }, []],
  ["a call that was missed",                        called,                  missed,                                 ["missed"]],
  ["a turn",                                        waits,                   turn(),                                 ["turn"]],
  ["a turn that is told twice, with another pass",  turn(),                  turn({ pass: "q" }),                    []],
  ["an end that the clocks put right by 0.9 s",     turn(),                  turn({ pass: "q", endMs: 60_900 }),     []],
  ["more time",                                     turn(),                  turn({ pass: "q", endMs: 120_000 }),    ["extended"]],
  ["a turn of another number",                      turn(),                  turn({ number: 21 }),                   ["turn"]],
  ["the end of a visit",                            turn(),                  { stage: "completed" },                 ["end"]],
  ["a place that moved",                            waits,                   { stage: "moved" },                     ["end"]],
  ["a closed room",                                 { stage: "connecting" }, { stage: "closed" },                    ["refused"]],
  ["a closed room that stays so",                   { stage: "closed" },     { stage: "closed" },                    []],
  ["a room that closes on those in line",           waits,                   { stage: "closed", line },              ["position"]],
  ["an unknown room",                               { stage: "connecting" }, { stage: "unknown" },                   ["refused"]],
  ["a refusal that is tried again",                 { stage: "connecting" }, trouble,                                ["refused"]],
  ["the code of another device's place",            { stage: "connecting" }, { stage: "takeover", code: "c", request }, []],
])("%s is told once, by its name", (_, before, after, names) => {
  expect(happenedBetween(knowing(before), knowing(after)).map(({ name }) => name)).toEqual(names);
});

test("the connection and the organiser's news are told when they are others", () => {
  const after = knowing(waits, {
    link: { link: "lost", sinceMs: 0 },
    announcement: "News",
    translations: { de: "Neues" },
  });
  expect(happenedBetween(knowing(waits), after)).toEqual([
    { name: "link", told: { link: "lost", transport: "socket" } },
    { name: "announcement", told: { text: "News", translations: { de: "Neues" } } },
  ]);
  expect(happenedBetween(after, { ...after, nowMs: atMs + 1000 })).toEqual([]);
});

test("a position tells what is left to wait", () => {
  const wait = { earliestAtMs: atMs + 30_000, likelyAtMs: atMs + 60_000, latestAtMs: atMs + 90_000 };
  expect(happenedBetween(knowing(waits), knowing(waits, { wait }))).toEqual([
    {
      name: "position",
      told: {
        place: 10,
        number: 20,
        state: "waiting",
        wait: { earliestSeconds: 30, likelySeconds: 60, latestSeconds: 90 },
      },
    },
  ]);
});
