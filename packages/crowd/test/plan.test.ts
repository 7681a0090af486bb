import { Key } from "@fairline/core";
import { expect, test } from "vitest";
import { seeded, streamSeed } from "../src/shape/chance.ts";
import { drawCrowd, drawOne, keyOf, visitsMs } from "../src/shape/plan.ts";

const shape = {
  seed: 42,
  visitors: 200,
  overMs: 3000,
  abandon: 0.3,
  finishEarly: 0.6,
  dwellMs: { min: 500, max: 2000 },
};

const count = (plans: ReturnType<typeof drawCrowd>, kind: string) =>
  plans.filter(({ behaviour }) => behaviour.kind === kind).length;

test("the same seed makes the same crowd, another seed another one", () => {
  expect(drawCrowd(shape)).toEqual(drawCrowd({ ...shape }));
  expect(drawCrowd(shape)).not.toEqual(drawCrowd({ ...shape, seed: 43 }));
});

test("the crowd of seed 42 is the one it has always been", () => {
  expect(drawCrowd(shape).slice(0, 3)).toMatchInlineSnapshot(`
    [
      {
        "arrivesMs": 11.528855888172984,
        "behaviour": {
          "dwellMs": 868.580695707351,
          "kind": "finishes",
        },
        "email": "visitor-42-0@example.com",
        "reaction": {
          "afterMs": 0,
          "missesFirst": false,
        },
        "visitor": 0,
      },
      {
        "arrivesMs": 28.579160571098328,
        "behaviour": {
          "kind": "lapses",
          "triesLate": true,
        },
        "email": "visitor-42-1@example.com",
        "reaction": {
          "afterMs": 0,
          "missesFirst": false,
        },
        "visitor": 1,
      },
      {
        "arrivesMs": 47.528715804219246,
        "behaviour": {
          "dwellMs": 1531.2291308073327,
          "kind": "finishes",
        },
        "email": "visitor-42-2@example.com",
        "reaction": {
          "afterMs": 0,
          "missesFirst": false,
        },
        "visitor": 2,
      },
    ]
  `);
});

test("the shares are exact: 60 of 200 abandon, 84 of the 140 others finish early", () => {
  const plans = drawCrowd(shape);
  expect([count(plans, "abandons"), count(plans, "finishes"), count(plans, "lapses")]).toEqual([60, 84, 56]);
});

test("half of those who abandon say goodbye, half of those who lapse try when it is too late", () => {
  const plans = drawCrowd(shape).map(({ behaviour }) => behaviour);
  expect(plans.filter((plan) => plan.kind === "abandons" && plan.politely)).toHaveLength(30);
  expect(plans.filter((plan) => plan.kind === "lapses" && plan.triesLate)).toHaveLength(28);
});

test("in a room that calls 20 of 200 miss the first call, the others answer within their range, and do the same as ever", () => {
  const plans = drawCrowd({ ...shape, confirmAfterMs: { min: 200, max: 900 }, miss: 0.1 });
  expect(plans.filter(({ reaction }) => reaction.missesFirst)).toHaveLength(20);
  const times = plans.map(({ reaction }) => reaction.afterMs);
  expect(Math.min(...times)).toBeGreaterThanOrEqual(200);
  expect(Math.max(...times)).toBeLessThanOrEqual(900);
  expect(new Set(times).size).toBeGreaterThan(190);
  expect(plans.map(({ behaviour }) => behaviour)).toEqual(drawCrowd(shape).map(({ behaviour }) => behaviour));
});

test("visitors arrive in order within the time, and draw within their ranges", () => {
  const plans = drawCrowd(shape);
  const arrivals = plans.map(({ arrivesMs }) => arrivesMs);
  expect(arrivals).toEqual([...arrivals].sort((a, b) => a - b));
  for (const { arrivesMs, behaviour } of plans) {
    expect(arrivesMs).toBeGreaterThanOrEqual(0);
    expect(arrivesMs).toBeLessThanOrEqual(3000);
    if (behaviour.kind === "lapses") continue;
    expect(behaviour.dwellMs).toBeGreaterThanOrEqual(500);
    expect(behaviour.dwellMs).toBeLessThanOrEqual(2000);
    if (behaviour.kind !== "abandons") continue;
    expect(behaviour.afterMs).toBeGreaterThanOrEqual(200);
    expect(behaviour.afterMs).toBeLessThanOrEqual(6000);
  }
});

test("everybody at once, nobody abandons, all finish: the edges of the shares hold", () => {
  const plans = drawCrowd({ ...shape, overMs: 0, abandon: 0, finishEarly: 1 });
  expect(count(plans, "finishes")).toBe(200);
  expect(plans.every(({ arrivesMs }) => arrivesMs === 0)).toBe(true);
  expect(count(drawCrowd({ ...shape, abandon: 1 }), "abandons")).toBe(200);
});

test("what the crowd's visits take together counts a whole visit for whoever lapses", () => {
  const plans = drawCrowd({ ...shape, abandon: 0, finishEarly: 0, visitors: 10 });
  expect(visitsMs(plans, 60)).toBe(600_000);
  const short = drawCrowd({ ...shape, abandon: 0, finishEarly: 1, visitors: 10 });
  expect(visitsMs(short, 1)).toBeLessThanOrEqual(10_000);
});

test("keys are UUIDs, the same for the same nonce, and others for another nonce, visitor or round", () => {
  const key = keyOf(42, "nonce", 7);
  expect(Key.parse(key)).toBe(key);
  expect(keyOf(42, "nonce", 7)).toBe(key);
  const others = [
    keyOf(42, "other", 7),
    keyOf(42, "nonce", 8),
    keyOf(42, "nonce", 7, 1),
    keyOf(43, "nonce", 7),
  ];
  expect(new Set([key, ...others]).size).toBe(5);
});

test("a visitor who keeps coming does something else each time, and the same again for the same seed", () => {
  expect(drawOne(shape, 3, 1)).toEqual(drawOne(shape, 3, 1));
  expect(drawOne(shape, 3, 1)).not.toEqual(drawOne(shape, 3, 2));
  const kinds = new Set(Array.from({ length: 50 }, (_, round) => drawOne(shape, 3, round).behaviour.kind));
  expect(kinds.size).toBe(3);
});

test("chance is spread evenly and streams differ", () => {
  const chance = seeded(1);
  const draws = Array.from({ length: 10_000 }, () => chance.next());
  const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
  expect(mean).toBeGreaterThan(0.49);
  expect(mean).toBeLessThan(0.51);
  expect(new Set(Array.from({ length: 1000 }, (_, stream) => streamSeed(1, stream))).size).toBe(1000);
  expect([...seeded(5).shuffled([1, 2, 3, 4, 5])].sort()).toEqual([1, 2, 3, 4, 5]);
});
