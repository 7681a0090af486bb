import { limits } from "@fairline/core";
import { wiring } from "@fairline/functions/wiring.ts";
import { admissionSeconds, recordBytes, type StepName } from "./steps.ts";

/** What happens in a room over some time, as far as it decides about the bill: planned, or counted. */
export interface Flow {
  readonly seconds: number;
  readonly slots: number;
  readonly joins: number;
  /** Invocations of `register` for these. */
  readonly joinBatches: number;
  readonly admissions: number;
  /** While many are admitted at once, the gate is a larger record. */
  readonly admittedPerSecond: number;
  readonly completions: number;
  /** Visits that end, however. */
  readonly settlements: number;
  readonly departures: number;
  readonly departureBatches: number;
  /** Turns for slots that lie between two visits, or that had one already. */
  readonly surplusTurns: number;
  readonly ticks: number;
  /** Of these, the ones whose line is so long that each shard is told by itself. */
  readonly longTicks: number;
  /** How often slots are listed beside the ticks. */
  readonly slotListings: number;
  /** How many visits the ticks found, and how many connections, all ticks together. */
  readonly visitsSeen: number;
  readonly connectionsSeen: number;
  readonly pushes: number;
  readonly connectionMinutes: number;
}

/** How often each step is taken. docs/cost.md has the same formulas in words. */
export function countsOfFlow(flow: Flow): Record<StepName, number> {
  const { ticks, longTicks, slots, admissions } = flow;
  const slotPages = pages(slots * recordBytes.slot, 4096);
  // A claim stands on the gate as long as its admission is under way.
  const claims = flow.admittedPerSecond * admissionSeconds;
  const shardJobs = limits.shards * longTicks;
  return {
    join: flow.joins,
    joinBatch: flow.joinBatches,
    admission: admissions,
    opening: admissions,
    completion: flow.completions,
    settlement: flow.settlements,
    execution: admissions,
    departure: flow.departures,
    departureBatch: flow.departureBatches,
    gateWrite: admissions * 2 * pages(recordBytes.gate + claims * recordBytes.gateClaim, 1024),
    surplusTurn: flow.surplusTurns,
    plan: flow.seconds / wiring.schedule.everySeconds,
    tickBatch: (ticks * copies) / ticksPerRequest,
    tick: ticks,
    spareTick: ticks * (copies - 1),
    minuteSample: flow.seconds / 60,
    slotPage: slotPages * (ticks * 2 + flow.slotListings),
    endingCheck: flow.visitsSeen * Math.min(1, limits.endingChecksPerTickMax / slots),
    shardJob: shardJobs,
    usageWrite: flow.connectionsSeen === 0 ? 0 : ticks - longTicks + shardJobs,
    // Each shard rounds up by itself.
    connectionPage: ticks * limits.shards + (flow.connectionsSeen * recordBytes.connection) / 4096,
    push: flow.pushes,
    connectionMinute: flow.connectionMinutes,
  };
}

/** Of each planned tick so many copies are sent. */
export const copies = limits.tickHorizonSeconds / wiring.schedule.everySeconds;
/** SQS takes ten messages in one request. */
const ticksPerRequest = 10;

function pages(bytes: number, size: number): number {
  return Math.ceil(bytes / size);
}
