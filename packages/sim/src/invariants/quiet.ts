import { limits } from "@fairline/core";
import { wiring } from "@fairline/functions/wiring.ts";
import { faultNames } from "../faults.ts";
import type { Entry } from "../history.ts";
import type { Plan } from "../plan.ts";

/** A hand-over where nothing fails: some calls of some milliseconds each, and a turn that had to come back once. */
const handOverMs = limits.turnRetrySeconds * 1000 + 1500;

/**
 * How long things may stay as they should not be. Where nothing ever fails: as long as a hand-over takes, or a tick
 * after the room was changed. After a fault: a crashed handler shuts its lane until its turn is seen again; then the next
 * tick finds it.
 */
export function allowanceMs(
  plan: Plan,
  tickSeconds: number,
): { calm: number; afterChange: number; afterFault: number } {
  const tickMs = tickSeconds * 1000;
  const overtimeMs = plan.faults.overtaken > 0 ? wiring.handlerTimeoutSeconds.admit * 1700 : 0;
  return {
    calm: handOverMs,
    afterChange: tickMs + handOverMs,
    afterFault:
      Math.max(wiring.queues.Turns.visibilitySeconds * 1000, overtimeMs) +
      limits.strandedAfterMs +
      2 * tickMs +
      handOverMs,
  };
}

export function isFaultFree({ faults }: Plan): boolean {
  return faultNames.every((name) => faults[name] === 0);
}

/** What may delay everything for a while. */
export function isDisturbance(entry: Entry): boolean {
  return entry.kind === "fault";
}
