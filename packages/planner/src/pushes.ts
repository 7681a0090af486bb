import { pushesPerTick } from "@fairline/core";
import type { Line } from "./event.ts";

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
