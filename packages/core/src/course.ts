import { limits } from "./limits.ts";
import { rounded } from "./paceMemory.ts";
import type { Course, TickMark } from "./ports.ts";

export const nothingTold: Course = { version: 0, marks: [] };

/**
 * A page counts on a little slower than the line goes, so that what it has shown need seldom be taken back: measured by
 * `npm run bench:cadence`.
 */
const countedShare = 0.95;

/** What a tick finds, before it is known how fast pages are to count on from it. */
export interface Passing extends Omit<TickMark, "placesPerSecond"> {
  readonly version: number;
  readonly tickSeconds: number;
  /** In a room that is not open nobody is called, and pages do not count on. */
  readonly isOpen: boolean;
}

/** Adds a tick. With other settings the line goes another way: what was before is forgotten, and everybody hears. */
export function withMark({ version, marks }: Course, passing: Passing): Course {
  const { version: now, tickSeconds, isOpen, ...found } = passing;
  const before = version === now ? marks.filter(({ index }) => index < found.index) : [];
  const steps = stepsOf([...before, found]);
  const placesPerSecond = isOpen ? rounded((countedShare * usualStep(steps)) / tickSeconds) : 0;
  const latest = before.slice(-limits.ticksBetweenMax);
  return { version: now, marks: [...latest, { ...found, placesPerSecond }] };
}

/** How far the line moved from each tick to the next, in places a tick. */
function stepsOf(marks: readonly Pick<TickMark, "index" | "serving">[]): number[] {
  return marks.slice(1).flatMap(({ index, serving }, i) => {
    const before = marks[i];
    return before === undefined ? [] : [(serving - before.serving) / (index - before.index)];
  });
}

/**
 * The middle half of the steps, on average: a line that opens, or whose visits all end together, jumps in one tick and stands
 * in the others, and a page that counted on by its average would be wrong in nearly all of them. Of one step or two nothing is
 * known.
 */
function usualStep(steps: readonly number[]): number {
  const outer = Math.ceil(steps.length / 4);
  const middle = [...steps].sort((a, b) => a - b).slice(outer, steps.length - outer);
  return middle.length === 0 ? 0 : middle.reduce((sum, step) => sum + step, 0) / middle.length;
}

/** A place that is counted on by so many; never beyond place 2, for only the server says who is next. */
export function countedOn(place: number, places: number): number {
  return place <= 2 ? place : Math.max(2, place - Math.floor(places));
}
