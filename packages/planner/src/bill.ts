import { limits } from "@fairline/core";
import { wiring } from "@fairline/functions/wiring.ts";
import { type Event, type Line, lineOf } from "./event.ts";
import { type Price, prices, type UnitName } from "./prices.ts";
import { pushesToLine } from "./pushes.ts";
import { admissionSeconds, recordBytes, type StepName, steps } from "./steps.ts";
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
  const units = unitsOf(event);
  const lines = unitNames.map((unit): BillLine => {
    const amount = units[unit] ?? 0;
    return { unit, price: prices[unit], amount, dollars: dollarsFor(unit, amount) };
  });
  return { event, line: lineOf(event), lines, dollars: lines.reduce((sum, line) => sum + line.dollars, 0) };
}

export function unitsOf(event: Event): Units {
  const counts = Object.entries(countsOf(event)) as [StepName, number][];
  return plus(...counts.map(([step, count]) => times(count, steps[step])));
}

/** How often each step is taken. docs/cost.md has the same formulas in words. */
export function countsOf(event: Event): Record<StepName, number> {
  const { visitors, slots, staySeconds, handoverSeconds, tickSeconds, pushPerSecondMax } = event;
  const line = lineOf(event);
  const hasLine = line.peakWaiting > 0;
  const slotPages = pages(slots * recordBytes.slot, 4096);
  const joinBatches = visitors / event.joinsPerBatch;
  const ticks = line.eventSeconds / tickSeconds;
  const waitingTicks = (line.waitSecondsMean * visitors) / tickSeconds;
  const visitingTicks = (staySeconds * visitors) / tickSeconds;
  const listening = waitingTicks + visitingTicks;
  // A claim stands on the gate as long as its admission is under way.
  const claims = line.admittedPerSecond * admissionSeconds;
  return {
    join: visitors,
    joinBatch: joinBatches,
    admission: visitors,
    opening: visitors,
    completion: visitors,
    settlement: visitors,
    execution: visitors,
    departure: visitors,
    departureBatch: visitors / event.departuresPerBatch,
    gateWrite: visitors * 2 * pages(recordBytes.gate + claims * recordBytes.gateClaim, 1024),
    // In a line: at each tick, the slots that are between two visits. Without one: each newcomer brings a turn to the
    // own lane and, lest that one be busy, to an idle slot (SPEC J6).
    surplusTurn: hasLine ? (visitors * handoverSeconds) / tickSeconds : visitors,
    plan: line.eventSeconds / wiring.schedule.everySeconds,
    tickBatch: (ticks * copies) / ticksPerRequest,
    tick: ticks,
    spareTick: ticks * (copies - 1),
    slotPage: slotPages * (ticks * 2 + (hasLine ? 0 : joinBatches)),
    endingCheck: visitingTicks * Math.min(1, limits.endingChecksPerTickMax / slots),
    shardJob: limits.shards * shareOfLongTicks(event, line) * (line.seconds / tickSeconds),
    // Each shard rounds up by itself.
    connectionPage: ticks * limits.shards + (listening * recordBytes.connection) / 4096,
    push: pushesToLine(line, tickSeconds, pushPerSecondMax * tickSeconds) + visitingTicks,
    connectionMinute: (listening * tickSeconds) / 60,
  };
}

/** Of each planned tick so many copies are sent. */
export const copies = limits.tickHorizonSeconds / wiring.schedule.everySeconds;
/** SQS takes ten messages in one request. */
const ticksPerRequest = 10;

function pages(bytes: number, size: number): number {
  return Math.ceil(bytes / size);
}

/** How much of the line's time it is so long that the shards are told apart. */
function shareOfLongTicks({ slots }: Event, { peakWaiting }: Line): number {
  const waitingMin = Math.max(0, limits.broadcastInlineMax - slots);
  return peakWaiting <= waitingMin ? 0 : 1 - waitingMin / peakWaiting;
}
