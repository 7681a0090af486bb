import type { Clock } from "./ports.ts";

/** The machine's own clock. */
export const realClock: Clock = {
  nowMs: () => Date.now(),
  steadyMs: () => performance.now(),
  every(everyMs, beat) {
    const timer = setInterval(beat, everyMs);
    return () => clearInterval(timer);
  },
};
