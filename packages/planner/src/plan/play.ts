import type { Gathering } from "./gathering.ts";
import { Soonest } from "./soonest.ts";

/** What becomes of each visitor, by their number in line (0 is the first), in seconds from the opening. */
export interface Played {
  /**
   * When the head of the line came to them: the slot that is theirs is free from then on. For those who gave up: when
   * they were passed over, which is when they would have been let in, had they stayed.
   */
  readonly reached: Float64Array;
  /** When their visit, or what was kept for it, ends; 0 for those who gave up. */
  readonly ends: Float64Array;
  /** 1: gave up while waiting. */
  readonly gaveUp: Uint8Array;
  /** When the last one was let in, and when the last visit is over. */
  readonly drainedSeconds: number;
  readonly overSeconds: number;
}

export interface Desk {
  /** X. */
  readonly slots: number;
  /** From the moment at which a slot is free and somebody waits to the beginning of their visit. */
  readonly handoverSeconds: number;
}

/**
 * Plays an event: everybody is admitted in the order of their numbers, as soon as a slot is free; who has given up is passed
 * over, and costs the slot nothing (SPEC A2, A5). Since the order is fixed, one step a visitor is enough.
 */
export function play({ arrives, patience, stays }: Gathering, { slots, handoverSeconds }: Desk): Played {
  const visitors = arrives.length;
  const reached = new Float64Array(visitors);
  const ends = new Float64Array(visitors);
  const gaveUp = new Uint8Array(visitors);
  const free = new Soonest(slots);
  let drainedSeconds = 0;
  let overSeconds = 0;
  for (let number = 0; number < visitors; number++) {
    const arrived = arrives[number] as number;
    const at = Math.max(arrived, free.first);
    reached[number] = at;
    if (at - arrived > (patience[number] as number)) {
      gaveUp[number] = 1;
      continue;
    }
    const end = at + handoverSeconds + (stays[number] as number);
    ends[number] = end;
    free.postpone(end);
    drainedSeconds = at + handoverSeconds;
    if (end > overSeconds) overSeconds = end;
  }
  return { reached, ends, gaveUp, drainedSeconds, overSeconds };
}
