import type { SampleView } from "@fairline/core";

export type Count = "issued" | "admitted" | "ended" | "pushes";

/** A rate is taken over so long, or a little more: from one tick to the next there are none, or many. */
const overSecondsMin = 30;
/** Where there are samples of less time than that, a rate is taken over no less than this. */
const firstSecondsMin = 10;

/**
 * How much a count grew per second at each sample, over the time before it. Nothing where there is no such time yet, or
 * where the count began anew with a reset.
 */
export function ratesPerSecond(samples: readonly SampleView[], of: Count): (number | null)[] {
  let from = 0;
  return samples.map((sample, index) => {
    while (secondsBetween(samples[from + 1], sample) >= overSecondsMin) from += 1;
    const before = samples[from];
    if (before === undefined || secondsBetween(before, sample) < firstSecondsMin) return null;
    const grown = sample[of] - before[of];
    const isAnew = samples.slice(from, index).some((earlier) => earlier[of] > sample[of]);
    return isAnew ? null : grown / secondsBetween(before, sample);
  });
}

export function ratesPerMinute(samples: readonly SampleView[], of: Count): (number | null)[] {
  return ratesPerSecond(samples, of).map((each) => (each === null ? null : each * 60));
}

function secondsBetween(from: SampleView | undefined, to: SampleView): number {
  return from === undefined ? 0 : (Date.parse(to.at) - Date.parse(from.at)) / 1000;
}
