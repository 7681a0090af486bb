import type { WaitRange } from "@fairline/core";
import { type Beside, besideOf } from "../beside.ts";
import { type BillLine, linesOf, unitsOfCounts } from "../bill.ts";
import { countsOfFlow } from "../flow.ts";
import { logBytesOfCounts } from "../logs.ts";
import { flowOf, type Outcomes, outcomesOf } from "./flow.ts";
import { gather } from "./gathering.ts";
import type { Inputs } from "./inputs.ts";
import { limits } from "./limits.ts";
import { longestOf, waitingAfterEach } from "./line.ts";
import { busiest, loadsOf } from "./loads.ts";
import { type Moments, momentsOf } from "./moments.ts";
import { play } from "./play.ts";
import { type PushBudget, pushBudget } from "./pushes.ts";
import { type QuotaNeeded, quotasNeeded } from "./quotasNeeded.ts";
import { evenEvent, scaleCommand } from "./scaleCommand.ts";
import { type SlotsNeeded, slotsNeeded } from "./slotsNeeded.ts";
import { socketsOf } from "./sockets.ts";
import { type Told, told } from "./told.ts";
import { utilisationOf } from "./utilisation.ts";
import { type Comers, type Waits, waitsByArrival, waitsOf } from "./waits.ts";
import { type Wall, wallsOf } from "./walls.ts";

/** What an event will be like. It is data alone: JSON, or a message from a worker. */
export interface Plan {
  readonly outcomes: Outcomes;
  /** Nothing: nobody was let in. */
  readonly waits: Waits | undefined;
  readonly byArrival: readonly Comers[];
  readonly line: LineTold;
  readonly told: Omit<Told, "ofLast">;
  readonly slotsNeeded: SlotsNeeded | undefined;
  readonly pushes: PushBudget;
  readonly bill: {
    readonly dollars: number;
    readonly lines: readonly BillLine[];
    readonly beside: readonly Beside[];
  };
  /** So many stay for longer than a socket lasts, and open another one. */
  readonly reconnecting: number;
  readonly quotas: readonly QuotaNeeded[];
  /** What stands in the way beside quotas; none: nothing does. */
  readonly walls: readonly Wall[];
  /** What plays how soon each has a number, were all to come evenly. */
  readonly scaleCommand: string;
}

export interface LineTold {
  readonly longest: number;
  readonly longestAtSeconds: number;
  /** From the opening until the last one is let in, and until the last visit is over. */
  readonly drainedSeconds: number;
  readonly overSeconds: number;
  /** Slot-time in use, of all slot-time while somebody waited; nothing: nobody did. */
  readonly utilisation: number | undefined;
  readonly points: readonly LinePoint[];
}

export interface LinePoint {
  readonly atSeconds: number;
  readonly waiting: number;
  readonly active: number;
  /** What the page of the last in line tells; nothing: nobody waits. */
  readonly toldSeconds: WaitRange | undefined;
}

/** Plans an event: a second for a million visitors, and as much again and again where slots are searched. */
export function plan(inputs: Inputs): Plan {
  const gathering = gather(inputs);
  const played = play(gathering, inputs);
  const moments = momentsOf(gathering, played, inputs);
  const waiting = waitingAfterEach(gathering, played);
  const pushes = pushBudget(moments, inputs);
  const outcomes = outcomesOf(gathering, played);
  const { ofLast, ...hold } = told(gathering, played, moments, inputs);
  const counts = countsOfFlow(flowOf(inputs, outcomes, gathering, played, moments, pushes.total));
  const lines = linesOf(unitsOfCounts(counts));
  const loads = loadsOf(gathering, played, moments, waiting, inputs);
  const sockets = socketsOf(gathering, played);
  const event = evenEvent(inputs, gathering, played);
  const line = longestOf(gathering, waiting);
  const { handoverSeconds, targetWaitSeconds } = inputs;
  return {
    outcomes,
    waits: waitsOf(gathering, played, handoverSeconds),
    byArrival: waitsByArrival(gathering, played, handoverSeconds),
    line: {
      ...line,
      drainedSeconds: played.drainedSeconds,
      overSeconds: played.overSeconds,
      utilisation: utilisationOf(gathering, played, inputs),
      points: pointsOf(moments, ofLast),
    },
    told: hold,
    slotsNeeded:
      targetWaitSeconds === undefined ? undefined : slotsNeeded(gathering, inputs, targetWaitSeconds),
    pushes,
    bill: {
      dollars: lines.reduce((sum, { dollars }) => sum + dollars, 0),
      lines,
      beside: besideOf(inputs.visitors, logBytesOfCounts(counts)),
    },
    reconnecting: sockets.reconnecting,
    quotas: quotasNeeded(inputs, loads, sockets),
    walls: wallsOf(event, busiest(loads, line.longest, inputs.joinsPerBatch)),
    scaleCommand: scaleCommand(event),
  };
}

function pointsOf(
  { count, everySeconds, waiting, active }: Moments,
  ofLast: readonly (WaitRange | undefined)[],
): LinePoint[] {
  const step = Math.ceil(count / limits.pointsMax);
  return Array.from({ length: Math.ceil(count / step) }, (_, point) => {
    const moment = point * step;
    return {
      atSeconds: moment * everySeconds,
      waiting: waiting[moment] as number,
      active: active[moment] as number,
      toldSeconds: ofLast[moment],
    };
  });
}
