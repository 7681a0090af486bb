import { ticksBetween } from "@fairline/core";
import type { Line } from "./event.ts";

/**
 * What an average tick pushes to those who wait: those nearest the head hear every one, the next twice as many every
 * second one, the next four times as many every fourth (SPEC T7).
 */
export function pushesPerTick(waiting: number, pushesMax: number): number {
  if (waiting <= pushesMax) return waiting;
  let left = waiting;
  let pushes = 0;
  for (let stride = 1, band = nearest(waiting, pushesMax); left > 0; stride *= 2, band *= 2) {
    const places = Math.min(band, left);
    pushes += places / stride;
    left -= places;
  }
  return pushes;
}

/** How many hear every tick. */
function nearest(waiting: number, pushesMax: number): number {
  let [low, high] = [1, waiting];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (ticksBetween(middle, waiting, pushesMax) === 1) low = middle;
    else high = middle - 1;
  }
  return low;
}

const levels = 500;

/** All that ticks push to those who wait. Every length of the line, up to its peak, lasts equally long. */
export function pushesToLine(line: Line, tickSeconds: number, pushesMax: number): number {
  const ticks = line.seconds / tickSeconds;
  let sum = 0;
  for (let level = 0; level < levels; level++) {
    sum += pushesPerTick(Math.round((line.peakWaiting * (level + 0.5)) / levels), pushesMax);
  }
  return (ticks * sum) / levels;
}
