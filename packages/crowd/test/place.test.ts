import type { ServerMessage } from "@fairline/core";
import { expect, test } from "vitest";
import type { History, VisitorEvent } from "../src/history.ts";
import { placeErrorOf, placeSamples } from "../src/place/error.ts";
import { Page } from "../src/place/page.ts";
import { PlaceWatch } from "../src/place/watch.ts";
import { tell } from "../src/story.ts";
import { Thinned, thinnedAlike } from "../src/thinned.ts";
import type { Visitor } from "../src/visitor.ts";

const tick = (atMs: number, serving: number) => ({
  atMs,
  serving,
  waiting: 100,
  heard: 1,
  lagSumMs: 0,
  lagMaxMs: 0,
});

const history = (more: Partial<History>, ...visitors: VisitorEvent[][]): History => ({
  room: "demo",
  seed: 1,
  nonce: "n",
  startedMs: 0,
  endedMs: 60_000,
  endedBy: "everybody done",
  settings: [{ atMs: 0, slots: 1, slotSeconds: 10, tickSeconds: 1, state: "open" }],
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

const samplesOf = (seen: History) => placeSamples(seen, tell(seen));

test("the true place is counted from the latest tick, by the tick's own time", () => {
  const seen = history({
    ticks: [tick(1000, 10), tick(2000, 14)],
    places: [
      { atMs: 1500, number: 20, place: 11 },
      { atMs: 2500, number: 20, place: 11 },
      { atMs: 500, number: 20, place: 11 },
    ],
  });
  // Before the first tick nobody knows.
  expect(samplesOf(seen)).toEqual([
    { atMs: 1500, truePlace: 11, error: 0 },
    { atMs: 2500, truePlace: 7, error: 4 },
  ]);
});

test("whoever is let in between two ticks moves the true place, at the beginning of the visit", () => {
  const events: VisitorEvent[] = [
    { what: "join", atMs: 0 },
    { what: "ticket", atMs: 1, number: 12 },
    // Heard at 1400, begun at 1300.
    { what: "turn", atMs: 1400, number: 12, lane: 0, expiresAtMs: 11_300 },
  ];
  const look = (atMs: number) => ({ atMs, number: 20, place: 11 });
  const seen = history({ ticks: [tick(1000, 10)], places: [look(1299), look(1300)] }, events);
  expect(samplesOf(seen).map(({ truePlace }) => truePlace)).toEqual([11, 8]);
});

test("one who is recalled takes nobody back, and nobody stands before place 1", () => {
  const seen = history({
    ticks: [tick(1000, 50), tick(1001, 40)],
    places: [{ atMs: 2000, number: 45, place: 1 }],
  });
  expect(samplesOf(seen)).toEqual([{ atMs: 2000, truePlace: 1, error: 0 }]);
});

test("beyond is who is off by more than 5 places and more than 2 % of the place", () => {
  const off = (truePlace: number, error: number) => ({ atMs: 0, truePlace, error });
  const error = placeErrorOf([off(10, 5), off(10, -6), off(1000, 20), off(1000, 21), off(1, 0)]);
  expect(error).toEqual({
    samples: 5,
    placesP50: 6,
    placesP95: 21,
    placesMax: 21,
    shareMax: 0.6,
    beyond: 0.4,
  });
});

test("where nobody looked there is no error", () => {
  expect(placeErrorOf([])).toEqual({
    samples: 0,
    placesP50: null,
    placesP95: null,
    placesMax: null,
    shareMax: null,
    beyond: null,
  });
});

test("a page shows the place of the news it heard, and none before it has a number", () => {
  const page = new Page();
  const at = "2026-11-21T18:00:00.000Z";
  expect(page.placeAt(0)).toBeUndefined();
  const line = { room: "demo", serving: 3, issued: 9, state: "open", at } as const;
  const ticket = {
    ...line,
    type: "ticket",
    number: 9,
    slots: 1,
    slotSeconds: 9,
    tickSeconds: 1,
    resume: "r",
  };
  page.hear(ticket as ServerMessage, 0);
  expect(page.placeAt(10)).toBe(7);
  const news = { ...line, type: "tick", waiting: 5, active: 1, paceSeconds: 1, paceSecondsP90: 2 };
  page.hear({ ...news, serving: 5, nextTickSeconds: 1, at: "2026-11-21T18:00:01.000Z" } as ServerMessage, 20);
  expect(page.placeAt(30)).toBe(5);
});

test.each([
  [2000, 1, 2000],
  [20_000, 1, 2000],
  [20_000, 2, 2000],
  [20_000, 4, 2000],
])("of %d visitors of %d processes %d are looked at, as many in each process", (all, processes, watched) => {
  const counts = Array.from({ length: processes }, (_, index) => {
    const watch = new PlaceWatch(all, processes);
    let count = 0;
    for (let visitor = index; visitor < all; visitor += processes) {
      if (watch.watch({ visitor } as Visitor) !== undefined) count += 1;
    }
    return count;
  });
  expect(counts).toEqual(counts.map(() => watched / processes));
});

test("samples of several processes count alike, however many each of them had to drop", () => {
  const [few, many] = [new Thinned<string>(100), new Thinned<string>(100)];
  for (let count = 0; count < 80; count++) few.add("few");
  for (let count = 0; count < 800; count++) many.add("many");
  const { kept, stride } = thinnedAlike([few, many]);
  expect(kept.filter((of) => of === "few")).toHaveLength(80 / stride);
  expect(kept.filter((of) => of === "many")).toHaveLength(800 / stride);
});
