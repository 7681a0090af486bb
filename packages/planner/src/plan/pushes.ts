import { pushesPerTick, ticksBetween } from "@fairline/core";
import type { Moments } from "./moments.ts";

/** What ticks cost in pushes, with the cadence and as if everybody heard every tick. */
export interface PushBudget {
  readonly perSecondMax: number;
  readonly total: number;
  readonly totalEveryTick: number;
  readonly peakPerSecond: number;
  readonly peakPerSecondEveryTick: number;
  /** Who hears how often while the line is longest, from the head on. */
  readonly bands: readonly Band[];
}

export interface Band {
  readonly fromPlace: number;
  readonly toPlace: number;
  readonly everySeconds: number;
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
    bands: bandsOf(longest, (place) => ticksBetween(place, longest, pushesMax) * tickSeconds),
  };
}

/** Whoever is farther hears no more often: where each band ends is found by halving. */
function bandsOf(longest: number, everyAt: (place: number) => number): Band[] {
  const bands: Band[] = [];
  for (let fromPlace = 1; fromPlace <= longest; ) {
    const everySeconds = everyAt(fromPlace);
    let [toPlace, beyond] = [fromPlace, longest + 1];
    while (beyond - toPlace > 1) {
      const place = Math.floor((toPlace + beyond) / 2);
      if (everyAt(place) === everySeconds) toPlace = place;
      else beyond = place;
    }
    bands.push({ fromPlace, toPlace, everySeconds });
    fromPlace = toPlace + 1;
  }
  return bands;
}
