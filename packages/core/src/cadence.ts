import { limits } from "./limits.ts";

/** Who hears a tick that the budget allows: everybody, or those far from the head only when they need it. */
export type PushCadence = "every" | "distance";

/** What a tick may cost, and how far the line moves from one to the next. */
export interface Cadence {
  /** So many pushes a tick may cost. */
  readonly pushesMax: number;
  /** The line moves so many places a tick, and only who needs a tick hears it. Undefined: everybody does. */
  readonly placesPerTick?: number | undefined;
  /** So many ticks at most lie between two that one visitor hears. */
  readonly ticksMax?: number | undefined;
}

/**
 * SPEC T7: beyond the budget those nearest the head hear every tick, the next twice as many every second one, the next four
 * times as many every fourth, and so on: each of these bands costs the same, and so many bands are made as the line needs.
 * Returns the stride in ticks, a power of two.
 *
 * @param place 1 is next; whoever is being served, or was recalled, is at 1 or less.
 */
export function strideWithin(pushesMax: number, place: number, waiting: number): number {
  if (waiting <= pushesMax || place < 1) return 1;
  const band = bandSize(waiting, pushesMax);
  return 2 ** Math.floor(Math.log2(Math.floor((place - 1) / band) + 1));
}

/** The largest band with which the whole line stays within the budget; 1 where the budget is no more than nothing. */
function bandSize(waiting: number, pushesMax: number): number {
  for (let bands = 2; bands <= 32; bands++) {
    const band = Math.floor(pushesMax / bands);
    if (band < 1) break;
    if (band * (2 ** bands - 1) >= waiting) return band;
  }
  return 1;
}

/** SPEC T7: so many ticks at most lie between two that one visitor hears, within the budget. */
export function ticksMaxAt(tickSeconds: number): number {
  return Math.max(1, Math.min(limits.ticksBetweenMax, Math.floor(limits.silenceSecondsMax / tickSeconds)));
}

/** SPEC T7: a shown place is to be off by no more than this. */
export function placeErrorMax(place: number): number {
  return Math.max(limits.placesOffMax, limits.shareOffMax * place);
}

/** Up to here five places are more than two in a hundred, and every tick is heard. */
export const nearPlaces = limits.placesOffMax / limits.shareOffMax;

/** Who is off by more than this part of what is tolerated hears a tick; the rest is for what happens until the next one. */
export const toldBeyond = 0.5;

/** How many ticks lie between two that are heard at a place, on average. */
export function ticksBetween(place: number, waiting: number, cadence: Cadence): number {
  return Math.max(strideWithin(cadence.pushesMax, place, waiting), 1 / shareNeeded(place, cadence));
}

/** What an average tick pushes to those who wait: the sum of one over `ticksBetween` of every place. */
export function pushesPerTick(waiting: number, cadence: Cadence): number {
  const { pushesMax } = cadence;
  if (waiting <= pushesMax) return neededUpTo(waiting, cadence);
  let pushes = 0;
  const band = bandSize(waiting, pushesMax);
  for (let stride = 1, from = 0; from < waiting; from += band * stride, stride *= 2) {
    const to = Math.min(waiting, from + band * stride);
    // Within a band the budget decides at first, and the line further back.
    const split = Math.min(to, Math.max(from, lastPlaceNeeding(1 / stride, cadence)));
    pushes += (split - from) / stride + neededUpTo(to, cadence) - neededUpTo(split, cadence);
  }
  return pushes;
}

/**
 * The share of ticks that a place needs. A page counts on by the speed of the line, and the line strays from that like a walk
 * at random, in steps of the square root of the places that it moves a tick. How long such a walk stays within a width is the
 * square of that width in steps, and 0.58 of a step more, for it jumps over the edge.
 */
function shareNeeded(place: number, cadence: Cadence): number {
  if (cadence.placesPerTick === undefined || place <= nearPlaces) return 1;
  const { ticksMax = limits.ticksBetweenMax } = cadence;
  return Math.min(1, 1 / ticksMax + 1 / (stepsAPlace(cadence) * place + overshoot) ** 2);
}

const overshoot = 0.58;
/** The width that is tolerated, in steps, for each place from the head. */
function stepsAPlace({ placesPerTick = 0 }: Cadence): number {
  return (toldBeyond * limits.shareOffMax) / Math.sqrt(Math.max(placesPerTick, placesPerTickMin));
}
/** A line that stands strays from nothing. */
const placesPerTickMin = 1e-6;

/** Up to which place that share of the ticks is needed, or more. */
function lastPlaceNeeding(share: number, cadence: Cadence): number {
  const { placesPerTick, ticksMax = limits.ticksBetweenMax } = cadence;
  if (placesPerTick === undefined || share <= 1 / ticksMax) return Number.POSITIVE_INFINITY;
  const steps = (share - 1 / ticksMax) ** -0.5;
  return Math.max(nearPlaces, Math.floor((steps - overshoot) / stepsAPlace(cadence)));
}

/** The shares that the first so many places need, added up: an integral, taken from half a place to half a place. */
function neededUpTo(place: number, cadence: Cadence): number {
  const { ticksMax = limits.ticksBetweenMax } = cadence;
  const all = Math.min(place, lastPlaceNeeding(1, cadence));
  if (place <= all) return place;
  const rate = stepsAPlace(cadence);
  const walk = (at: number) => -1 / (rate * (rate * (at + 0.5) + overshoot));
  return all + (place - all) / ticksMax + walk(place) - walk(all);
}
