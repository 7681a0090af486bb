import type { Clock } from "./ports.ts";

/** The two clocks of a machine drift by less than this between two looks. */
const driftMsMax = 2000;

/**
 * Tells when the local time made a step: somebody set the clock, or the machine slept and its steady time stood still. What was
 * reckoned in local time before means nothing after it.
 */
export function watchClockSteps(clock: Clock) {
  const apart = () => clock.nowMs() - clock.steadyMs();
  let apartMs = apart();
  return {
    /** Whether there was one since the last look. */
    hasStepped(): boolean {
      const before = apartMs;
      apartMs = apart();
      return Math.abs(apartMs - before) > driftMsMax;
    },
  };
}
