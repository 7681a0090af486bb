import { limits } from "@fairline/core";
import type { Flow } from "../flow.ts";
import { ending, type Gathering } from "./gathering.ts";
import type { Inputs } from "./inputs.ts";
import type { Moments } from "./moments.ts";
import type { Played } from "./play.ts";

/** What became of all who came. */
export interface Outcomes {
  readonly joined: number;
  readonly gaveUp: number;
  readonly admitted: number;
  readonly completed: number;
  readonly expired: number;
  readonly noshow: number;
  /** Came to a free slot, and were let in at once. */
  readonly atOnce: number;
}

export function outcomesOf({ arrives, endings }: Gathering, { reached, gaveUp }: Played): Outcomes {
  const joined = arrives.length;
  const ended = [0, 0, 0];
  let [left, atOnce] = [0, 0];
  for (let number = 0; number < joined; number++) {
    if (reached[number] === arrives[number]) atOnce += 1;
    if (gaveUp[number] === 1) left += 1;
    else {
      const how = endings[number] as number;
      ended[how] = (ended[how] ?? 0) + 1;
    }
  }
  return {
    joined,
    gaveUp: left,
    admitted: joined - left,
    completed: ended[ending.completed] ?? 0,
    expired: ended[ending.expired] ?? 0,
    noshow: ended[ending.noshow] ?? 0,
    atOnce,
  };
}

/** What the bill is made of, as it was played. */
export function flowOf(
  inputs: Inputs,
  outcomes: Outcomes,
  gathering: Gathering,
  played: Played,
  moments: Moments,
  pushes: number,
): Flow {
  const { tickSeconds, slots, handoverSeconds, joinsPerBatch } = inputs;
  const { joined, admitted, completed, gaveUp, atOnce } = outcomes;
  const seen = seenIn(moments);
  const joinBatches = joined / joinsPerBatch;
  return {
    seconds: played.overSeconds,
    slots,
    joins: joined,
    joinBatches,
    admissions: admitted,
    admittedPerSecond: seen.lineSeconds === 0 ? 0 : (admitted - atOnce) / seen.lineSeconds,
    completions: completed,
    settlements: admitted,
    departures: joined,
    departureBatches: joined,
    // Who gives up leaves a turn behind. In a line ticks make one for each slot that is between two visits; without one
    // each newcomer brings a turn to the own lane and, lest that one be busy, to an idle slot (SPEC J6).
    surplusTurns: gaveUp + atOnce + ((admitted - atOnce) * handoverSeconds) / tickSeconds,
    ticks: played.overSeconds / tickSeconds,
    longTicks: seen.longTicks,
    slotListings: (joinBatches * atOnce) / joined,
    visitsSeen: seen.visits,
    connectionsSeen: seen.connections,
    pushes,
    connectionMinutes: connectionSeconds(gathering, played) / 60,
  };
}

/** From joining until the visit is over, or until they give up: so long the page has a socket. */
function connectionSeconds({ arrives, patience }: Gathering, { ends, gaveUp }: Played): number {
  let seconds = 0;
  for (let number = 0; number < arrives.length; number++) {
    seconds +=
      gaveUp[number] === 1
        ? (patience[number] as number)
        : (ends[number] as number) - (arrives[number] as number);
  }
  return seconds;
}

function seenIn({ count, ticksEach, everySeconds, waiting, active }: Moments) {
  let [visits, connections, longTicks, lineSeconds] = [0, 0, 0, 0];
  for (let moment = 0; moment < count; moment++) {
    const listening = (waiting[moment] as number) + (active[moment] as number);
    visits += (active[moment] as number) * ticksEach;
    connections += listening * ticksEach;
    if (listening > limits.broadcastInlineMax) longTicks += ticksEach;
    if ((waiting[moment] as number) > 0) lineSeconds += everySeconds;
  }
  return { visits, connections, longTicks, lineSeconds };
}
