import { wiring } from "@fairline/functions/wiring.ts";
import type { Allowance } from "./allowance.ts";
import { createCalendar, sum } from "./calendar.ts";
import { shareOf } from "./gateway.ts";
import { joinSeconds } from "./invocation.ts";
import { shards, writesOfJoin, writesOfRepeat } from "./load.ts";
import { createMapping } from "./mapping.ts";
import type { Table } from "./table.ts";

/** Joins of those who have no place yet, and of those who have one and want to hear of it. */
export interface Joins {
  readonly newcomers: number;
  readonly repeats: number;
}

/** The Lobby queue, and `register` behind it. */
export interface Lobby {
  take(joins: Joins): void;
  /** The messages whose ticket could not be sent come again. */
  comeAgain(second: number, count: number): void;
  register(second: number, table: Table): Joins;
  queued(): number;
}

const batchMax = wiring.mappings.find(({ queue }) => queue === "Lobby")?.batchSize ?? 1;

export function createLobby(allowed: Allowance): Lobby {
  const mapping = createMapping({
    first: allowed.mappingFirst,
    growth: allowed.mappingGrowth,
    max: Math.min(allowed.registers, allowed.mappingMax, allowed.lambdaConcurrency),
  });
  const hidden = createCalendar(0);
  let [newcomers, repeats] = [0, 0];

  /** What a second has room for, of what is queued. */
  function fitting(queued: number, table: Table): number {
    const atOnce = mapping.next(queued > 0);
    if (queued === 0) return 0;
    const batch = Math.min(batchMax, Math.max(1, queued / atOnce));
    const handled = Math.min(
      queued,
      atOnce / joinSeconds(batch),
      // The counter is one item, and the connections are in a few partitions.
      allowed.partitionWrites * batch,
      allowed.partitionWrites * shards,
      allowed.fifoRequests,
    );
    const writes = (newcomers * writesOfJoin + repeats * writesOfRepeat) / queued;
    return table.write(handled * writes) / writes;
  }

  return {
    take(joins) {
      newcomers += joins.newcomers;
      repeats += joins.repeats;
    },
    comeAgain(second, count) {
      hidden.add(second + wiring.queues.Lobby.visibilitySeconds, 0, count);
    },
    register(second, table) {
      repeats += sum(hidden.take(second));
      const queued = newcomers + repeats;
      const share = shareOf(fitting(queued, table), queued);
      const done = { newcomers: newcomers * share, repeats: repeats * share };
      newcomers -= done.newcomers;
      repeats -= done.repeats;
      return done;
    },
    queued: () => newcomers + repeats,
  };
}
