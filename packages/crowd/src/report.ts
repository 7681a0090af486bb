import type { Outcome } from "@fairline/core";
import type { History, VisitorEvent } from "./history.ts";
import { percentile, round, type Spread, spread, type WideSpread, wideSpread } from "./numbers.ts";
import { concurrency, contention, handovers } from "./occupancy.ts";
import { passedOver } from "./order.ts";
import { type PlaceError, placeErrorOf, placeSamples } from "./place/error.ts";
import { type Story, tell } from "./story.ts";
import { violations } from "./violations.ts";

/** Shares of the visitors who were told a wait and got a turn, 0 to 1; null if there were none. */
export interface Calibration {
  readonly visitors: number;
  /** The real wait fell within the first range that was told; before it; after it. */
  readonly within: number | null;
  readonly earlier: number | null;
  readonly later: number | null;
  /** From the earliest to the latest. */
  readonly medianRangeSeconds: number | null;
}

/** What a run comes to. This is the JSON that `--json` writes, field by field. */
export interface Report {
  readonly room: string;
  readonly seed: number;
  readonly slots: number;
  readonly slotSeconds: number;
  readonly tickSeconds: number;
  /** How long the run took. */
  readonly seconds: number;
  readonly visitors: number;
  /** Visitors who got a turn. */
  readonly admitted: number;
  /** Visits that a reservation or `complete` ended: it was accepted, or the server said so. */
  readonly completed: number;
  /** Visits that the server said were over by time, also to one who came back too late; or whose time ended with no other word. */
  readonly expired: number;
  /** Visitors who gave up while waiting, with or without a goodbye, and visits that `leave` ended. */
  readonly left: number;
  /** Visitors who gave up while they waited, or before they had a ticket. */
  readonly abandonedWaiting: number;
  /** Visits that the server ended because it thought that nobody was there. */
  readonly noshow: number;
  /** Most visits at once (occupancy.ts). */
  readonly maxConcurrent: number;
  /** Busy slot-time over slot-time while somebody waited, 0 to 1; null if nobody ever did (occupancy.ts). */
  readonly utilisation: number | null;
  /** Pairs in which the higher number was admitted first (order.ts). */
  readonly inversions: number;
  /** From the first join that was sent to the arrival of the turn, of those who were admitted. */
  readonly waitSeconds: WideSpread;
  /** From the first join that was sent to the ticket. */
  readonly ticketSeconds: WideSpread;
  /** How far the places that were shown were from the true ones (place/error.ts). */
  readonly placeError: PlaceError;
  /** How well the waits were told. */
  readonly estimate: Calibration;
  /** Calls to say "I'm here", and those of them that were missed; in rooms that call. */
  readonly called: number;
  readonly missedCalls: number;
  /** From the end of a visit to the next turn in its lane, while somebody waited (occupancy.ts). */
  readonly handoverMs: Spread;
  /** Tickets received, over the time from the first join sent to the last first ticket received. */
  readonly joinsPerSecond: number | null;
  /** Visitors who joined and got a ticket, over the time in which joins were sent for the first time. */
  readonly joinsSustained: number | null;
  /** From a tick's `at` to its arrival, over all visitors; between two machines it includes their clocks' gap. */
  readonly tickLagMs: WideSpread;
  /** How many processes the crowd took. */
  readonly processes: number;
  /** Why a part of the crowd is missing in all of this; empty if nobody is. */
  readonly missing: readonly string[];
  readonly violations: readonly string[];
}

/** Computes the report from what was seen. Pure: the same history gives the same report. */
export function reportOf(history: History, settings: { orderToleranceMs?: number } = {}): Report {
  const stories = tell(history);
  const visits = stories.flatMap((story) => story.visit ?? []);
  const { spans, utilisation } = contention(history, stories);
  const inversions = passedOver(history, stories, settings.orderToleranceMs);
  const ended = (outcome: Outcome) => stories.filter((story) => story.outcome === outcome).length;
  const now = history.settings.at(-1) ?? history.settings[0];
  return {
    room: history.room,
    seed: history.seed,
    slots: now.slots,
    slotSeconds: now.slotSeconds,
    tickSeconds: now.tickSeconds,
    seconds: round((history.endedMs - history.startedMs) / 1000, 3) as number,
    visitors: history.visitors.length,
    admitted: visits.length,
    completed: ended("completed"),
    expired: ended("expired"),
    left: ended("left"),
    abandonedWaiting: history.visitors.filter(({ events }) => gaveUp(events)).length,
    noshow: ended("noshow"),
    maxConcurrent: concurrency(visits),
    utilisation: round(utilisation, 4),
    inversions: inversions.reduce((sum, { count }) => sum + count, 0),
    waitSeconds: wideSpread(waitsOf(stories), 3),
    ticketSeconds: wideSpread(ticketsOf(stories), 3),
    placeError: placeErrorOf(placeSamples(history, stories)),
    estimate: calibration(stories),
    called: count(history, "call"),
    missedCalls: count(history, "missed"),
    handoverMs: spread(handovers(visits, spans), 1),
    joinsPerSecond: round(joinsPerSecond(stories), 1),
    joinsSustained: round(joinsSustained(stories), 1),
    tickLagMs: wideSpread(history.tickLagsMs, 1),
    processes: history.processes,
    missing: history.missing,
    violations: violations(history, stories, inversions),
  };
}

function waitsOf(stories: readonly Story[]): number[] {
  return stories.flatMap(({ joinedMs, visit }) =>
    visit && joinedMs !== undefined ? [(visit.turnMs - joinedMs) / 1000] : [],
  );
}

function ticketsOf(stories: readonly Story[]): number[] {
  return stories.flatMap(({ joinedMs, ticketMs }) =>
    joinedMs !== undefined && ticketMs !== undefined ? [(ticketMs - joinedMs) / 1000] : [],
  );
}

/** Of its own will, before its turn. */
function gaveUp(events: readonly VisitorEvent[]): boolean {
  return events.some(({ what }) => what === "gone");
}

/** Of those who got a turn, and were told a wait before. */
function calibration(stories: readonly Story[]): Calibration {
  const estimates = stories.flatMap(({ estimate }) => estimate ?? []);
  const share = (isOne: (estimate: (typeof estimates)[number]) => boolean) =>
    estimates.length === 0 ? undefined : estimates.filter(isOne).length / estimates.length;
  const widths = estimates.map(({ range }) => range.latestSeconds - range.earliestSeconds);
  return {
    visitors: estimates.length,
    within: round(
      share(({ range, seconds }) => seconds >= range.earliestSeconds && seconds <= range.latestSeconds),
      4,
    ),
    earlier: round(
      share(({ range, seconds }) => seconds < range.earliestSeconds),
      4,
    ),
    later: round(
      share(({ range, seconds }) => seconds > range.latestSeconds),
      4,
    ),
    medianRangeSeconds: round(
      percentile(
        widths.sort((a, b) => a - b),
        0.5,
      ),
      3,
    ),
  };
}

function count(history: History, what: VisitorEvent["what"]): number {
  return history.visitors.flatMap(({ events }) => events.filter((event) => event.what === what)).length;
}

function joinsPerSecond(stories: readonly Story[]): number | undefined {
  const joins = stories.flatMap(({ joinedMs }) => joinedMs ?? []);
  const tickets = stories.flatMap(({ ticketMs }) => ticketMs ?? []);
  const firstMs = joins.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const lastMs = tickets.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return lastMs > firstMs ? tickets.length / ((lastMs - firstMs) / 1000) : undefined;
}

/** Joins that were answered, over the time from the first to the last that was sent. */
function joinsSustained(stories: readonly Story[]): number | undefined {
  const joins = stories.flatMap(({ joinedMs, ticketMs }) => (ticketMs === undefined ? [] : (joinedMs ?? [])));
  const firstMs = joins.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const lastMs = joins.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return lastMs > firstMs ? joins.length / ((lastMs - firstMs) / 1000) : undefined;
}

/** What a person may want to know of a run beside its report. */
export interface Asides {
  /** Turns that were heard a second time. Harmless: the network delivers at least once. */
  readonly turnsRepeated: number;
  /** Connections that the other side closed, or the network lost. */
  readonly connectionsLost: number;
  /** Connections that the visitors' own networks dropped, and pages that were loaded again: both were planned. */
  readonly outages: number;
  readonly reloads: number;
  readonly leftOver: number;
}

export function asidesOf(history: History): Asides {
  const all = history.visitors.map(({ events }) => events);
  const repeated = all.map((events) => events.filter((event) => event.what === "turn").length - 1);
  const downs = all.flatMap((events) =>
    events.flatMap((event) => (event.what === "down" ? [event.why] : [])),
  );
  return {
    turnsRepeated: repeated.reduce((sum, more) => sum + Math.max(0, more), 0),
    connectionsLost: downs.filter((why) => why === undefined).length,
    outages: downs.filter((why) => why === "outage").length,
    reloads: downs.filter((why) => why === "reload").length,
    leftOver: all.filter((events) => events.some((event) => event.what === "stopped")).length,
  };
}
