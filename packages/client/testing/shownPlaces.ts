import {
  type Course,
  heardBy,
  nearPlaces,
  nothingTold,
  type PushCadence,
  placeErrorMax,
  type TickMessage,
  withMark,
} from "@fairline/core";
import { afterMessage } from "../src/hearing.ts";
import { placeAt } from "../src/line.ts";
import { lineOf, type Visit } from "../src/visit.ts";

export interface Watched {
  readonly serving: readonly number[];
  /** So many wait all the time: for each who is called, one joins. */
  readonly waiting: number;
  readonly tickSeconds: number;
  readonly cadence: PushCadence;
  /** Or the place stands until the next news. */
  readonly countsOn: boolean;
  /** Every so manieth visitor is looked at. */
  readonly each: number;
  /** Nothing is counted before: the line has just opened. */
  readonly fromSeconds: number;
}

/** What one page showed at one second: how far it was off, and how far it might be. */
export interface Look {
  readonly number: number;
  readonly second: number;
  readonly place: number;
  readonly off: number;
}

export interface Shown {
  /** Pushes to those who wait, of all that every tick to everybody would be. */
  readonly pushesShare: number;
  readonly looks: number;
  /** The share of looks at which a place was off by more than it may be, and of those at places beyond the near ones. */
  readonly beyondShare: number;
  readonly beyondFarShare: number;
  /** The largest error, in times of what it may be, beyond the near places. */
  readonly worstFar: number;
  /** The largest error as a share of the place, where it was more than five places; beyond the near places, too. */
  readonly worstShareFar: number;
  /** Of all ticks that were heard, those after which a page showed a larger place than before. */
  readonly takenBackShare: number;
}

/** The pages of a line, second by second: the room decides who hears a tick, and each page shows what it makes of it. */
export function watch(line: Watched, onLook: (look: Look) => void = () => {}): Shown {
  const { serving, tickSeconds, each, fromSeconds } = line;
  const pages = new Map<number, Visit>();
  const sums = { waited: 0, pushes: 0, heard: 0, takenBack: 0, looks: 0, beyond: 0, far: 0, beyondFar: 0 };
  let [worstFar, worstShareFar] = [0, 0];
  let course = nothingTold;
  let joined = 0;

  serving.forEach((now, second) => {
    const issued = now + line.waiting - 1;
    for (let number = joined + each; number <= issued; number += each) {
      pages.set(number, { stage: "connecting" });
      joined = number;
      hear(number, ticketOf(number, now, issued, tickSeconds, second), second);
    }
    const isCounted = second >= fromSeconds;
    if (second % tickSeconds === 0) {
      const told = tickOf(line, course, second, issued);
      course = told.course;
      for (const number of pages.keys()) if (number < now) pages.delete(number);
      for (const number of pages.keys()) tell(number, told, second, isCounted);
    }
    if (isCounted) for (const number of pages.keys()) if (number >= now) look(number, now, second);
  });

  function hear(number: number, message: Parameters<typeof afterMessage>[1], second: number) {
    const visit = pages.get(number) ?? { stage: "connecting" };
    const hearing = { nowMs: msOf(second), clockAheadMs: 0, since: () => undefined };
    pages.set(number, afterMessage(visit, message, hearing));
  }
  function tell(number: number, tick: ReturnType<typeof tickOf>, second: number, isCounted: boolean) {
    const message = heardBy(number, {
      ...tick,
      course: line.cadence === "distance" ? tick.course : undefined,
    });
    if (isCounted) sums.waited += 1;
    if (message === undefined) return;
    const before = placeOn(number, second);
    hear(number, message, second);
    if (!isCounted) return;
    sums.pushes += 1;
    if (placeOn(number, second) > before) sums.takenBack += 1;
  }
  function placeOn(number: number, second: number): number {
    const known = lineOf(pages.get(number) ?? { stage: "connecting" });
    return known === undefined ? 0 : placeAt(known, msOf(second));
  }
  function look(number: number, now: number, second: number) {
    const place = number - now + 1;
    const off = Math.abs(placeOn(number, second) - place);
    const times = off / placeErrorMax(place);
    const isFar = place > nearPlaces;
    sums.looks += 1;
    if (times > 1) sums.beyond += 1;
    if (isFar) {
      sums.far += 1;
      if (times > 1) sums.beyondFar += 1;
      worstFar = Math.max(worstFar, times);
      worstShareFar = Math.max(worstShareFar, off / place);
    }
    onLook({ number, second, place, off });
  }

  return {
    pushesShare: sums.pushes / sums.waited,
    looks: sums.looks,
    beyondShare: sums.beyond / sums.looks,
    beyondFarShare: sums.beyondFar / Math.max(1, sums.far),
    worstFar,
    worstShareFar,
    takenBackShare: sums.takenBack / sums.pushes,
  };
}

const openedAtMs = Date.UTC(2026, 0, 1);
const msOf = (second: number) => openedAtMs + second * 1000;
const isoOf = (second: number) => new Date(msOf(second)).toISOString();

/** What a newcomer hears. */
function ticketOf(number: number, serving: number, issued: number, tickSeconds: number, second: number) {
  const settings = { slots: 100, slotSeconds: 60, tickSeconds, state: "open" } as const;
  const room = { type: "ticket", room: "demo", resume: "", at: isoOf(second) } as const;
  return { ...room, ...settings, number, serving, issued };
}

/** What the room makes of a tick. */
function tickOf(
  { serving, waiting, tickSeconds, countsOn }: Watched,
  before: Course,
  second: number,
  issued: number,
) {
  const index = second / tickSeconds;
  const now = serving[second] ?? 1;
  const passing = { version: 1, index, tickSeconds, serving: now, issued, waiting, isOpen: true };
  const course = withMark(before, passing);
  const message: TickMessage = {
    type: "tick",
    room: "demo",
    serving: now,
    issued,
    waiting,
    active: 0,
    paceSeconds: 0,
    paceSecondsP90: 0,
    placesPerSecond: countsOn ? (course.marks.at(-1)?.placesPerSecond ?? 0) : 0,
    state: "open",
    nextTickSeconds: tickSeconds,
    at: isoOf(second),
  };
  return { message, index, pushesMax: Number.POSITIVE_INFINITY, course };
}
