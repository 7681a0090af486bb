import { limits } from "./limits.ts";
import type { LearnedPace, PaceMemory, PaceSample } from "./ports.ts";
import type { Settings } from "./settings.ts";

/** What is looked back over, in visits that take all of Y: so many in each slot, and at least so many in all of them. */
const windowVisitsASlot = 5;
const windowVisitsMin = 100;
/**
 * Before a visit was seen: 0.4 Y, believed as if two visits had been. Nine of ten rooms then lie between a sixth of Y and Y,
 * which is as long as a visit may be.
 */
const unseenShareOfSlot = 0.4;
const unseenVisits = 2;
/** What one crowd has taught is worth no more visits than this to the next one: crowds differ. */
const learnedVisitsMax = 30;
/** Y and a quarter, for hand-overs: no visit keeps its slot from others for longer. */
const slotShareMax = 1.25;

export type PaceSettings = Pick<Settings, "slots" | "slotSeconds">;

/** The line at a tick, as far as the pace is concerned. */
export interface PaceMoment {
  readonly atMs: number;
  readonly serving: number;
  readonly admitted: number;
  /** The visits under way: how long each has been, and how long it may be. */
  readonly visits: readonly { readonly ageSeconds: number; readonly slotSeconds: number }[];
}

export const nothingSeen: PaceMemory = { samples: [] };

/**
 * Adds a moment of a line that moves: somebody waits, and the room is open, so all slots are in use. A line that stands says
 * nothing about the pace: what it has taught is kept for the next crowd, and counting begins anew.
 */
export function withSample(
  memory: PaceMemory,
  moment: PaceMoment,
  settings: PaceSettings,
  moves: boolean,
): PaceMemory {
  const { samples } = memory;
  if (!moves) return samples.length === 0 ? memory : { samples: [], learned: learned(memory, settings) };
  const last = samples.at(-1);
  // A tick that was overtaken by the next one comes too late to say anything.
  if (last !== undefined && (moment.atMs <= last.atMs || moment.serving < last.serving)) return memory;
  // The newest sample is replaced until it is far enough from the one before it.
  const before = samples.at(-2);
  const isClose = before !== undefined && moment.atMs - before.atMs < spacingMs(settings);
  const kept = isClose ? samples.slice(0, -1) : samples;
  return { ...memory, samples: [...kept, sampleOf(last, moment, settings)].slice(-limits.paceSamplesMax) };
}

function spacingMs({ slots, slotSeconds }: PaceSettings): number {
  const windowSeconds = slotSeconds * Math.max(windowVisitsASlot, windowVisitsMin / slots);
  return (windowSeconds * 1000) / limits.paceSamplesMax;
}

function sampleOf(last: PaceSample | undefined, moment: PaceMoment, { slots }: PaceSettings): PaceSample {
  const { atMs, serving, admitted, visits } = moment;
  const seconds = last === undefined ? 0 : (atMs - last.atMs) / 1000;
  const ages = sum(visits.map(({ ageSeconds }) => ageSeconds));
  const shares = sum(visits.map(({ ageSeconds, slotSeconds }) => ageSeconds / slotSeconds));
  return {
    atMs,
    serving,
    ended: admitted - visits.length,
    underWay: rounded(shares),
    slotSeconds: rounded((last?.slotSeconds ?? 0) + seconds * slots),
    ageSeconds: rounded((last?.ageSeconds ?? 0) + seconds * ages),
  };
}

/** What the samples tell: differences from the first one to the last. */
export interface Seen {
  readonly places: number;
  /** Visits that ended. */
  readonly ended: number;
  /** The same, and of each visit under way the share of Y that has gone by. */
  readonly done: number;
  readonly slotSeconds: number;
  /** How long the visits under way had been, on average. */
  readonly ageSecondsMean: number;
}

export function seenIn({ samples }: PaceMemory): Seen {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined || first === last)
    return { places: 0, ended: 0, done: 0, slotSeconds: 0, ageSecondsMean: 0 };
  // Figures are written after their steps, so that for a moment fewer visits may have ended than did before.
  const ended = Math.max(0, last.ended - first.ended);
  const slotSeconds = last.slotSeconds - first.slotSeconds;
  return {
    places: last.serving - first.serving,
    ended,
    done: Math.max(0, last.ended - first.ended + last.underWay - first.underWay),
    slotSeconds,
    ageSecondsMean: (last.ageSeconds - first.ageSeconds) / slotSeconds,
  };
}

/** What was known before the samples: from an earlier crowd, or from nobody. */
export function knownBefore({ learned }: PaceMemory, { slotSeconds }: PaceSettings): LearnedPace {
  return learned ?? { visitSeconds: unseenShareOfSlot * slotSeconds, visits: unseenVisits };
}

/** How long a visit takes: the time that slots were in use, over the visits that were done in it. */
export function visitSeconds(memory: PaceMemory, settings: PaceSettings): number {
  const before = knownBefore(memory, settings);
  const { slotSeconds, done } = seenIn(memory);
  const seconds = (before.visits * before.visitSeconds + slotSeconds) / (before.visits + done);
  return Math.min(seconds, slotShareMax * settings.slotSeconds);
}

function learned(memory: PaceMemory, settings: PaceSettings): LearnedPace {
  const visits = knownBefore(memory, settings).visits + seenIn(memory).ended;
  return {
    visitSeconds: rounded(visitSeconds(memory, settings)),
    visits: Math.min(visits, learnedVisitsMax),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** To the thousandth. */
export function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
