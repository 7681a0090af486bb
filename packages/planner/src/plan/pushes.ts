import { pushesPerTick, ticksBetween } from "@fairline/core";
import type { Moments } from "./moments.ts";

/** What ticks cost in pushes, with the cadence and as if everybody heard every tick. */
export interface PushBudget {
  readonly perSecondMax: number;
  readonly total: number;
  readonly totalEveryTick: number;
  readonly peakPerSecond: number;
  readonly peakPerSecondEveryTick: number;
  /** Who hears how often while the line is longest: at some places, the last one among them. */
  readonly places: readonly { readonly place: number; readonly everySeconds: number }[];
}

export function pushBudget(moments: Moments, tickSeconds: number, perSecondMax: number): PushBudget {
  const pushesMax = perSecondMax * tickSeconds;
  let [total, totalEveryTick, peak, peakEveryTick, longest] = [0, 0, 0, 0, 0];
  for (let moment = 0; moment < moments.count; moment++) {
    const waiting = moments.waiting[moment] as number;
    const active = moments.active[moment] as number;
    const pushes = pushesPerTick(waiting, pushesMax) + active;
    total += pushes * moments.ticksEach;
    totalEveryTick += (waiting + active) * moments.ticksEach;
    peak = Math.max(peak, pushes);
    peakEveryTick = Math.max(peakEveryTick, waiting + active);
    longest = Math.max(longest, waiting);
  }
  return {
    perSecondMax,
    total,
    totalEveryTick,
    peakPerSecond: peak / tickSeconds,
    peakPerSecondEveryTick: peakEveryTick / tickSeconds,
    places: placesAskedOf(longest).map((place) => ({
      place,
      everySeconds: ticksBetween(place, longest, pushesMax) * tickSeconds,
    })),
  };
}

/** 1, 10, 100, and so on, and the last. */
function placesAskedOf(longest: number): number[] {
  const places: number[] = [];
  for (let place = 1; place < longest; place *= 10) places.push(place);
  return longest === 0 ? [] : [...places, longest];
}
