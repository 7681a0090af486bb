import { nearPlaces, placeErrorMax, strideWithin, ticksMaxAt, toldBeyond } from "./cadence.ts";
import { countedOn } from "./course.ts";
import type { TickMessage } from "./messages.ts";
import type { Course, TickMark } from "./ports.ts";

/** A tick on its way to everybody: what it says, which one it is, and who needs to hear it. */
export interface Broadcast {
  readonly message: TickMessage;
  /** Counts ticks: the second at which it is due, divided by N. */
  readonly index: number;
  /** How many pushes it may cost. */
  readonly pushesMax: number;
  /** Only those hear it who need it, by what they were told before. Undefined: everybody, within the budget. */
  readonly course?: Course | undefined;
}

/**
 * SPEC T7: what one visitor hears of a tick; nothing, where the budget leaves that to a later one, or where the visitor's page
 * shows by itself what this one says. Numbers spread over the ticks.
 */
export function heardBy(number: number, tick: Broadcast): TickMessage | undefined {
  const { message, index, pushesMax, course } = tick;
  const { nextTickSeconds: tickSeconds, serving, waiting } = message;
  const place = placeOf(number, serving);
  const stride = strideWithin(pushesMax, place, waiting);
  if ((index + number) % stride !== 0) return undefined;
  if (course === undefined || place <= nearPlaces) return inTicks(message, stride);
  if (!isNewTo(number, course, { pushesMax, tickSeconds })) return undefined;
  const round = ticksMaxAt(tickSeconds);
  const untilRound = round - ((index + number) % round);
  return inTicks(message, Math.ceil(untilRound / stride) * stride);
}

/** A tick as it is told to those who hear the next one so many ticks later: one object for all of them. */
function inTicks(message: TickMessage, ticks: number): TickMessage {
  if (ticks === 1) return message;
  const told = toldOf.get(message) ?? new Map<number, TickMessage>();
  toldOf.set(message, told);
  const known = told.get(ticks);
  if (known !== undefined) return known;
  const made = { ...message, nextTickSeconds: message.nextTickSeconds * ticks };
  told.set(ticks, made);
  return made;
}

const toldOf = new WeakMap<TickMessage, Map<number, TickMessage>>();

/** 1 is next; whoever is being served, or was recalled, is at 0 or less. */
function placeOf(number: number, serving: number): number {
  return number - serving + 1;
}

/**
 * Whether the last tick tells a visitor something new. Nobody writes down who heard what: it follows from the ticks before,
 * for each was heard by whoever needed it, and in each round of so many ticks each visitor hears one in any case (ADR 26).
 */
function isNewTo(
  number: number,
  { marks }: Course,
  { pushesMax, tickSeconds }: { pushesMax: number; tickSeconds: number },
): boolean {
  const round = ticksMaxAt(tickSeconds);
  let known: TickMark | undefined;
  let before: TickMark | undefined;
  let hears = false;
  for (const mark of marks) {
    const place = placeOf(number, mark.serving);
    const isNewcomer = number > mark.issued;
    if (before !== undefined && roundOf(mark) !== roundOf(before)) known = undefined;
    before = mark;
    const isDue = (mark.index + number) % strideWithin(pushesMax, place, mark.waiting) === 0;
    hears = !isNewcomer && isDue && (known === undefined || isOff(known, mark, place));
    if (hears) known = mark;
  }
  return hears;

  function roundOf({ index }: TickMark) {
    return Math.floor((index + number) / round);
  }
  function isOff(told: TickMark, now: TickMark, place: number) {
    const elapsedSeconds = (now.index - told.index) * tickSeconds;
    const shown = countedOn(placeOf(number, told.serving), told.placesPerSecond * elapsedSeconds);
    return Math.abs(shown - place) > toldBeyond * placeErrorMax(place);
  }
}
