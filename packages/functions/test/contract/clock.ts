import type { Clock } from "@fairline/core";
import { beforeAll, describe, expect, test } from "vitest";

/** What every Clock does, whether its time passes or is told to. */
export function clockContract(name: string, make: () => Promise<Clock>): void {
  describe(`the clock ${name}`, () => {
    let clock: Clock;
    beforeAll(async () => {
      clock = await make();
    });

    test("it counts whole milliseconds since 1970, and not seconds", () => {
      expect(Number.isInteger(clock.nowMs())).toBe(true);
      expect(new Date(clock.nowMs()).getUTCFullYear()).toBeGreaterThan(2020);
      expect(new Date(clock.nowMs()).getUTCFullYear()).toBeLessThan(2100);
    });

    test("it never goes back, whether or not anybody pauses", async () => {
      const seen = [clock.nowMs()];
      for (let i = 0; i < 20; i++) {
        await clock.pause(i % 2);
        seen.push(clock.nowMs(), clock.nowMs());
      }
      expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    });

    test.each([1, 3, 50])("a pause of %i ms is never shorter on this clock", async (ms) => {
      // Often: a timer that is early is so only now and then.
      const times = Math.ceil(150 / ms);
      for (let i = 0; i < times; i++) {
        const beganAtMs = clock.nowMs();
        await clock.pause(ms);
        expect(clock.nowMs() - beganAtMs).toBeGreaterThanOrEqual(ms);
      }
    });

    test("a pause of a part of a millisecond leaves the time whole", async () => {
      const beganAtMs = clock.nowMs();
      await clock.pause(0.5);
      expect(clock.nowMs()).toBeGreaterThan(beganAtMs);
      expect(Number.isInteger(clock.nowMs())).toBe(true);
    });

    test.each([0, -1000])("a pause of %i ms is soon over, and takes no time back", async (ms) => {
      const beganAtMs = clock.nowMs();
      await clock.pause(ms);
      expect(clock.nowMs()).toBeGreaterThanOrEqual(beganAtMs);
      expect(clock.nowMs()).toBeLessThan(beganAtMs + 1000);
    });
  });
}
