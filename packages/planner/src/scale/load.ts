import { limits, pushesPerTick } from "@fairline/core";
import { type Event, lineOf } from "../event.ts";
import { cadenceOf } from "../pushes.ts";
import { type StepName, steps } from "../steps.ts";
import type { Units } from "../units.ts";
import { gateWritesOfVisit } from "../writes.ts";
import type { Allowance } from "./allowance.ts";
import { connectionReads, slotReads } from "./invocation.ts";

/** Steps that each visit takes. */
const visitSteps = [
  "admission",
  "opening",
  "completion",
  "settlement",
] as const satisfies readonly StepName[];

/** What a visit asks of API Gateway: "turn", "end", and the request that completes it. */
export const requestsOfVisit = visitSteps.reduce((all, step) => all + requestsOf(step), 0);
/** What a join asks of it: a frame, and the ticket. */
export const requestsOfJoin = requestsOf("join");

export const writesOfJoin = steps.join.writeUnits + steps.joinBatch.writeUnits / 10;
/** Read off the code, and not counted by a run: the ticket and the connection's two records; and the ticket. */
export const writesOfRepeat = 3;
export const writesOfTicketRead = 1;
export const readsOfJoin = steps.join.readUnits + steps.joinBatch.readUnits / 10;
export const readsOfVisit = visitSteps.reduce((all, step) => all + steps[step].readUnits, 0);

/** What a visit writes, in a room that admits so many a second. */
export function writesOfVisit(visitsPerSecond: number): number {
  const fixed = visitSteps.reduce((all, step) => all + steps[step].writeUnits, 0);
  return fixed + gateWritesOfVisit(visitsPerSecond);
}

/** Of a tick while so many wait, and every slot is filled: whoever is inside hears each of them. */
export function pushesOfTick(event: Event, waiting: number): number {
  return pushesPerTick(Math.round(waiting), cadenceOf(event, lineOf(event))) + event.slots;
}

/** Read units that the ticks of a second take: the connections once, the slots twice. */
export function readsOfTicks({ slots, tickSeconds }: Event, waiting: number): number {
  return (connectionReads(waiting + slots) + 2 * slotReads(slots)) / tickSeconds;
}

/** An event in four numbers, at its worst moment. */
export interface Load {
  readonly joinsPerSecond: number;
  readonly visitsPerSecond: number;
  /** Of the joins those that come while no more wait than there are slots: they look for an idle one. */
  readonly lookingPerSecond: number;
  readonly waiting: number;
  /** For whom no socket could be opened by the time when all have come. */
  readonly withoutSocket: number;
}

export function loadOf(event: Event, { connects }: Pick<Allowance, "connects">): Load {
  const { admittedPerSecond, peakWaiting } = lineOf(event);
  const { visitors, arriveSeconds } = event;
  return {
    joinsPerSecond: visitors / arriveSeconds,
    visitsPerSecond: admittedPerSecond,
    // Without a line no more join than are admitted, and hardly two in a batch.
    lookingPerSecond: admittedPerSecond,
    waiting: peakWaiting,
    withoutSocket: Math.max(0, visitors - connects * arriveSeconds),
  };
}

/** Connections are spread over so many partitions. */
export const { shards } = limits;

function requestsOf(step: StepName): number {
  const units: Units = steps[step];
  return (units.socketMessages ?? 0) + (units.httpRequests ?? 0);
}
