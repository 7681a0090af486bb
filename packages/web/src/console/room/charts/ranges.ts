import { limits, type SampleView } from "@fairline/core";

/** How far the charts look back. Short ranges are made of ticks, long ones of a sample a minute. */
export const ranges = {
  "10 min": { seconds: limits.liveSeconds, of: "ticks" },
  "1 h": { seconds: 3600, of: "minutes" },
  "6 h": { seconds: 6 * 3600, of: "minutes" },
  "24 h": { seconds: 24 * 3600, of: "minutes" },
} as const;
export type RangeName = keyof typeof ranges;
export const rangeNames = Object.keys(ranges) as RangeName[];

/** What a chart shows: from when to when, and the samples between. */
export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
  readonly samples: readonly SampleView[];
}

/** A picture is at least so long, however little there is to show yet. */
const stretchMsMin = 60_000;

/** The samples of a range that ends now. Where a room is younger than the range, it begins with the room. */
export function stretchOf(
  range: RangeName,
  ticks: readonly SampleView[],
  minutes: readonly SampleView[],
  toMs: number,
): Stretch {
  const { seconds, of } = ranges[range];
  const fromMs = toMs - seconds * 1000;
  const all = of === "ticks" ? ticks : withLatest(minutes, ticks);
  const samples = all.filter(({ at }) => Date.parse(at) >= fromMs);
  const firstMs = Date.parse(samples[0]?.at ?? "") || fromMs;
  return { fromMs: Math.min(firstMs, toMs - stretchMsMin), toMs, samples };
}

/** The last tick is newer than the last minute. */
function withLatest(minutes: readonly SampleView[], ticks: readonly SampleView[]): readonly SampleView[] {
  const last = ticks.at(-1);
  const lastMinute = minutes.at(-1);
  if (last === undefined) return minutes;
  const isNewer = lastMinute === undefined || Date.parse(last.at) > Date.parse(lastMinute.at);
  return isNewer ? [...minutes, last] : minutes;
}
