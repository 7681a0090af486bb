import { countsOfFlow } from "./flow.ts";

/** What one item or one partition is written for a visit: of these no quota says how much there is, but a wall. */

/** The slot is filled, told its token, told the end, and emptied: two units each. */
export const slotWritesOfVisit = 8;
/** The visitor is admitted, and the visit has an outcome. */
export const statsWritesOfVisit = 2;

/** The gate is written twice a visit; the more admissions are under way, the more claims it carries, and the larger it is. */
export function gateWritesOfVisit(visitsPerSecond: number): number {
  return countsOfFlow({ ...nothing, admissions: 1, admittedPerSecond: visitsPerSecond }).gateWrite;
}

/** No flow at all. */
const nothing = {
  seconds: 0,
  slots: 0,
  joins: 0,
  joinBatches: 0,
  admissions: 0,
  admittedPerSecond: 0,
  completions: 0,
  settlements: 0,
  departures: 0,
  departureBatches: 0,
  surplusTurns: 0,
  ticks: 0,
  longTicks: 0,
  slotListings: 0,
  visitsSeen: 0,
  connectionsSeen: 0,
  pushes: 0,
  connectionMinutes: 0,
};
