import type { History } from "../history.ts";
import { limits } from "../limits.ts";
import { percentile, round } from "../numbers.ts";
import { beganMs, type Story } from "../story.ts";

/** How far the places that pages showed were from the true ones. Null where there was nothing to measure. */
export interface PlaceError {
  readonly samples: number;
  /** In places, whichever way. */
  readonly placesP50: number | null;
  readonly placesP95: number | null;
  readonly placesMax: number | null;
  /** The largest, as a share of the true place, of those of more than 5 places. */
  readonly shareMax: number | null;
  /** The share of the samples that were off by more than 2 % of the place and more than 5 places. */
  readonly beyond: number | null;
}

export interface PlaceSample {
  readonly atMs: number;
  readonly truePlace: number;
  /** The place that was shown minus the true one. */
  readonly error: number;
}

/** The true place is `number - serving + 1`, by all that anybody of the crowd knows of `serving` at that moment. */
export function placeSamples(history: History, stories: readonly Story[]): PlaceSample[] {
  const servingAt = servingOver(history, stories);
  return history.places.flatMap(({ atMs, number, place }) => {
    const serving = servingAt(atMs);
    if (serving === undefined) return [];
    const truePlace = Math.max(1, number - serving + 1);
    return { atMs, truePlace, error: place - truePlace };
  });
}

export function placeErrorOf(samples: readonly PlaceSample[]): PlaceError {
  const places = samples.map(({ error }) => Math.abs(error)).sort((a, b) => a - b);
  const far = samples.filter(({ error }) => Math.abs(error) > limits.placesOffMax);
  const shares = far.map(({ error, truePlace }) => Math.abs(error) / truePlace);
  const beyond = shares.filter((share) => share > limits.placeShareOffMax).length;
  return {
    samples: samples.length,
    placesP50: round(percentile(places, 0.5), 0),
    placesP95: round(percentile(places, 0.95), 0),
    placesMax: round(places.at(-1), 0),
    shareMax:
      samples.length === 0
        ? null
        : round(
            shares.reduce((a, b) => Math.max(a, b), 0),
            4,
          ),
    beyond: samples.length === 0 ? null : round(beyond / samples.length, 6),
  };
}

/** Ticks say how far the line is at their own time, and whoever is let in proves that it has come past its number. */
function servingOver(
  { ticks, settings }: History,
  stories: readonly Story[],
): (atMs: number) => number | undefined {
  const lengths = new Set(settings.map(({ slotSeconds }) => slotSeconds));
  const [slotSeconds] = lengths.size === 1 ? lengths : [undefined];
  const known = [
    ...ticks.map(({ atMs, serving }) => ({ atMs, serving })),
    ...stories.flatMap(({ visit }) =>
      visit ? [{ atMs: beganMs(visit, slotSeconds), serving: visit.number + 1 }] : [],
    ),
  ].sort((a, b) => a.atMs - b.atMs);
  let serving = 0;
  // Whoever is recalled has a number that the line has gone past.
  const steps = known.map((one) => {
    serving = Math.max(serving, one.serving);
    return { atMs: one.atMs, serving };
  });
  return (atMs) => {
    let [low, high] = [0, steps.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((steps[middle]?.atMs ?? 0) <= atMs) low = middle + 1;
      else high = middle;
    }
    return steps[low - 1]?.serving;
  };
}
