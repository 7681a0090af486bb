import { placeErrorMax } from "@fairline/core";
import { chance } from "@fairline/core/testing";
import { describe, expect, test } from "vitest";
import { dwells, servingBySecond } from "../testing/movingLine.ts";
import { type Look, watch } from "../testing/shownPlaces.ts";

describe.each(Object.entries(dwells))("10,000 wait, X = 100, N = 5 s, visits of %s", (_, dwell) => {
  test.each([0, 30])(
    "T7 where %i of 100 have left, no page is off by more than it may be beyond what hearing every tick gives, for a quarter of the pushes",
    (leftOf100) => {
      const serving = servingBySecond({ slots: 100, seconds: 600, dwell, leftOf100, dice: chance(1) });
      const watched = { serving, waiting: 10_000, tickSeconds: 5, each: 61, fromSeconds: 70, countsOn: true };
      const looks: Look[] = [];
      const distance = watch({ ...watched, cadence: "distance" }, (look) => looks.push(look));
      const offs: number[] = [];
      const every = watch({ ...watched, cadence: "every" }, ({ off }) => offs.push(off));

      const beyond = looks.map(({ off, place }, i) => (off - (offs[i] ?? 0)) / placeErrorMax(place));
      expect(beyond.length).toBe(offs.length);
      expect(beyond.length).toBeGreaterThan(50_000);
      expect(beyond.reduce((most, one) => Math.max(most, one), 0)).toBeLessThanOrEqual(1);
      expect(every.pushesShare).toBe(1);
      expect(distance.pushesShare).toBeLessThan(0.25);
      expect(distance.beyondShare).toBeLessThan(every.beyondShare + 0.01);
      expect(distance.takenBackShare).toBeLessThan(0.1);
    },
  );
});
