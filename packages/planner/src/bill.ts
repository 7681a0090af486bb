import { limits } from "@fairline/core";
import { type Event, type Line, lineOf } from "./event.ts";
import { countsOfFlow, type Flow } from "./flow.ts";
import { type Price, prices, type UnitName } from "./prices.ts";
import { pushesToLine } from "./pushes.ts";
import { type StepName, steps } from "./steps.ts";
import { dollarsFor, plus, times, type Units, unitNames } from "./units.ts";

export interface BillLine {
  readonly unit: UnitName;
  readonly price: Price;
  readonly amount: number;
  readonly dollars: number;
}

export interface Bill {
  readonly event: Event;
  readonly line: Line;
  readonly lines: readonly BillLine[];
  readonly dollars: number;
}

export function bill(event: Event): Bill {
  const lines = linesOf(unitsOf(event));
  return { event, line: lineOf(event), lines, dollars: lines.reduce((sum, line) => sum + line.dollars, 0) };
}

/** A line for each unit that is billed, in the order of the prices. */
export function linesOf(units: Units): BillLine[] {
  return unitNames.map((unit) => {
    const amount = units[unit] ?? 0;
    return { unit, price: prices[unit], amount, dollars: dollarsFor(unit, amount) };
  });
}

export function unitsOf(event: Event): Units {
  return unitsOfCounts(countsOf(event));
}

export function unitsOfCounts(counts: Readonly<Record<StepName, number>>): Units {
  return plus(
    ...(Object.entries(counts) as [StepName, number][]).map(([step, count]) => times(count, steps[step])),
  );
}

/** How often each step is taken. */
export function countsOf(event: Event): Record<StepName, number> {
  return countsOfFlow(flowOf(event));
}

function flowOf(event: Event): Flow {
  const { visitors, slots, staySeconds, handoverSeconds, tickSeconds } = event;
  const line = lineOf(event);
  const hasLine = line.peakWaiting > 0;
  const joinBatches = visitors / event.joinsPerBatch;
  const waitingSeen = (line.waitSecondsMean * visitors) / tickSeconds;
  const visitsSeen = (staySeconds * visitors) / tickSeconds;
  const connectionsSeen = waitingSeen + visitsSeen;
  return {
    seconds: line.eventSeconds,
    slots,
    joins: visitors,
    joinBatches,
    admissions: visitors,
    admittedPerSecond: line.admittedPerSecond,
    completions: visitors,
    settlements: visitors,
    departures: visitors,
    departureBatches: visitors / event.departuresPerBatch,
    // In a line: at each tick, the slots that are between two visits. Without one: each newcomer brings a turn to the
    // own lane and, lest that one be busy, to an idle slot (SPEC J6).
    surplusTurns: hasLine ? (visitors * handoverSeconds) / tickSeconds : visitors,
    ticks: line.eventSeconds / tickSeconds,
    longTicks: shareOfLongTicks(event, line) * (line.seconds / tickSeconds),
    slotListings: hasLine ? 0 : joinBatches,
    visitsSeen,
    connectionsSeen,
    pushes: pushesToLine(event, line) + visitsSeen,
    connectionMinutes: (connectionsSeen * tickSeconds) / 60,
  };
}

/** How much of the line's time it is so long that the shards are told apart. */
function shareOfLongTicks({ slots }: Event, { peakWaiting }: Line): number {
  const waitingMin = Math.max(0, limits.broadcastInlineMax - slots);
  return peakWaiting <= waitingMin ? 0 : 1 - waitingMin / peakWaiting;
}
