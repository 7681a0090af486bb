import { limits } from "@fairline/core";
import type { Gathering } from "./gathering.ts";
import { play } from "./play.ts";
import { offered } from "./waits.ts";

/** Of all who come, had they stayed, so many are to wait no longer than the target. */
export const shareOnTime = 0.9;

export interface SlotsNeeded {
  readonly targetSeconds: number;
  /** Nothing: not even the most slots that a room may have are enough. */
  readonly slots: number | undefined;
  /** The share that waits no longer than the target with these, and with the slots that were planned. */
  readonly onTime: number;
  readonly onTimeAsPlanned: number;
}

/**
 * The smallest X with which nine of ten of all who come wait no longer than the target, had they stayed. Where nobody gives up
 * more slots make nobody wait longer, so halving finds the smallest; elsewhere it is right but for chance (docs/planning.md).
 * The crowd is the same for each X.
 */
export function slotsNeeded(
  gathering: Gathering,
  planned: { readonly slots: number; readonly handoverSeconds: number },
  targetSeconds: number,
): SlotsNeeded {
  const { handoverSeconds } = planned;
  const onTimeWith = (slots: number) => shareWithin(gathering, { slots, handoverSeconds }, targetSeconds);
  const onTimeAsPlanned = onTimeWith(planned.slots);
  let [tooFew, enough] = [0, limits.slotsMax + 1];
  while (enough - tooFew > 1) {
    const slots = Math.floor((tooFew + enough) / 2);
    if (onTimeWith(slots) >= shareOnTime) enough = slots;
    else tooFew = slots;
  }
  const slots = enough > limits.slotsMax ? undefined : enough;
  return { targetSeconds, slots, onTime: onTimeWith(slots ?? limits.slotsMax), onTimeAsPlanned };
}

function shareWithin(
  gathering: Gathering,
  desk: { readonly slots: number; readonly handoverSeconds: number },
  seconds: number,
): number {
  const played = play(gathering, desk);
  const visitors = gathering.arrives.length;
  let onTime = 0;
  for (let number = 0; number < visitors; number++) {
    if (offered(gathering, played, number) + desk.handoverSeconds <= seconds) onTime += 1;
  }
  return onTime / visitors;
}
