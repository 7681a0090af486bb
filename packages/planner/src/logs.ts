import { limits } from "@fairline/core";
import { countsOf, unitsOfCounts } from "./bill.ts";
import type { Event } from "./event.ts";
import type { StepName } from "./steps.ts";

/**
 * How long the lines of production's logs are, in bytes, each with the 26 that CloudWatch Logs adds to a line. Ours are
 * held against what the handlers write; Lambda's own three an invocation are reckoned from their form.
 */
export const logBytes = { invocation: 350, visitLine: 295, metricLine: 260 } as const;

/** TickLag, IdleSlotsWhileWaiting, Waiting, Active and Pushes, and the pushes of all rooms together. */
export const metrics = { ofRoom: 5, ofStage: 1 } as const;
/** A line each, in CloudWatch's embedded format; pushes are told twice, of the room and of all. */
export const metricLinesOfTick = metrics.ofRoom + metrics.ofStage;
const linesOfPushes = 2;

export function logBytesOf(event: Event): number {
  return logBytesOfCounts(countsOf(event));
}

export function logBytesOfCounts(counts: Readonly<Record<StepName, number>>): number {
  const { lambdaRequests = 0 } = unitsOfCounts(counts);
  const { tick, shardJob, admission } = counts;
  // A tick whose line is told by shards leaves the pushes to them, and each writes its own.
  const metricLines = tick * metricLinesOfTick + shardJob * (1 - 1 / limits.shards) * linesOfPushes;
  return (
    lambdaRequests * logBytes.invocation +
    admission * 2 * logBytes.visitLine +
    metricLines * logBytes.metricLine
  );
}
