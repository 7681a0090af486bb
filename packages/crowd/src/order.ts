import type { History } from "./history.ts";
import { limits } from "./limits.ts";
import { byLane } from "./occupancy.ts";
import { beganMs, type Story, type Visit } from "./story.ts";

export interface PassedOver {
  /** The visitor who was admitted too early. */
  readonly admitted: Visit;
  /** The lowest number that was passed over by it, and how many were. */
  readonly lowest: number;
  readonly count: number;
}

/**
 * Inversions: pairs i < j in which j was admitted while i was present, was waiting, and was not on its way in.
 *
 * - A visitor is present from its ticket frame to the loss of its connection, or to its giving up. It counts as soon
 *   as more than `freshAllowanceMs` have gone by since a first ticket, or `returnAllowanceMs` since it came back.
 *   Who was called waits no longer, and who missed the call stands aside until it says "I'm here" again.
 * - Of j, the moment of admission is the arrival of its call or turn. A visit may begin in another order than numbers are
 *   taken (SPEC V10), so its own beginning would accuse the room of what a busy machine does.
 * - Of i, it is `expiresAt` minus Y, where the visit began, if Y never changed and the turn arrived within `noticeMsMax`
 *   of it; otherwise the arrival. A lead of up to `toleranceMs` does not count. So two turns that overtake each other on
 *   the way are no inversion.
 * - On its way in: the next number is taken at once when a slot is free, but bringing its visitor in takes a while,
 *   and two slots do it at the same time, in no order. So j was too early only if i's slot was still in use by the
 *   visit before, which proves that i's number was taken later; or if i's admission came more than `handoverMsMax`
 *   after j's, or never did though i waited for so long.
 *
 * A sweep over time with a tree over numbers: O(n log n).
 */
export function passedOver(
  history: History,
  stories: readonly Story[],
  toleranceMs: number = limits.orderToleranceMs,
): PassedOver[] {
  const lengths = new Set(history.settings.map((seen) => seen.slotSeconds));
  const [slotSeconds] = lengths.size === 1 ? lengths : [undefined];
  const slotBusyUntilMs = busyBefore(stories);
  const steps: Step[] = [];
  for (const { number, waits, visit } of stories) {
    if (visit !== undefined) {
      steps.push({ atMs: visit.calledMs, order: 1, number: visit.number, admits: visit });
    }
    const admittedMs = visit && beganMs(visit, slotSeconds);
    const busyUntilMs = (visit && slotBusyUntilMs.get(visit)) ?? Number.NEGATIVE_INFINITY;
    for (const wait of number === undefined ? [] : waits) {
      const allowanceMs = wait.afterReturn ? limits.returnAllowanceMs : limits.freshAllowanceMs;
      const fromMs = wait.fromMs + Math.max(toleranceMs, allowanceMs);
      const overMs = Math.min(wait.toMs, admittedMs ?? wait.toMs);
      // Nobody was let in by a call that was missed, and which slot it was for is not told.
      const wasMissed = wait.untilCall && wait.toMs !== visit?.calledMs;
      const onItsWayMs = wasMissed
        ? wait.toMs - limits.handoverMsMax
        : Math.max(busyUntilMs, (admittedMs ?? wait.toMs) - limits.handoverMsMax);
      const toMs = Math.min(overMs - toleranceMs, onItsWayMs);
      if (toMs <= fromMs) continue;
      steps.push({ atMs: fromMs, order: 2, number: number as number, waiting: 1 });
      steps.push({ atMs: toMs, order: 0, number: number as number, waiting: -1 });
    }
  }
  steps.sort((a, b) => a.atMs - b.atMs || a.order - b.order);

  const ranks = new Map([...new Set(steps.map((step) => step.number))].sort((a, b) => a - b).map(toRank));
  const numbers = [...ranks.keys()];
  const waiting = new Tally(numbers.length);
  const found: PassedOver[] = [];
  for (const step of steps) {
    const rank = ranks.get(step.number) as number;
    if ("waiting" in step) {
      waiting.add(rank, step.waiting);
      continue;
    }
    const count = waiting.below(rank);
    if (count > 0) found.push({ admitted: step.admits, lowest: numbers[waiting.lowest()] as number, count });
  }
  return found;
}

/** For each visit, until when the visit before it had its slot for sure. */
function busyBefore(stories: readonly Story[]): Map<Visit, number> {
  const found = new Map<Visit, number>();
  for (const [, inLane] of byLane(stories.flatMap((story) => story.visit ?? []))) {
    for (const [place, visit] of inLane.entries()) {
      const before = inLane[place - 1];
      if (before !== undefined) found.set(visit, before.releasedMs);
    }
  }
  return found;
}

/** `order` at the same moment: who stops waiting, who is admitted, who begins to count as waiting. */
type Step = { readonly atMs: number; readonly order: number; readonly number: number } & (
  | { readonly waiting: 1 | -1 }
  | { readonly admits: Visit }
);

const toRank = (number: number, rank: number): [number, number] => [number, rank];

/** Counts by rank (a Fenwick tree): adding, counting below a rank and finding the lowest take log n steps. */
class Tally {
  readonly #sums: number[];

  constructor(size: number) {
    this.#sums = new Array<number>(size + 1).fill(0);
  }

  add(rank: number, amount: number): void {
    for (let at = rank + 1; at < this.#sums.length; at += at & -at) {
      this.#sums[at] = (this.#sums[at] as number) + amount;
    }
  }

  below(rank: number): number {
    let sum = 0;
    for (let at = rank; at > 0; at -= at & -at) sum += this.#sums[at] as number;
    return sum;
  }

  /** The lowest rank that has a count. */
  lowest(): number {
    let at = 0;
    for (let stride = 2 ** Math.floor(Math.log2(this.#sums.length)); stride >= 1; stride /= 2) {
      if (at + stride < this.#sums.length && (this.#sums[at + stride] as number) === 0) at += stride;
    }
    return at;
  }
}
