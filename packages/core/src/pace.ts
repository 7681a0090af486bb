import { limits } from "./limits.ts";
import type { PaceSample } from "./ports.ts";

/** As many places as the room's own arithmetic (a slot is free after Y seconds at the latest) counts for at first. */
const priorPlaces = 3;
/** The standard normal deviate that nine of ten stay below. */
const z90 = 1.2816;

export interface Pace {
  /** Expected seconds a place. */
  readonly paceSeconds: number;
  /** The same, nine times of ten. */
  readonly paceSecondsP90: number;
}

/**
 * SPEC T6: how many seconds the line takes for a place: what was seen over the latest ticks, and Y / X as long as
 * little was seen. Counting is Poisson-like, so the spread of the estimate falls with the root of what was counted.
 */
export function pace(samples: readonly PaceSample[], settings: { slots: number; slotSeconds: number }): Pace {
  const slowest = settings.slotSeconds / settings.slots;
  const first = samples[0];
  const last = samples.at(-1);
  const seconds = first && last ? (last.atMs - first.atMs) / 1000 : 0;
  const places = first && last ? last.serving - first.serving : 0;
  const counted = priorPlaces + places;
  const paceSeconds = Math.min((priorPlaces * slowest + seconds) / counted, slowest * 1.25);
  return {
    paceSeconds: round(paceSeconds),
    paceSecondsP90: round(paceSeconds * (1 + z90 / Math.sqrt(counted))),
  };
}

function round(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}

/** Adds a moment; the oldest falls out. A line in which nobody waits, or that is shut, says nothing about the pace. */
export function withSample(samples: readonly PaceSample[], sample: PaceSample, moves: boolean): PaceSample[] {
  if (!moves) return [];
  // A tick that was overtaken by the next one comes too late to say anything.
  const last = samples.at(-1);
  if (last !== undefined && (sample.atMs <= last.atMs || sample.serving < last.serving)) return [...samples];
  return [...samples, sample].slice(-limits.paceSamplesMax);
}
