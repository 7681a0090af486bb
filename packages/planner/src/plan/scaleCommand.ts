import { showDuration } from "@fairline/crowd/shape";
import type { Event } from "../event.ts";
import type { Gathering } from "./gathering.ts";
import type { Inputs } from "./inputs.ts";
import type { Played } from "./play.ts";

/** The same event as `npm run scale` has it: there everybody comes evenly, and nobody gives up. */
export function evenEvent(inputs: Inputs, gathering: Gathering, played: Played): Event {
  const { visitors, slots, handoverSeconds, tickSeconds, pushPerSecondMax, pushCadence, joinsPerBatch } =
    inputs;
  return {
    visitors,
    arriveSeconds: Math.max(1, Math.round(inputs.overSeconds)),
    slots,
    staySeconds: Math.max(0.1, staySecondsMean(gathering, played)),
    handoverSeconds,
    tickSeconds,
    pushPerSecondMax,
    pushCadence,
    joinsPerBatch,
    departuresPerBatch: 1,
  };
}

/** For `npm run scale`, which plays how soon each has a number where quotas or the design are too small. */
export function scaleCommand(event: Event): string {
  const { visitors, arriveSeconds, slots, staySeconds, handoverSeconds, tickSeconds, pushPerSecondMax } =
    event;
  return [
    "npm run scale --",
    `--visitors ${visitors}`,
    `--over ${showDuration(1000 * arriveSeconds)}`,
    `--slots ${slots}`,
    `--stay ${showDuration(1000 * staySeconds)}`,
    `--handover ${showDuration(1000 * handoverSeconds)}`,
    `--tick ${tickSeconds}`,
    `--push-max ${pushPerSecondMax === Number.POSITIVE_INFINITY ? "none" : pushPerSecondMax}`,
    ...(event.pushCadence === "every" ? ["--every-tick"] : []),
  ].join(" ");
}

/** How long the visits lasted; 0: there were none. */
function staySecondsMean({ stays }: Gathering, { gaveUp }: Played): number {
  let [sum, visits] = [0, 0];
  for (let number = 0; number < stays.length; number++) {
    if (gaveUp[number] === 1) continue;
    sum += stays[number] as number;
    visits += 1;
  }
  return visits === 0 ? 0 : sum / visits;
}
