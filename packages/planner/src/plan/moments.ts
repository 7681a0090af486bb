import type { Gathering } from "./gathering.ts";
import { limits } from "./limits.ts";
import type { Played } from "./play.ts";

/** The line as ticks find it: at evenly spaced ticks, all of them where they are not too many. */
export interface Moments {
  readonly count: number;
  /** From one to the next, and how many ticks that is. */
  readonly everySeconds: number;
  readonly ticksEach: number;
  readonly waiting: Float64Array;
  readonly active: Float64Array;
  /** Numbers issued, numbers that were reached, and visits that began, each up to that moment. */
  readonly issued: Float64Array;
  readonly served: Float64Array;
  readonly begun: Float64Array;
  /** How long the visits under way have been, on average. */
  readonly ageSecondsMean: Float64Array;
}

export function momentsOf(
  gathering: Gathering,
  played: Played,
  { tickSeconds, handoverSeconds }: { readonly tickSeconds: number; readonly handoverSeconds: number },
): Moments {
  const ticks = Math.ceil(played.overSeconds / tickSeconds);
  const ticksEach = Math.ceil(ticks / limits.momentsMax) || 1;
  const everySeconds = ticksEach * tickSeconds;
  const count = Math.ceil(ticks / ticksEach) + 1;
  const counts = () => new Float64Array(count + 1);
  const [waiting, active, issued, served, begun, begins] = [
    counts(),
    counts(),
    counts(),
    counts(),
    counts(),
    counts(),
  ];
  const { arrives, patience } = gathering;
  const { reached, ends, gaveUp } = played;
  /** The first moment that sees what happened then. */
  const sees = (seconds: number) => Math.min(count, Math.ceil(seconds / everySeconds));
  for (let number = 0; number < arrives.length; number++) {
    const arrived = arrives[number] as number;
    const came = sees(arrived);
    const passed = sees(reached[number] as number);
    add(issued, came, 1);
    add(served, passed, 1);
    add(waiting, came, 1);
    if (gaveUp[number] === 1) {
      add(waiting, sees(arrived + (patience[number] as number)), -1);
      continue;
    }
    add(waiting, passed, -1);
    const begin = (reached[number] as number) + handoverSeconds;
    const [begins_, over] = [sees(begin), sees(ends[number] as number)];
    add(begun, begins_, 1);
    add(active, begins_, 1);
    add(active, over, -1);
    add(begins, begins_, begin);
    add(begins, over, -begin);
  }
  for (const each of [waiting, active, issued, served, begun, begins]) accumulate(each);
  const ageSecondsMean = begins.map((sum, moment) => {
    const visits = active[moment] as number;
    return visits === 0 ? 0 : Math.max(0, moment * everySeconds - sum / visits);
  });
  return { count, everySeconds, ticksEach, waiting, active, issued, served, begun, ageSecondsMean };
}

function add(counts: Float64Array, moment: number, change: number): void {
  counts[moment] = (counts[moment] as number) + change;
}

function accumulate(changes: Float64Array): void {
  for (let moment = 1; moment < changes.length; moment++) {
    changes[moment] = (changes[moment] as number) + (changes[moment - 1] as number);
  }
}
