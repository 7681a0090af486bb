import { knownBefore, type PaceSettings, seenIn, visitSeconds } from "./paceMemory.ts";
import type { PaceMemory } from "./ports.ts";

/** The standard normal deviate that nine of ten stay below. */
const z90 = 1.2816;
/**
 * The variance of a visit's length over its mean's square: 1 for visits that end at any moment with the same chance, 0 for
 * visits that all take the same time. 1 is supposed for so many visits, and 2 is the most that is believed.
 */
const supposedVisits = 2;
const irregularityMax = 2;
/** What is supposed of a visit's unseen rest is a guess, and wrong by this share in one case of three. */
const guessSpread = 0.7;
/** Half-way between the two irregularities above: so near the head few visits decide, whatever is known of all. */
const nearSpread = 0.5;

export interface Pace {
  /** Expected seconds a place. */
  readonly paceSeconds: number;
  /** The same, nine times of ten. */
  readonly paceSecondsP90: number;
}

/** Those in line: how many wait, and how many numbers are to be served, some of which have left. */
export interface Standing {
  readonly waiting: number;
  readonly toServe: number;
}

/** SPEC T6, ADR 14: how many seconds the line takes for a place: a visit's length, over X, for those numbers that take a slot. */
export function pace(memory: PaceMemory, settings: PaceSettings, standing: Standing): Pace {
  const before = knownBefore(memory, settings);
  const seen = seenIn(memory);
  const seconds = visitSeconds(memory, settings);
  const share = shareThatTakesSlots(memory, settings, standing);
  const paceSeconds = (seconds * share) / settings.slots;

  // Who left takes no time at all, which makes the line more irregular than its visits are.
  const irregularity = (visitIrregularity(memory, seconds) + 1 - share) / share;
  const guessed = (guessSpread * (seen.done - seen.ended)) / (before.visits + seen.done);
  const ofPace = Math.max(irregularity / (before.visits + seen.ended), guessed ** 2);
  const ofLine = irregularity / Math.max(1, standing.toServe);
  const spread = Math.sqrt(ofPace + ofLine);
  return { paceSeconds: told(paceSeconds), paceSecondsP90: told(paceSeconds * Math.exp(z90 * spread)) };
}

/** A wait is as many times the pace as there are places before it, so what counts is the share that rounding takes. */
const digitsTold = 5;

function told(seconds: number): number {
  return Number(seconds.toPrecision(digitsTold));
}

/**
 * Of those that were reached lately, or of those in line now, whichever are fewer: leaving takes time, so a long line has lost
 * more than its head had, and has more to lose than it has lost.
 */
function shareThatTakesSlots(memory: PaceMemory, settings: PaceSettings, line: Standing): number {
  const { visits } = knownBefore(memory, settings);
  const { ended, places } = seenIn(memory);
  const reached = (visits + ended) / (visits + Math.max(places, ended));
  return line.toServe === 0 ? reached : Math.min(reached, Math.max(1, line.waiting) / line.toServe);
}

/** Visits that all take the same time are half over on average, when one looks; the longer a few last, the older they are. */
function visitIrregularity(memory: PaceMemory, seconds: number): number {
  const { ended, ageSecondsMean } = seenIn(memory);
  const measured = Math.min(irregularityMax, Math.max(0, (2 * ageSecondsMean) / seconds - 1));
  return (supposedVisits + ended * measured) / (supposedVisits + ended);
}

/** The wait as it is told: eight of ten fall between the earliest and the latest, half of them before the likely one. */
export interface WaitRange {
  readonly earliestSeconds: number;
  readonly likelySeconds: number;
  readonly latestSeconds: number;
}

/**
 * The wait from a place (1 is next): place × pace, at worst place × pace nine times of ten, and at best as many times less as it
 * is more at worst. Near the head the range is wider than that.
 */
export function waitRange(place: number, { paceSeconds, paceSecondsP90 }: Pace): WaitRange {
  const near = Math.exp(z90 * Math.sqrt(nearSpread / place));
  const times = paceSeconds > 0 ? Math.max(paceSecondsP90 / paceSeconds, near) : near;
  const likelySeconds = place * paceSeconds;
  return { earliestSeconds: likelySeconds / times, likelySeconds, latestSeconds: likelySeconds * times };
}
