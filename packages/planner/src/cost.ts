import { type LiveView, limits, type Outlook, type SettingsChange } from "@fairline/core";
import { unitsOfCounts } from "./bill.ts";
import { countsOfFlow, type Flow } from "./flow.ts";
import { prices } from "./prices.ts";
import { dollarsOf, type Units } from "./units.ts";

/** What a room costs, by what it has counted: nothing of Node is needed here, so the console may ask, too. */
export interface Cost {
  /** Of this run so far. */
  readonly dollars: number;
  /** If an hour went on like the last minute. */
  readonly dollarsPerHour: number;
  /** The day, month or year in which the oldest of the prices was read. */
  readonly pricesKnownOn: string;
}

/** How a room goes on, or would. */
export interface Rates {
  readonly joinedPerMinute: number;
  readonly admittedPerMinute: number;
  readonly pushesPerSecond: number;
  readonly tickSeconds: number;
  readonly slots: number;
  readonly waiting: number;
  readonly active: number;
}

/** From a visit's end to the next one's beginning in the same slot, as docs/cost.md assumes it. */
const handoverSeconds = 1;

/**
 * What the run has cost so far and what an hour costs, in US dollars. Counted are joins, visits, ticks, pushes and the time of
 * connections. How many slots and visits each tick found is not: it is taken as it is now. Batches are taken as of one message
 * each: the dearest case.
 */
export function costOf(view: LiveView): Cost {
  const { snapshot, perMinute, pushes } = view;
  const { tickSeconds, slots, waiting, active } = snapshot;
  return {
    dollars: dollarsOf(unitsOfRun(view)),
    dollarsPerHour: dollarsPerHour({
      joinedPerMinute: perMinute.joined,
      admittedPerMinute: perMinute.admitted,
      pushesPerSecond: pushes.perSecond,
      tickSeconds,
      slots,
      waiting,
      active,
    }),
    pricesKnownOn: pricesKnownOn(),
  };
}

/** What an hour costs in which a room goes on like this, in US dollars. Everybody has a connection, and completes the visit. */
export function dollarsPerHour(rates: Rates): number {
  const { tickSeconds, slots, waiting, active } = rates;
  const [joins, admissions] = [60 * rates.joinedPerMinute, 60 * rates.admittedPerMinute];
  const ticks = 3600 / tickSeconds;
  const listening = waiting + active;
  const hour = unitsOfFlow({
    seconds: 3600,
    slots,
    joins,
    joinBatches: joins,
    admissions,
    admittedPerSecond: admissions / 3600,
    completions: admissions,
    settlements: admissions,
    departures: admissions,
    departureBatches: admissions,
    surplusTurns: (admissions * handoverSeconds) / tickSeconds,
    ticks,
    longTicks: listening > limits.broadcastInlineMax ? ticks : 0,
    slotListings: 0,
    visitsSeen: active * ticks,
    connectionsSeen: listening * ticks,
    pushes: 3600 * rates.pushesPerSecond,
    connectionMinutes: 60 * listening,
  });
  return dollarsOf(hour);
}

/** What an hour costs under some settings, if as many join as in the last minute. Without a change: as the room is. */
export function hourlyCost(
  { snapshot, perMinute }: LiveView,
  { admittedPerMinute, pushesPerSecond }: Outlook,
  change: SettingsChange = {},
): number {
  const { slots = snapshot.slots, tickSeconds = snapshot.tickSeconds } = change;
  const { waiting, active } = snapshot;
  const rates = { joinedPerMinute: perMinute.joined, admittedPerMinute, pushesPerSecond };
  return dollarsPerHour({ ...rates, tickSeconds, slots, waiting, active });
}

const cents = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** Dollars as operators read them. Of what costs next to nothing the cents are no figures. */
export function dollarsSaid(value: number): string {
  return `$${value < 1 ? value.toFixed(4) : cents.format(value)}`;
}

/** What AWS bills for the run so far, as far as the room has counted it. */
export function unitsOfRun(view: LiveView): Units {
  return unitsOfFlow(flowOfRun(view));
}

function flowOfRun({ totals, usage, snapshot, perMinute }: LiveView): Flow {
  const { tickSeconds, slots, active } = snapshot;
  const gone = totals.completed + totals.expired + totals.left + totals.noshow;
  const connectionsSeen = (usage.connectionMinutes * 60) / tickSeconds;
  const isLong = connectionsSeen > usage.ticks * limits.broadcastInlineMax;
  return {
    seconds: usage.ticks * tickSeconds,
    slots,
    joins: totals.issued,
    joinBatches: totals.issued,
    admissions: totals.admitted,
    admittedPerSecond: perMinute.admitted / 60,
    completions: totals.completed,
    settlements: gone - totals.leftWaiting,
    departures: gone,
    departureBatches: gone,
    surplusTurns: (totals.admitted * handoverSeconds) / tickSeconds,
    ticks: usage.ticks,
    longTicks: isLong ? usage.ticks : 0,
    slotListings: 0,
    visitsSeen: active * usage.ticks,
    connectionsSeen,
    pushes: usage.pushes,
    connectionMinutes: usage.connectionMinutes,
  };
}

function unitsOfFlow(flow: Flow): Units {
  return unitsOfCounts(countsOfFlow(flow));
}

/** The day, month or year in which the oldest of the prices was read. */
export function pricesKnownOn(): string {
  const [oldest = "undated"] = Object.values(prices)
    .map(({ knownOn }) => knownOn as string)
    .filter((date) => date !== "undated")
    .sort();
  return oldest;
}
