import { limits } from "../limits.ts";
import type { Chance } from "./chance.ts";
import { type Distribution, draw } from "./distribution.ts";

/** How long one is ready to wait: nobody gives up before having joined. */
export function drawPatienceMs(patience: Distribution, chance: Chance): number {
  return Math.max(limits.abandonMsMin, draw(patience, chance, limits.patienceMsMax));
}

/** When one of those gives up who are going to: while the crowd comes, or in the same time once more. */
export function drawAbandonMs(overMs: number, chance: Chance): number {
  return chance.between(limits.abandonMsMin, Math.max(2 * overMs, limits.abandonSpanMsMin));
}
