import { quotas } from "../quotas.ts";
import { type Gathering, leavesLine } from "./gathering.ts";
import type { Played } from "./play.ts";

export interface Sockets {
  /** The most that are opened in a second: by newcomers, and by those whose sockets have lasted as long as they may. */
  readonly openedInASecondMax: number;
  /** Visitors who stay for longer than a socket lasts. */
  readonly reconnecting: number;
}

/** API Gateway ends a socket after so long; its page opens a new one at once, so they come again as fast as they came. */
const socketSeconds = quotas.connectionSeconds.limit;

export function socketsOf(gathering: Gathering, { reached, ends, gaveUp }: Played): Sockets {
  const { arrives } = gathering;
  const lastArrival = arrives.at(-1) ?? 0;
  // By then all have come. From there on the same ones come again, only fewer.
  const againMax = Math.floor(lastArrival / socketSeconds) + 1;
  const opened = new Uint32Array(Math.floor(lastArrival) + againMax * socketSeconds + 1);
  let reconnecting = 0;
  for (let number = 0; number < arrives.length; number++) {
    const arrived = arrives[number] as number;
    const gone = gaveUp[number] === 1 ? leavesLine(gathering, reached, number) : (ends[number] as number);
    if (gone - arrived > socketSeconds) reconnecting += 1;
    for (let again = 0; again <= againMax; again++) {
      const opens = arrived + again * socketSeconds;
      if (again > 0 && opens >= gone) break;
      opened[Math.floor(opens)] = (opened[Math.floor(opens)] as number) + 1;
    }
  }
  return { openedInASecondMax: opened.reduce((most, count) => Math.max(most, count), 0), reconnecting };
}
