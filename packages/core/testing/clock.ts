import type { Clock } from "../src/ports.ts";

export interface VirtualClock extends Clock {
  advance(ms: number): void;
}

/** Time that moves only when somebody says so. Who pauses says so too: a pause is over at once, and so much later. */
export function virtualClock(startMs: number = Date.UTC(2030, 0, 1)): VirtualClock {
  let nowMs = startMs;
  const advance = (ms: number) => {
    if (ms < 0) throw new Error(`time cannot go back by ${-ms} ms`);
    nowMs += ms;
  };
  return { nowMs: () => nowMs, advance, pause: async (ms) => advance(ms) };
}
