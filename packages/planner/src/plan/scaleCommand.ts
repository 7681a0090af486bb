import { showDuration } from "@fairline/crowd/shape";
import type { Gathering } from "./gathering.ts";
import type { Inputs } from "./inputs.ts";
import type { Played } from "./play.ts";

/**
 * The same event for `npm run scale`, which knows what no quota of AWS's does: walls, and the stacks' own bounds. There
 * everybody comes evenly, and nobody gives up.
 */
export function scaleCommand(inputs: Inputs, gathering: Gathering, played: Played): string {
  const { visitors, overSeconds, slots, handoverSeconds, tickSeconds, pushPerSecondMax, pushCadence } =
    inputs;
  const stay = Math.max(0.1, staySecondsMean(gathering, played));
  return [
    "npm run scale --",
    `--visitors ${visitors}`,
    `--over ${showDuration(1000 * Math.max(1, Math.round(overSeconds)))}`,
    `--slots ${slots}`,
    `--stay ${showDuration(1000 * stay)}`,
    `--handover ${showDuration(1000 * handoverSeconds)}`,
    `--tick ${tickSeconds}`,
    `--push-max ${pushPerSecondMax}`,
    ...(pushCadence === "every" ? ["--every-tick"] : []),
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
