import { expect, test } from "vitest";
import {
  type Course,
  countedOn,
  heardBy,
  limits,
  nothingTold,
  type TickMark,
  type TickMessage,
  ticksBetween,
  withMark,
} from "../src/index.ts";

const tickSeconds = 5;
/** A minute. */
const round = 12;

/** A line that went so far at each tick; what each tick says, and the course that goes with it. */
function line(servings: readonly number[], { version = 1, waiting = 10_000, firstIndex = 1 } = {}) {
  let course: Course = nothingTold;
  return servings.map((serving, i) => {
    const issued = serving + waiting - 1;
    const index = firstIndex + i;
    course = withMark(course, { version, index, tickSeconds, serving, issued, waiting, isOpen: true });
    return tickOf(course, version);
  });
}

function tickOf(course: Course, version: number) {
  const mark = course.marks.at(-1) ?? raise();
  const message: TickMessage = {
    type: "tick",
    room: "demo",
    serving: mark.serving,
    issued: mark.issued,
    waiting: mark.waiting,
    active: 100,
    paceSeconds: 1,
    paceSecondsP90: 2,
    placesPerSecond: mark.placesPerSecond,
    state: "open",
    nextTickSeconds: tickSeconds,
    version,
    at: "2026-01-01T00:00:00.000Z",
  };
  return { message, index: mark.index, pushesMax: 25_000, course };
}

function raise(): never {
  throw new Error("there is no mark");
}

const steady = (ticks: number, placesPerTick = 10) =>
  Array.from({ length: ticks }, (_, i) => 1 + i * placesPerTick);
const still = (ticks: number, serving: number) => Array.from({ length: ticks }, () => serving);
const hears = (number: number, ticks: ReturnType<typeof line>) =>
  ticks.filter((tick) => heardBy(number, tick) !== undefined).map(({ index }) => index);

test("T7 in a line that goes on as it went, those far from the head hear one tick of a minute, at different moments", () => {
  const ticks = line(steady(6 * round)).slice(2 * round);
  const moments = new Set<number>();
  for (let number = 9000; number < 9000 + round; number++) {
    const heard = hears(number, ticks);
    expect(heard.length).toBe(4);
    moments.add((heard[0] ?? 0) % round);
  }
  expect(moments.size).toBe(round);
});

test("T7 up to place 250 every tick is heard", () => {
  const ticks = line(steady(3 * round, 0));
  for (const place of [-3, 0, 1, 250]) expect(hears(place, ticks)).toHaveLength(ticks.length);
  expect(hears(251, ticks).length).toBeLessThan(ticks.length);
});

// biome-ignore format: a table
test.each<[string, readonly number[]]>([
  ["stands all of a sudden",      [...steady(2 * round, 20), ...still(round, 461)]],
  ["goes twice as fast",          [...steady(2 * round, 20), ...steady(round, 40).map((serving) => 500 + serving)]],
  ["stood, and jumps by 100",     [...still(2 * round, 1), ...still(round, 101)]],
  ["stands and jumps in turns",   Array.from({ length: 6 * round }, (_, i) => 1 + 100 * Math.floor(i / 5))],
])("T7 where a line %s, no page far from the head is off by more than one in a hundred, and a place, after a tick", (_, servings) => {
  const ticks = line(servings);
  for (let number = 251; number < 10_000; number += 13) {
    let told = ticks[0] ?? raise();
    for (const tick of ticks) {
      if (heardBy(number, tick) !== undefined) told = tick;
      const place = number - tick.message.serving + 1;
      const { serving, placesPerSecond = 0 } = told.message;
      const counted = placesPerSecond * (tick.index - told.index) * tickSeconds;
      const shown = countedOn(number - serving + 1, counted);
      if (place > 250) expect(Math.abs(shown - place)).toBeLessThanOrEqual(place / 100 + 1);
    }
  }
});

test("T7 a line that jumps is told to nobody whom that puts off by less than one in a hundred, but for those due", () => {
  const jump = line([...still(2 * round, 1), 101], { waiting: 40_000 }).at(-1) ?? raise();
  const told = Array.from({ length: 12_000 }, (_, i) => 20_000 + i).filter((number) => heardBy(number, jump));
  expect(told.length).toBe(12_000 / round);
});

test.each([25_000, 1000, 100])(
  "T7 with %i pushes a tick, who hears one is told by when the next one comes, and hears it then or before",
  (pushesMax) => {
    const servings = [...steady(6 * round), ...steady(6 * round, 25).map((serving) => 710 + serving)];
    const ticks = line(servings).map((tick) => ({ ...tick, pushesMax }));
    for (let number = 2900; number < 9000; number += 111) {
      let due = Number.POSITIVE_INFINITY;
      for (const tick of ticks) {
        const heard = heardBy(number, tick);
        expect(tick.index).toBeLessThanOrEqual(heard === undefined ? due - 1 : due);
        if (heard !== undefined) due = tick.index + heard.nextTickSeconds / tickSeconds;
      }
    }
  },
);

test("T7 a newcomer hears the next tick, and nobody before it has to", () => {
  const before = line(steady(3 * round));
  const course = before.at(-1)?.course ?? raise();
  const { index = 0, serving = 0, issued = 0 } = course.marks.at(-1) ?? raise();
  const passing = { version: 1, tickSeconds, waiting: 10_100, isOpen: true };
  const next = tickOf(
    withMark(course, { ...passing, index: index + 1, serving: serving + 10, issued: issued + 100 }),
    1,
  );
  for (let number = issued + 1; number <= issued + 100; number++) expect(heardBy(number, next)).toBeDefined();
  const old = Array.from({ length: 120 }, (_, i) => issued - i).filter((number) => heardBy(number, next));
  expect(old.length).toBe(10);
});

test("T9 another version of the settings is told to everybody at once, and the line's speed is learned anew", () => {
  const before = line(steady(3 * round));
  const course = before.at(-1)?.course ?? raise();
  const { index = 0, serving = 0, issued = 0 } = course.marks.at(-1) ?? raise();
  const passing = { tickSeconds, waiting: 10_000, isOpen: true, index: index + 1, serving, issued };
  const news = tickOf(withMark(course, { ...passing, version: 2 }), 2);
  const none = tickOf(withMark(course, { ...passing, version: 1 }), 1);
  const told = (tick: typeof news) =>
    Array.from({ length: 1000 }, (_, i) => 5000 + i).filter((number) => heardBy(number, tick)).length;
  expect(told(news)).toBe(1000);
  expect(told(none)).toBeLessThan(100);
  expect(news.message.placesPerSecond).toBe(0);
});

test("T9 beyond the budget everybody has heard of news by the next tick that the budget has for them", () => {
  const pushesMax = 1000;
  const ticks = line(steady(3 * round, 0), { version: 2 }).map((tick) => ({ ...tick, pushesMax }));
  let pushes = 0;
  for (let number = 1; number <= 10_000; number++) {
    const heard = hears(number, ticks);
    if (heard.includes(1)) pushes += 1;
    expect(heard[0]).toBeLessThanOrEqual(ticksBetween(number, 10_000, { pushesMax }));
  }
  expect(pushes).toBeGreaterThan(0.9 * pushesMax);
  expect(pushes).toBeLessThanOrEqual(1.1 * pushesMax);
});

test("T7 with a tick that was lost nobody is left out for longer than a minute and that tick", () => {
  const all = line(steady(5 * round));
  let course: Course = nothingTold;
  const ticks = all
    .filter(({ index }) => index % 7 !== 0)
    .map(({ index, message: { serving, issued, waiting } }) => {
      course = withMark(course, { version: 1, index, tickSeconds, serving, issued, waiting, isOpen: true });
      return tickOf(course, 1);
    });
  for (let number = 5000; number < 5000 + round; number++) {
    const heard = hears(number, ticks);
    const pauses = heard.map((index, i) => index - (heard[i - 1] ?? 1));
    expect(Math.max(...pauses)).toBeLessThanOrEqual(round + 1);
  }
});

test("T7 no more ticks are remembered than decide who hears one", () => {
  const marks: readonly TickMark[] = line(steady(100)).at(-1)?.course.marks ?? [];
  expect(marks).toHaveLength(limits.ticksBetweenMax + 1);
});

// biome-ignore format: a table
test.each<[string, readonly number[], number]>([
  ["nothing is known of one tick",                        [1],                                  0],
  ["nor of two steps: the first may be the opening",      [1, 101, 111],                        0],
  ["it goes on evenly: a twentieth less",                 steady(13, 10),                       1.9],
  ["it opened, and stands",                               [1, 101, 101, 101, 101],              0],
  ["all visits end together",                             [1, 1, 1, 1, 101, 101, 101, 101, 101], 0],
  ["it goes on unevenly: as the middle half of the ticks", [1, 6, 16, 28, 40],                  2.09],
])("T7 how fast pages count on where %s", (_, servings, placesPerSecond) => {
  expect(line(servings).at(-1)?.message.placesPerSecond).toBeCloseTo(placesPerSecond, 2);
});

test("T7 in a room that is not open nobody counts on", () => {
  const course = line(steady(13)).at(-1)?.course ?? raise();
  const passing = { version: 1, index: 14, tickSeconds, serving: 131, issued: 9000, waiting: 8000 };
  expect(withMark(course, { ...passing, isOpen: false }).marks.at(-1)?.placesPerSecond).toBe(0);
});
