import type { Clock } from "./ports.ts";

export const failuresMax = 2;
const withoutMsMax = 4000;

/** Tells when it is time to ask over HTTP, because no socket opens. */
export function createFallback(clock: Clock) {
  let failures = 0;
  let withoutSinceMs: number | undefined;
  return {
    /** A first connection is being opened. */
    begin() {
      failures = 0;
      withoutSinceMs = clock.steadyMs();
    },
    opened() {
      withoutSinceMs = undefined;
    },
    /** A connection ended, or did not open. */
    lost() {
      if (withoutSinceMs === undefined) this.begin();
      else failures += 1;
    },
    isDue: () =>
      withoutSinceMs !== undefined &&
      (failures >= failuresMax || clock.steadyMs() - withoutSinceMs >= withoutMsMax),
  };
}
