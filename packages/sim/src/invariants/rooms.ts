import type { Settings } from "@fairline/core";
import type { Entry } from "../history.ts";
import { slowestMs } from "../invocation.ts";
import type { Plan } from "../plan.ts";

/** A handler that has read the room acts on what it saw until its time is up, and one that was overtaken for longer. */
export const staleMs = slowestMs + 1000;

interface Version {
  readonly fromMs: number;
  toMs: number;
  readonly run: number;
  readonly settings: Settings;
  readonly isResetting: boolean;
}

/** What the room's settings were, and when. */
export class RoomOverTime {
  readonly versions: readonly Version[];

  constructor({ plan, startMs, history }: { plan: Plan; startMs: number; history: readonly Entry[] }) {
    const first = { fromMs: startMs - staleMs, run: 1, settings: plan.settings, isResetting: false };
    const versions: Version[] = [{ ...first, toMs: Number.POSITIVE_INFINITY }];
    for (const entry of history) {
      if (entry.kind !== "room") continue;
      const last = versions.at(-1);
      if (last !== undefined) last.toMs = entry.atMs;
      versions.push({ ...entry, fromMs: entry.atMs, toMs: Number.POSITIVE_INFINITY });
    }
    this.versions = versions;
  }

  /** Every version that somebody who acts at this moment may have seen. */
  seenAt(atMs: number): readonly Version[] {
    return this.versions.filter(({ fromMs, toMs }) => fromMs <= atMs && toMs >= atMs - staleMs);
  }
}
