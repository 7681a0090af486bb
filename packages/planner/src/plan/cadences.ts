import { type Cadence, pushesPerTick, ticksMaxAt } from "@fairline/core";
import type { Inputs } from "./inputs.ts";
import type { Moments } from "./moments.ts";

export type CadenceSettings = Pick<Inputs, "tickSeconds" | "pushPerSecondMax" | "pushCadence">;

/** How fast the line moves is taken over so many moments: from one tick to the next it jumps. */
const lately = 12;

/** SPEC T7: what a tick may cost, and how far the line moves from one to the next just then. */
export function cadenceAt(moments: Moments, moment: number, settings: CadenceSettings): Cadence {
  const { tickSeconds, pushPerSecondMax, pushCadence } = settings;
  const pushesMax = pushPerSecondMax * tickSeconds;
  if (pushCadence === "every") return { pushesMax };
  const before = Math.max(0, moment - lately);
  const places = (moments.served[moment] as number) - (moments.served[before] as number);
  return {
    pushesMax,
    placesPerTick: places / Math.max(1, (moment - before) * moments.ticksEach),
    ticksMax: ticksMaxAt(tickSeconds),
  };
}

/** What the tick of that moment pushes, to those in line and to those whose visits are under way. */
export function pushesAt(moments: Moments, moment: number, settings: CadenceSettings): number {
  const waiting = moments.waiting[moment] as number;
  const toLine = pushesPerTick(waiting, cadenceAt(moments, moment, settings));
  return toLine + (moments.active[moment] as number);
}
