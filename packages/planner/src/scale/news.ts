import { wiring } from "@fairline/functions/wiring.ts";
import type { Event } from "../event.ts";
import { createCalendar, sum } from "./calendar.ts";
import { shardSeconds } from "./invocation.ts";
import { pushesOfTick, shards } from "./load.ts";

/** The SDK pays for trying again out of what it earns by pushes that succeed: five of them for one. */
const successesPerRetry = 5;
const { visibilitySeconds, receivesMax } = wiring.queues.Ticks;

/** How often a broadcast of which one push failed is made, in all: as often as its message is received. */
export const copiesByDefault = receivesMax;

/** Ticks to everybody who has a socket. */
export interface News {
  pushes(second: number, listening: number): number;
  /** This share of them was let through. */
  sent(second: number, granted: number): void;
}

export function createNews(event: Event, copiesMax: number): News {
  /** By which copy of its broadcast a push belongs to. */
  const due = createCalendar(copiesMax - 1);
  let now: readonly number[] = [];
  let tryingAgain = 0;
  return {
    pushes(second, listening) {
      if (second % event.tickSeconds === 0 && listening >= 1) {
        const pushes = pushesOfTick(event, listening);
        due.spread(second, shardSeconds(listening, pushes), 0, pushes);
      }
      now = due.take(second);
      return sum(now) + tryingAgain;
    },
    sent(second, granted) {
      const pushes = sum(now);
      tryingAgain = Math.min(pushes * (1 - granted), (pushes * granted) / successesPerRetry);
      const failed = pushes * (1 - granted) - tryingAgain * granted;
      if (failed <= 0) return;
      for (const [copy, count] of now.entries()) {
        if (copy + 1 >= copiesMax) continue;
        // A broadcast of which one push has failed for good comes again, and pushes to everybody of its shard once more.
        const failing = 1 - Math.exp((-failed * (count / pushes)) / shards);
        due.add(second + visibilitySeconds, copy + 1, count * failing);
      }
    },
  };
}
