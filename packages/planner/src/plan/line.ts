import { type Gathering, leavesLine } from "./gathering.ts";
import type { Played } from "./play.ts";

/** How many wait right after each arrival, in the order of numbers. The line is never longer than after one of these. */
export function waitingAfterEach(gathering: Gathering, { reached }: Played): Float64Array {
  const { arrives } = gathering;
  const leaves = new Float64Array(arrives.length);
  let waited = 0;
  for (let number = 0; number < arrives.length; number++) {
    const left = leavesLine(gathering, reached, number);
    if (left > (arrives[number] as number)) leaves[waited++] = left;
  }
  const sorted = leaves.subarray(0, waited).sort();
  let [waiting, gone] = [0, 0];
  return arrives.map((arrived, number) => {
    while (gone < waited && (sorted[gone] as number) <= arrived) {
      gone += 1;
      waiting -= 1;
    }
    if (leavesLine(gathering, reached, number) > arrived) waiting += 1;
    return waiting;
  });
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
