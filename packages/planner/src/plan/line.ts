import type { Gathering } from "./gathering.ts";
import type { Played } from "./play.ts";

/** How many wait right after each arrival, in the order of numbers. The line is never longer than after one of these. */
export function waitingAfterEach({ arrives, patience }: Gathering, { reached }: Played): Float64Array {
  const leaves = new Float64Array(arrives.length);
  let waited = 0;
  for (let number = 0; number < arrives.length; number++) {
    const left = leftLine(arrives, patience, reached, number);
    if (left > (arrives[number] as number)) leaves[waited++] = left;
  }
  const sorted = leaves.subarray(0, waited).sort();
  let [waiting, gone] = [0, 0];
  return arrives.map((arrived, number) => {
    while (gone < waited && (sorted[gone] as number) <= arrived) {
      gone += 1;
      waiting -= 1;
    }
    if (leftLine(arrives, patience, reached, number) > arrived) waiting += 1;
    return waiting;
  });
}

/** When a visitor is in line no more: called, or out of patience. */
function leftLine(
  arrives: Float64Array,
  patience: Float64Array,
  reached: Float64Array,
  number: number,
): number {
  return Math.min(reached[number] as number, (arrives[number] as number) + (patience[number] as number));
}

/** The longest line, and when it is that long for the first time. */
export function longestOf({ arrives }: Gathering, waiting: Float64Array) {
  let [longest, longestAtSeconds] = [0, 0];
  for (let number = 0; number < waiting.length; number++) {
    if ((waiting[number] as number) <= longest) continue;
    longest = waiting[number] as number;
    longestAtSeconds = arrives[number] as number;
  }
  return { longest, longestAtSeconds };
}
