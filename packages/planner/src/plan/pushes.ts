import { ticksBetween } from "@fairline/core";
import { type CadenceSettings, cadenceAt, pushesAt } from "./cadences.ts";
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

export function pushBudget(moments: Moments, settings: CadenceSettings): PushBudget {
  const { tickSeconds, pushPerSecondMax } = settings;
  let [total, totalEveryTick, peak, peakEveryTick, longestAt] = [0, 0, 0, 0, 0];
  for (let moment = 0; moment < moments.count; moment++) {
    const waiting = moments.waiting[moment] as number;
    const listening = waiting + (moments.active[moment] as number);
    const pushes = pushesAt(moments, moment, settings);
    total += pushes * moments.ticksEach;
    totalEveryTick += listening * moments.ticksEach;
    peak = Math.max(peak, pushes);
    peakEveryTick = Math.max(peakEveryTick, listening);
    if (waiting > (moments.waiting[longestAt] as number)) longestAt = moment;
  }
  const longest = moments.waiting[longestAt] as number;
  const cadence = cadenceAt(moments, longestAt, settings);
  return {
    perSecondMax: pushPerSecondMax,
    total,
    totalEveryTick,
    peakPerSecond: peak / tickSeconds,
    peakPerSecondEveryTick: peakEveryTick / tickSeconds,
    places: placesAskedOf(longest).map((place) => ({
      place,
      everySeconds: ticksBetween(place, longest, cadence) * tickSeconds,
    })),
  };
}

/** 1, 10, 100, and so on, and the last. */
function placesAskedOf(longest: number): number[] {
  const places: number[] = [];
  for (let place = 1; place < longest; place *= 10) places.push(place);
  return longest === 0 ? [] : [...places, longest];
}
