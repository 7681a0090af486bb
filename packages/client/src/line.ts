import { countedOn, limits, placeErrorMax, position, type WaitRange, waitRange } from "@fairline/core";

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
  /** How fast the place is counted on until the next news. Undefined: nobody has said. */
  readonly placesPerSecond?: number;
  /** What was shown when the line was last heard of, where that was a little nearer than what was heard. */
  readonly shownPlace?: number;
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
 * The place to show now; 1 is next. Between two ticks the page counts on by itself, as fast as the room says, and never beyond
 * place 2: only the server says who is next. The room counts along, and tells whoever it finds off by too much (SPEC T7).
 */
export function placeAt(line: Line, nowMs: number): number {
  const { placesPerSecond = 0, tickSeconds, nextTickSeconds, shownPlace = Number.POSITIVE_INFINITY } = line;
  const elapsedSeconds = Math.max(0, nowMs - line.heardAtMs) / 1000;
  // Longer than this nobody goes without news; a page that hears none must not count itself to the front.
  const countedSeconds = Math.min(elapsedSeconds, Math.max(nextTickSeconds, limits.silenceSecondsMax));
  const place = placeIn(line);
  // So near the head no more is counted on than the next tick need not take back, even if the line stands.
  const isWatched = place <= watchedPlaces && nextTickSeconds <= tickSeconds;
  const placesMax = isWatched ? keptPlaces(place) : Number.POSITIVE_INFINITY;
  return Math.min(countedOn(place, Math.min(placesPerSecond * countedSeconds, placesMax)), shownPlace);
}

/** Of a place so near the head that five places are much, no more than this share is kept. */
const keptShare = 0.1;
/** Up to here that share is less than a place may be off by. */
const watchedPlaces = limits.placesOffMax / keptShare;

/** By so many places a page that has counted on too fast takes nothing back: it waits until the line has come as far. */
export function keptPlaces(place: number): number {
  return Math.min(placeErrorMax(place), keptShare * place);
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
