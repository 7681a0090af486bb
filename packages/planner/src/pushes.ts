import { type Cadence, pushesPerTick, ticksMaxAt } from "@fairline/core";
import type { Event, Line } from "./event.ts";

const levels = 500;

/** All that ticks push to those who wait. Every length of the line, up to its peak, lasts equally long. */
export function pushesToLine(event: Event, line: Line): number {
  const cadence = cadenceOf(event, line);
  const ticks = line.seconds / event.tickSeconds;
  let sum = 0;
  for (let level = 0; level < levels; level++) {
    sum += pushesPerTick(Math.round((line.peakWaiting * (level + 0.5)) / levels), cadence);
  }
  return (ticks * sum) / levels;
}

/** SPEC T7: what a tick may cost, and how far the line moves until the next one. */
export function cadenceOf(event: Event, line: Line): Cadence {
  const { tickSeconds, pushPerSecondMax, pushCadence = "distance" } = event;
  const pushesMax = pushPerSecondMax * tickSeconds;
  if (pushCadence === "every") return { pushesMax };
  return {
    pushesMax,
    placesPerTick: line.admittedPerSecond * tickSeconds,
    ticksMax: ticksMaxAt(tickSeconds),
  };
}
