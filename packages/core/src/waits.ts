import { limits } from "./limits.ts";
import type { Stats, Ticket, WaitCounts } from "./line.ts";

/** The first bucket ends here. Nobody minds what is less. */
const firstBucketMs = 100;
/** Each bucket ends so many times later than the one before: its middle is wrong by a tenth at most. */
const growth = 1.2;

/** SPEC F1: what an admission adds to the figures: one more, its wait, and that wait's bucket. */
export function countedAdmission(ticket: Ticket, nowMs: number): Partial<Stats> {
  const waitMs = waitOf(ticket, nowMs);
  return { admitted: 1, waitMs, waits: { [bucketOf(waitMs)]: 1 } };
}

/** SPEC F1: what an admission that was in vain takes back (SPEC V9, C2). The ticket is as it was during that admission. */
export function admissionTakenBack(ticket: Ticket, nowMs: number): Partial<Stats> {
  const waitMs = waitOf(ticket, nowMs);
  return { admitted: -1, waitMs: -waitMs, waits: { [bucketOf(waitMs)]: -1 } };
}

/** SPEC F1: what it adds that an admission counts from later on (SPEC V10). */
export function admissionPostponed(before: Ticket, after: Ticket): Partial<Stats> {
  const [beforeMs, afterMs] = [waitOf(before, 0), waitOf(after, 0)];
  const [from, to] = [bucketOf(beforeMs), bucketOf(afterMs)];
  return { waitMs: afterMs - beforeMs, ...(from === to ? {} : { waits: { [from]: -1, [to]: 1 } }) };
}

/**
 * The wait that so large a share of the admitted stayed below, in seconds, to within a tenth. Nothing: no wait was counted,
 * as in a run that began before they were.
 */
export function waitQuantile(waits: WaitCounts, share: number): number | undefined {
  const buckets = Array.from({ length: limits.waitBucketsMax }, (_, bucket) => bucket);
  // What was taken back by a handler that was overtaken may leave less than nothing.
  const counts = buckets.map((bucket) => Math.max(0, waits[bucket] ?? 0));
  const total = counts.reduce((sum, count) => sum + count, 0);
  let below = 0;
  const bucket = counts.findIndex((count) => {
    below += count;
    return count > 0 && below >= share * total;
  });
  return bucket === -1 ? undefined : (firstBucketMs * growth ** (bucket - 0.5)) / 1000;
}

function waitOf({ admittedAtMs, joinedAtMs }: Ticket, nowMs: number): number {
  return Math.max(0, (admittedAtMs ?? nowMs) - joinedAtMs);
}

function bucketOf(waitMs: number): number {
  const bucket = Math.ceil(Math.log(waitMs / firstBucketMs) / Math.log(growth));
  return Math.min(limits.waitBucketsMax - 1, Math.max(0, bucket));
}
