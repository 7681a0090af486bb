import type { History } from "../history.ts";
import { changesOf } from "../occupancy.ts";
import type { Story } from "../story.ts";

/** What the room was like in a stretch of the run, on average. */
export interface Stretch {
  /** Its middle, in seconds since the run began. */
  readonly atSeconds: number;
  readonly waiting: number;
  readonly inside: number;
  /** Slots in use of slots there were, while somebody waited; undefined if nobody did. */
  readonly utilisation: number | undefined;
}

/** The run in so many stretches of equal length. */
export function courseOf(history: History, stories: readonly Story[], stretches: number): Stretch[] {
  const { startedMs, endedMs } = history;
  const stretchMs = (endedMs - startedMs) / stretches;
  const sums = Array.from({ length: stretches }, () => ({ waiting: 0, inside: 0, busy: 0, slots: 0 }));
  let [waiting, inside, slots, beforeMs] = [0, 0, history.settings[0].slots, startedMs];
  let isOpen = history.settings[0].state === "open";
  let place = 0;
  const endOf = (stretch: number) =>
    stretch === stretches - 1 ? endedMs : startedMs + (stretch + 1) * stretchMs;
  const add = (toMs: number) => {
    const [sum, forMs] = [sums[place], toMs - beforeMs];
    beforeMs = Math.max(beforeMs, toMs);
    if (sum === undefined || forMs <= 0) return;
    sum.waiting += waiting * forMs;
    sum.inside += inside * forMs;
    if (waiting === 0 || !isOpen) return;
    sum.busy += inside * forMs;
    sum.slots += slots * forMs;
  };
  const pass = (untilMs: number) => {
    for (; place < stretches - 1 && endOf(place) < untilMs; place++) add(endOf(place));
    add(untilMs);
  };
  for (const change of changesOf(history, stories)) {
    pass(Math.min(change.atMs, endedMs));
    waiting += change.waiting ?? 0;
    inside += change.busy ?? 0;
    slots = change.settings?.slots ?? slots;
    if (change.settings !== undefined) isOpen = change.settings.state === "open";
  }
  pass(endedMs);
  return sums.map((sum, place) => ({
    atSeconds: ((place + 0.5) * stretchMs) / 1000,
    waiting: sum.waiting / stretchMs,
    inside: sum.inside / stretchMs,
    utilisation: sum.slots === 0 ? undefined : sum.busy / sum.slots,
  }));
}
