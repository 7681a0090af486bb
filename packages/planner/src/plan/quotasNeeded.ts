import { pageUse } from "../beside.ts";
import { handlerTime } from "../handlerTime.ts";
import { roomFor, useMax } from "../headroom.ts";
import { limitIn, type Quota, type QuotaName, quotas, whereToRaise } from "../quotas.ts";
import { requestsOfJoin, shards } from "../scale/load.ts";
import { steps } from "../steps.ts";
import type { Units } from "../units.ts";
import { gateWritesOfVisit, slotWritesOfVisit } from "../writes.ts";
import type { Inputs } from "./inputs.ts";
import { limits } from "./limits.ts";
import { type Load, type Loads, peakOf } from "./loads.ts";
import type { Sockets } from "./sockets.ts";

export type Verdict = "enough" | "raise" | "near" | "wall";

/** What an event asks of one of AWS's quotas. */
export interface QuotaNeeded {
  readonly quota: Quota;
  /** As a person reads it; of a partition, of which one. */
  readonly what: string;
  /** By default, in the planned region. */
  readonly limit: number;
  readonly needed: number;
  /** Of what cannot be raised: `near` is nearly full, and a `wall` too small. */
  readonly verdict: Verdict;
  /** What to ask for. */
  readonly askFor: number | undefined;
  readonly where: string;
  /** What happens beyond it. */
  readonly beyond: string;
}

type Asked = readonly [name: QuotaName, needed: number, beyond: string, of?: string];

/** Those that an event meets at all, the tightest first. The loads are the plan's, what one step costs is the bill's. */
export function quotasNeeded(inputs: Inputs, loads: Loads, sockets: Sockets): QuotaNeeded[] {
  return askedOf(inputs, loads, sockets)
    .map((asked) => held(asked, inputs.region))
    .sort((a, b) => b.needed / b.limit - a.needed / a.limit);
}

function askedOf(inputs: Inputs, loads: Loads, sockets: Sockets): readonly Asked[] {
  const { joinsPerBatch, slots, region } = inputs;
  const peak = (load: (at: Load) => number) => peakOf(loads, load);
  const units = (unit: keyof Units) => peak((at) => unitsASecond(unit, at, joinsPerBatch));
  const { joinsInASecondMax } = loads;
  return [
    ["connects", sockets.openedInASecondMax, "browsers are refused, and try again seconds later"],
    [
      "apiRequests",
      Math.max(
        peak(
          ({ joins, admissions, completions, ends, pushes }) =>
            joins * requestsOfJoin + admissions + completions + ends + pushes,
        ),
        // What comes at once may take up the burst, and no more.
        joinsInASecondMax * requestsOfJoin - limitIn(quotas.apiBurst, region),
      ),
      "pushes are refused: ticks come late or not at all, and joins are sent again",
    ],
    [
      "lambdaConcurrency",
      peak((at) => busyFunctions(at, joinsPerBatch)),
      "queues are worked off later: tickets and turns come late, none is lost",
    ],
    [
      "executionStarts",
      peak(({ admissions }) => admissions),
      "turns go back to their lanes, and slots stand idle for seconds",
    ],
    [
      "executionStartsBurst",
      loads.admissionsInASecondMax,
      "the first slots are filled one second after the other",
    ],
    ["taskSuccesses", peak(({ cutShort }) => cutShort), "visits end when their time is up"],
    ["stateTransitions", peak(({ admissions, ends }) => admissions + 2 * ends), "visits begin and end late"],
    ["openExecutions", slots, "no visit begins until another one has ended"],
    [
      "fifoRequests",
      // Each kind of call by itself: turns are sent, each to a group of its own; received and hidden; deleted.
      peak(({ joins, admissions, ends }) => Math.max(joins, admissions, ends)),
      "turns are sent and received late",
    ],
    [
      "newTableWrites",
      units("writeUnits"),
      "writes are refused and tried again, for as long as half an hour",
    ],
    ["tableWrites", units("writeUnits"), "writes are refused and tried again"],
    [
      "partitionWrites",
      // In a rush the lobby fills, and with it each batch.
      joinsInASecondMax / limits.joinsPerBatchMax,
      "tickets come late: let them come over a longer time",
      "the counter",
    ],
    [
      "partitionWrites",
      (joinsInASecondMax + peak(({ admissions }) => admissions)) / shards,
      "tickets come late: let them come over a longer time",
      "a shard of the connections",
    ],
    [
      "partitionWrites",
      peak(({ admissions }) => admissions * gateWritesOfVisit(admissions)),
      "slots stay empty for longer between two visits: have fewer of them, or longer visits",
      "the gate",
    ],
    [
      "partitionWrites",
      peak(({ admissions }) => admissions * slotWritesOfVisit),
      "slots stay empty for longer between two visits, until DynamoDB splits the partition",
      "the slots",
    ],
    ["cdnRequests", pageUse.requests * joinsInASecondMax, "the page does not load"],
  ];
}

/** What is billed is what is counted: units of the steps that are taken in a second. */
function unitsASecond(unit: keyof Units, at: Load, joinsPerBatch: number): number {
  const of = (step: Units) => step[unit] ?? 0;
  return (
    at.joins * (of(steps.join) + of(steps.joinBatch) / joinsPerBatch) +
    at.admissions *
      (of(steps.admission) + of(steps.opening) + gateWritesOfVisit(at.admissions) * of(steps.gateWrite)) +
    at.completions * of(steps.completion) +
    at.ends * of(steps.settlement)
  );
}

/** Invocations under way at once: how many begin in a second, times how long they take. */
function busyFunctions(at: Load, joinsPerBatch: number): number {
  const { join, joinBatch, admission, opening, completion, settlement, departureBatch, push } = handlerTime;
  const ms =
    at.joins * (join.ms + joinBatch.ms / joinsPerBatch) +
    at.admissions * (admission.ms + opening.ms) +
    at.completions * completion.ms +
    at.ends * (settlement.ms + departureBatch.ms) +
    at.pushes * push.ms;
  return ms / 1000;
}

function held([name, exact, beyond, of]: Asked, region: string): QuotaNeeded {
  const quota: Quota = quotas[name];
  const limit = limitIn(quota, region);
  const needed = Math.ceil(exact);
  const verdict = verdictOf(quota, needed, limit);
  return {
    quota,
    what: `${quota.service}: ${quota.name}${of === undefined ? "" : ` (${of})`}`,
    limit,
    needed,
    verdict,
    askFor: verdict === "raise" ? roomFor(needed) : undefined,
    where: whereToRaise(quota),
    beyond,
  };
}

function verdictOf({ adjustable }: Quota, needed: number, limit: number): Verdict {
  if (needed <= limit * useMax) return "enough";
  if (adjustable) return "raise";
  return needed <= limit ? "near" : "wall";
}
