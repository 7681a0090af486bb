import { limits } from "@fairline/core";
import { wiring } from "@fairline/functions/wiring.ts";
import type { FaultName } from "../faults.ts";
import type { Entry } from "../history.ts";
import { slowestMs } from "../invocation.ts";

/** A hand-over where nothing fails: some calls of some milliseconds each, and a turn that had to come back once. */
const handOverMs = limits.turnRetrySeconds * 1000 + 1500;
/** A turn whose handler crashed is seen again after this. */
const unseenMs = wiring.queues.Turns.visibilitySeconds * 1000;
/** Nobody joins while the process is down, and a batch that was cut off comes again after this. */
const lobbyMs = wiring.queues.Lobby.visibilitySeconds * 1000;

/** How long each fault may hold things up, apart from the tick that finds it and the hand-over after it. */
const heldUpMs: Readonly<Record<FaultName, number>> = {
  loss: 0,
  duplicate: 4000,
  delay: unseenMs,
  reorder: 1500,
  throttle: unseenMs,
  lostAnswer: unseenMs,
  staleRead: 0,
  crash: unseenMs + limits.strandedAfterMs,
  restart: lobbyMs,
  clockSkewMs: 0,
  overtaken: slowestMs + limits.strandedAfterMs,
  lostStart: limits.strandedAfterMs,
  deadExecution: limits.overdueAllowanceMs + limits.turnRetrySeconds * 5000,
  lateEnd: 6500,
  deadLetter: limits.strandedAfterMs,
  deadSocket: 0,
};

function heldUpBy({ name, at }: Entry & { kind: "fault" }): number {
  // A turn whose retirement got lost is seen again like one whose handler crashed.
  if (name === "lostStart" && at === "Retire") return unseenMs;
  // What a slow handler had begun when its time was up is begun again by another.
  if (name === "delay" && at.startsWith("a slow")) return 2 * unseenMs + limits.strandedAfterMs;
  return heldUpMs[name];
}

/** How long things may stay as they should not be, in milliseconds. */
export interface Patience {
  /**
   * As long as nothing has ever failed: a hand-over. Later on: the next tick, too, for a turn that got lost long ago is
   * missed only when its lane has come to it.
   */
  readonly calmMs: number;
  /** After a change of the room: the next tick looks after it. */
  readonly afterChangeMs: number;
  /** Until when everything that has failed so far may hold things up. */
  readonly untilMs: number;
  note(entry: Entry): void;
}

export function patience(tickSeconds: () => number): Patience {
  let untilMs = Number.NEGATIVE_INFINITY;
  /** What died while it waited is missed when its visit ends. */
  let missedMs = 0;
  return {
    get calmMs() {
      return untilMs === Number.NEGATIVE_INFINITY ? handOverMs : this.afterChangeMs + missedMs;
    },
    get afterChangeMs() {
      return tickSeconds() * 1000 + handOverMs;
    },
    get untilMs() {
      return untilMs;
    },
    note(entry) {
      if (entry.kind !== "fault") return;
      if (entry.name === "deadExecution") missedMs = heldUpMs.deadExecution + limits.strandedAfterMs;
      const heldMs = heldUpBy(entry);
      // The first tick after it may be one that comes a moment too early, or be lost itself.
      untilMs = Math.max(untilMs, entry.atMs + heldMs + 2 * tickSeconds() * 1000 + handOverMs);
    },
  };
}
