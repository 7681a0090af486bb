import { type Gathering, leavesLine } from "./gathering.ts";
import type { Desk, Played } from "./play.ts";

/** Slot-time in use, of all slot-time while somebody waits; nothing: nobody ever does. */
export function utilisationOf(
  gathering: Gathering,
  played: Played,
  { slots, handoverSeconds }: Desk,
): number | undefined {
  const { until, seconds } = waitedIn(gathering, played);
  if (seconds === 0) return undefined;
  let used = 0;
  for (let number = 0; number < played.ends.length; number++) {
    if (played.gaveUp[number] === 1) continue;
    used +=
      until(played.ends[number] as number) - until((played.reached[number] as number) + handoverSeconds);
  }
  return used / (seconds * slots);
}

/** For how long somebody waited: in all, and until any moment. */
function waitedIn(gathering: Gathering, { reached }: Played) {
  const { arrives } = gathering;
  /** Stretches in which somebody waits, and what those before each come to. */
  const [from, to, before]: [number[], number[], number[]] = [[], [], []];
  let seconds = 0;
  for (let number = 0; number < arrives.length; number++) {
    const arrived = arrives[number] as number;
    const left = leavesLine(gathering, reached, number);
    if (left <= arrived) continue;
    const end = to.at(-1);
    if (end === undefined || arrived > end) {
      before.push(seconds);
      from.push(arrived);
      to.push(left);
      seconds += left - arrived;
    } else if (left > end) {
      to[to.length - 1] = left;
      seconds += left - end;
    }
  }
  const until = (moment: number) => {
    const last = countUpTo(from, moment) - 1;
    if (last < 0) return 0;
    return (before[last] as number) + Math.min(moment, to[last] as number) - (from[last] as number);
  };
  return { until, seconds };
}

/** Of ascending numbers, how many are no larger. */
function countUpTo(ascending: readonly number[], most: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((ascending[middle] as number) <= most) low = middle + 1;
    else high = middle;
  }
  return low;
}
