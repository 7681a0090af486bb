import type { Clock } from "../src/ports.ts";

export interface VirtualClock extends Clock {
  advance(ms: number): void;
}

/**
 * Time that moves only when somebody says so. Who pauses says so too: a pause is over at once, and so much later.
 */
export function virtualClock(startMs: number = Date.UTC(2030, 0, 1)): VirtualClock {
  let nowMs = startMs;
  const advance = (ms: number) => {
    if (ms < 0) throw new Error(`time cannot go back by ${-ms} ms`);
    if (!Number.isInteger(ms)) throw new Error(`time moves by whole milliseconds, not by ${ms}`);
    nowMs += ms;
  };
  // As a timer does: a pause is never shorter than it was asked to be, and one of less than nothing is none.
  return { nowMs: () => nowMs, advance, pause: async (ms) => advance(Math.max(0, Math.ceil(ms))) };
}
