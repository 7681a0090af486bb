import { limits } from "./limits.ts";
import type { Settings } from "./settings.ts";

/** How often a room is looked at by who watches it. Between ticks little happens, but settings may change. */
export function lookEverySeconds({ tickSeconds }: Pick<Settings, "tickSeconds">): number {
  return Math.min(tickSeconds, limits.lookSecondsMax);
}
