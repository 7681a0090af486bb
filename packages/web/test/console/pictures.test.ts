import { describe, expect, test } from "vitest";
import { stretchOf } from "../../src/console/room/charts/ranges.ts";
import { ratesPerMinute, ratesPerSecond } from "../../src/console/room/charts/rates.ts";
import { refusalSaid } from "../../src/console/room/settings/words.ts";
import { laneAt, layoutOf, placeOf } from "../../src/console/room/slots/layout.ts";
import { counts, slotsOf } from "../../src/console/room/slots/slot.ts";
import { points } from "../../src/console/rooms/Sparkline.tsx";
import { dayOf, lastWaitSaid, unbroken } from "../../src/console/say.ts";
import { openRoom } from "./consoles.ts";
import { sampleAt } from "./fakeServer.ts";

const startMs = Date.parse("2026-05-04T09:00:00Z");
const at = (seconds: number) => new Date(startMs + seconds * 1000).toISOString();

describe("a rate", () => {
  test("is what a count grew by, over at least half a minute", () => {
    const samples = [0, 20, 40, 60].map((seconds) => sampleAt(at(seconds), { issued: seconds * 2 }));
    expect(ratesPerMinute(samples, "issued")).toEqual([null, 120, 120, 120]);
  });

  test("is unknown until there are samples of ten seconds", () => {
    const samples = [0, 2, 10].map((seconds) => sampleAt(at(seconds), { issued: seconds }));
    expect(ratesPerSecond(samples, "issued")).toEqual([null, null, 1]);
  });

  test("is unknown where the count began anew", () => {
    const samples = [
      sampleAt(at(0), { admitted: 50 }),
      sampleAt(at(60), { admitted: 110 }),
      sampleAt(at(120), { admitted: 4 }),
      sampleAt(at(180), { admitted: 64 }),
    ];
    expect(ratesPerSecond(samples, "admitted")).toEqual([null, 1, null, 1]);
  });
});

describe("a range", () => {
  const ticks = [-700, -300, -2].map((seconds) => sampleAt(at(seconds)));
  const minutes = [-7000, -3000, -60].map((seconds) => sampleAt(at(seconds)));

  test("of minutes gone by is made of ticks", () => {
    const { samples } = stretchOf("10 min", ticks, minutes, startMs);
    expect(samples.map((sample) => sample.at)).toEqual([at(-300), at(-2)]);
  });

  test.each([
    [[], 600],
    [[sampleAt(at(-2))], 60],
    [[sampleAt(at(-300)), sampleAt(at(-2))], 300],
  ])("begins where its samples begin, but is a minute long at least: %#", (samples, seconds) => {
    const { fromMs, toMs } = stretchOf("10 min", samples, [], startMs);
    expect(toMs - fromMs).toBe(seconds * 1000);
  });

  test("of hours is made of minutes, and ends with the last tick", () => {
    const { samples } = stretchOf("1 h", ticks, minutes, startMs);
    expect(samples.map((sample) => sample.at)).toEqual([at(-3000), at(-60), at(-2)]);
  });
});

describe("the slots", () => {
  const visit = (lane: number, more = {}) => ({
    lane,
    number: 10 + lane,
    since: at(-30),
    expiresAt: at(30),
    away: false,
    called: false,
    extendedSeconds: 0,
    ...more,
  });

  test("are free, taken, called or away; above X they are gone once they are empty", async () => {
    const { view } = await openRoom();
    const taken = [visit(1), visit(2, { away: true }), visit(5, { called: true, away: true })];
    const slots = slotsOf({ ...view(), slots: taken }, startMs);
    expect(slots.map(({ state }) => state)).toEqual(["free", "taken", "away", "gone", "gone", "called"]);
    expect(counts(slots)).toContainEqual({ state: "gone", count: 2 });
    expect(slots[1]).toMatchObject({ secondsLeft: 30, share: 0.5 });
  });

  test("whose time is over have none left, and no less", async () => {
    const { view } = await openRoom();
    const [slot] = slotsOf({ ...view(), slots: [visit(0)] }, startMs + 60_000);
    expect(slot).toMatchObject({ secondsLeft: 0, share: 0 });
  });

  test.each([
    [121, 320],
    [1000, 900],
    [5000, 320],
    [5000, 1200],
  ])("of a picture of %i in %i px are all in it, and found where they are drawn", (count, widthPx) => {
    const layout = layoutOf(count, widthPx);
    for (const lane of [0, 1, layout.columns - 1, layout.columns, count - 1]) {
      const { x, y, sizePx } = placeOf(lane, layout);
      expect(laneAt(x + sizePx / 2, y + sizePx / 2, count, layout)).toBe(lane);
      expect(x + sizePx).toBeLessThanOrEqual(widthPx);
      expect(y + sizePx).toBeLessThanOrEqual(layout.heightPx);
    }
  });

  test("are not found beside the picture", () => {
    const layout = layoutOf(121, 320);
    expect(laneAt(319, 5, 121, layout)).toBeUndefined();
    expect(laneAt(5, layout.heightPx + 5, 121, layout)).toBeUndefined();
  });
});

test("a small picture has the highest at the top and the lowest at the bottom", () => {
  expect(points([0, 10, 5], 10)).toBe("0.0,56.0 150.0,0.0 300.0,28.0");
});

test("a wait that is not known is nobody's where nobody waits", () => {
  expect(lastWaitSaid(undefined, 0).likely).toBe("nobody waits");
  expect(lastWaitSaid(undefined, 2)).toEqual({ likely: "not known", range: "nobody is called just now" });
});

test("no line ends within a duration, nor within a day", () => {
  expect(unbroken("1 min 52 s to 1 h 5 min, in 3 slots")).toBe(
    "1\u00a0min\u00a052\u00a0s to 1\u00a0h\u00a05\u00a0min, in 3 slots",
  );
  expect(dayOf("2024-11-01")).toBe("1\u00a0Nov\u00a02024");
});

test("a refusal begins with the field's name, and its figures have their marks", () => {
  expect(refusalSaid("slots", "must be a whole number from 1 to 43000")).toBe(
    "Slots (X) must be a whole number from 1 to 43,000",
  );
});
