import { expect, test } from "vitest";
import { type Cadence, heardBy, pushesPerTick, type TickMessage, ticksBetween } from "../src/index.ts";

const message: TickMessage = {
  type: "tick",
  room: "demo",
  serving: 101,
  issued: 20_100,
  waiting: 20_000,
  active: 10,
  paceSeconds: 1,
  paceSecondsP90: 2,
  state: "open",
  nextTickSeconds: 5,
  at: "2026-01-01T00:00:00.000Z",
};

test.each([
  // place, waiting, pushes, ticks between
  [1, 100, 100, 1],
  [100, 100, 100, 1],
  [0, 1e6, 100, 1],
  [1, 101, 100, 1],
  [50, 101, 100, 1],
  [51, 101, 100, 2],
  [150, 150, 100, 2],
  [33, 200, 100, 1],
  [34, 200, 100, 2],
  [100, 200, 100, 4],
])(
  "T7 place %i of %i waiting, with %i pushes a tick, hears every %i-th",
  (place, waiting, pushes, stride) => {
    expect(ticksBetween(place, waiting, { pushesMax: pushes })).toBe(stride);
  },
);

test.each([1, 2, 7, 100, 2500, 25_000])(
  "T7 with %i pushes a tick a tick of a long line costs no more, and the head hears every one",
  (pushesMax) => {
    const cycle = 16;
    const heard = new Map<number, number>();
    for (let index = 0; index < cycle; index++) {
      let pushes = 0;
      for (let number = message.serving; number <= message.issued; number++) {
        if (heardBy(number, { message, index, pushesMax }) === undefined) continue;
        pushes += 1;
        heard.set(number, (heard.get(number) ?? 0) + 1);
      }
      if (pushesMax >= 100) expect(pushes).toBeLessThanOrEqual(pushesMax * 1.1);
    }
    expect(heard.get(message.serving)).toBe(cycle);
  },
);

test("T7 a visitor far behind is told when the next tick comes, and hears it then", () => {
  const far = { message, pushesMax: 1000 };
  const heard = [...Array(512).keys()].filter((index) => heardBy(20_000, { ...far, index }) !== undefined);
  const [first = 0, second = 0] = heard;
  expect(second - first).toBeGreaterThan(1);
  expect(heardBy(20_000, { ...far, index: first })?.nextTickSeconds).toBe(
    (second - first) * message.nextTickSeconds,
  );
});

// biome-ignore format: a table
test.each<[number, Cadence]>([
  [0,       { pushesMax: 100 }],
  [100,     { pushesMax: 100 }],
  [101,     { pushesMax: 100 }],
  [250,     { pushesMax: 100 }],
  [5000,    { pushesMax: 100 }],
  [60_000,  { pushesMax: 25_000 }],
  [1000,    { pushesMax: 1 }],
  [10_000,  { pushesMax: Infinity, placesPerTick: 16, ticksMax: 12 }],
  [10_000,  { pushesMax: Infinity, placesPerTick: 0,  ticksMax: 12 }],
  [10_000,  { pushesMax: Infinity, placesPerTick: 16, ticksMax: 1 }],
  [200,     { pushesMax: Infinity, placesPerTick: 16, ticksMax: 12 }],
  [100_000, { pushesMax: 25_000,   placesPerTick: 160, ticksMax: 12 }],
  [100_000, { pushesMax: 1000,     placesPerTick: 160, ticksMax: 16 }],
  [100_000, { pushesMax: 100,      placesPerTick: 2000, ticksMax: 16 }],
])("T7 to %i who wait, under %j, go as many pushes a tick as the places hear, on average", (waiting, cadence) => {
  let expected = 0;
  for (let place = 1; place <= waiting; place++) expected += 1 / ticksBetween(place, waiting, cadence);
  expect(Math.abs(pushesPerTick(waiting, cadence) - expected)).toBeLessThanOrEqual(0.01 + expected / 10_000);
});

test("T7 whatever the line, a tick stays within its budget", () => {
  for (const waiting of [100, 1000, 10_000, 100_000, 1_000_000]) {
    for (const pushesMax of [50, 500, 25_000]) {
      for (const placesPerTick of [undefined, 0, 16, 1000]) {
        expect(pushesPerTick(waiting, { pushesMax, placesPerTick })).toBeLessThanOrEqual(pushesMax);
      }
    }
  }
});

test("T7 by distance, the faster the line goes and the nearer the head, the oftener a place hears", () => {
  const between = (place: number, placesPerTick: number) =>
    ticksBetween(place, 10_000, { pushesMax: 25_000, placesPerTick, ticksMax: 12 });
  expect(between(250, 100)).toBe(1);
  expect(between(251, 100)).toBeLessThan(between(1000, 100));
  expect(between(1000, 100)).toBeLessThan(between(1000, 10));
  expect(between(10_000, 100)).toBeLessThanOrEqual(12);
});
