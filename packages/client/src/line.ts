import { position, type WaitRange, waitRange } from "@fairline/core";

/** What a visitor in line knows. Times are local, in milliseconds; durations are in seconds. */
export interface Line {
  readonly number: number;
  /** The visitor lets others go ahead: the place is counted from this number. */
  readonly deferredTo?: number;
  /** One call was missed: the next one is the last. */
  readonly lastChance?: true;
  readonly serving: number;
  readonly issued: number;
  readonly paceSeconds: number;
  readonly paceSecondsP90: number;
  readonly tickSeconds: number;
  readonly nextTickSeconds: number;
  /** So many ticks in a row, since the last ticket, said that the line has gone past this number. */
  readonly ticksPast: number;
  /** When this ticket was first heard of, and at which place: progress is counted from there. */
  readonly sinceMs: number;
  readonly firstPlace: number;
  /** When the line was last heard of, and what the server's clock said then. */
  readonly heardAtMs: number;
  readonly saidAtMs: number;
  /** The server's time of the ticket. */
  readonly ticketAtMs: number;
}

/** News that comes later than this many ticks is thinned out (ARCHITECTURE, Who hears how often). */
const thinnedFromTicks = 1.5;

/** What a line and a ticket say of where the visitor stands. */
interface Standing {
  readonly number: number;
  readonly deferredTo?: number | undefined;
}

/** The number that the place is counted from. */
export function countedNumber({ number, deferredTo }: Standing): number {
  return Math.max(number, deferredTo ?? number);
}

/**
 * The place; 1 is next. Whoever lets others ahead stands behind them: once the line has gone past the own number, all numbers
 * up to the last of them are other people's.
 */
export function placeIn(standing: Standing & { readonly serving: number }): number {
  const { number, serving } = standing;
  const counted = countedNumber(standing);
  return position(counted > number && serving > number ? counted + 1 : counted, serving);
}

/**
 * The place to show now; 1 is next. Where news is thinned out, the page counts on by itself, by the slow pace, so that
 * the next news seldom has to take anything back, and never beyond place 2: only the server says who is next.
 */
export function placeAt(line: Line, nowMs: number): number {
  const place = placeIn(line);
  const thinned = line.nextTickSeconds > thinnedFromTicks * line.tickSeconds;
  if (!thinned || line.paceSecondsP90 <= 0 || place <= 2) return place;
  const elapsedSeconds = Math.min(Math.max(0, nowMs - line.heardAtMs) / 1000, line.nextTickSeconds);
  return Math.max(2, place - Math.floor(elapsedSeconds / line.paceSecondsP90));
}

/**
 * The number that is called next, as far as this visitor sees: a line that has gone past the visitor comes back for
 * whoever is recalled, and the one whose visit is about to begin is still next.
 */
export function nextCalled(line: Line): number {
  return line.serving > countedNumber(line) ? line.number : line.serving;
}

/** How much of the way from the first place to the front is behind the visitor, 0…1. */
export function progressAt(line: Line, nowMs: number): number {
  const first = Math.max(line.firstPlace, 1);
  const place = Math.min(placeAt(line, nowMs), first);
  return first === 1 ? 1 : (first - place) / (first - 1);
}

/** The expected wait as the latest news have it; undefined while no pace is known. */
export function waitAt(line: Line, nowMs: number): WaitRange | undefined {
  return line.paceSeconds <= 0 ? undefined : waitRange(placeAt(line, nowMs), line);
}
