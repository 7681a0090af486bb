import type { Event } from "../event.ts";
import { admissionSeconds } from "../steps.ts";
import { gateWritesOfVisit, slotWritesOfVisit } from "../writes.ts";
import type { Allowance } from "./allowance.ts";
import { createBucket } from "./bucket.ts";
import { createCalendar, sum } from "./calendar.ts";
import { requestsOfVisit, writesOfVisit } from "./load.ts";
import { createMapping } from "./mapping.ts";
import type { Table } from "./table.ts";

/** From the head of the line into a slot, and out of it. */
export interface Visits {
  /** How many begin in this second. */
  begin(second: number, waiting: number, table: Table): number;
  /** So far. */
  admitted(): number;
  active(): number;
  /** What they ask of API Gateway, in this second. */
  requests(): number;
}

export function createVisits(event: Event, allowed: Allowance): Visits {
  const { slots, staySeconds, handoverSeconds } = event;
  const starts = createBucket(allowed.executionStarts, allowed.executionStartsBurst);
  const mapping = createMapping({
    first: allowed.mappingFirst,
    growth: allowed.mappingGrowth,
    max: Math.min(allowed.admits, allowed.mappingMax, allowed.lambdaConcurrency),
  });
  const ends = createCalendar(0);
  const handledMax = Math.min(allowed.partitionWrites / slotWritesOfVisit, gateMax(allowed.partitionWrites));
  let [admitted, free, begun, ended] = [0, slots, 0, 0];

  return {
    begin(second, waiting, table) {
      ended = sum(ends.take(second));
      free += ended;
      const wanted = Math.min(free, waiting);
      const handled = Math.min(wanted, mapping.next(wanted > 0) / admissionSeconds, handledMax);
      const writes = writesOfVisit(handled);
      begun = starts.take(table.write(handled * writes) / writes);
      free -= begun;
      admitted += begun;
      ends.add(second + Math.round(staySeconds + handoverSeconds), 0, begun);
      return begun;
    },
    admitted: () => admitted,
    active: () => slots - free,
    requests: () => (begun + ended) * (requestsOfVisit / 2),
  };
}

/** How many visits a second the gate takes, which grows with them. */
export function gateMax(writesPerSecond: number): number {
  if (writesPerSecond === Number.POSITIVE_INFINITY) return writesPerSecond;
  let visits = 0;
  while ((visits + 1) * gateWritesOfVisit(visits + 1) <= writesPerSecond) visits += 1;
  return visits;
}
