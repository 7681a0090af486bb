import { type CadenceSettings, pushesAt } from "./cadences.ts";
import { ending, type Gathering } from "./gathering.ts";
import type { Moments } from "./moments.ts";
import type { Played } from "./play.ts";

/** What happens a second, in each stretch of the event. */
export interface Loads {
  readonly count: number;
  readonly joins: Float64Array;
  readonly calls: Float64Array;
  readonly completions: Float64Array;
  readonly ends: Float64Array;
  readonly pushes: Float64Array;
  /** Of all visitors, in the busiest single second. */
  readonly joinsInASecondMax: number;
  readonly callsInASecondMax: number;
}

/** AWS's throttles refill by the second, and stand for some seconds: rates are means of so long. */
const stretchSeconds = 10;

export function loadsOf(
  gathering: Gathering,
  played: Played,
  moments: Moments,
  settings: CadenceSettings & { readonly handoverSeconds: number },
): Loads {
  const { tickSeconds, handoverSeconds } = settings;
  const count = Math.ceil(played.overSeconds / stretchSeconds) + 1;
  const counts = () => new Float64Array(count);
  const [joins, calls, completions, ends, pushes] = [counts(), counts(), counts(), counts(), counts()];
  const { arrives, endings } = gathering;
  for (let number = 0; number < arrives.length; number++) {
    add(joins, arrives[number] as number);
    if (played.gaveUp[number] === 1) continue;
    add(calls, (played.reached[number] as number) + handoverSeconds);
    add(ends, played.ends[number] as number);
    if (endings[number] === ending.completed) add(completions, played.ends[number] as number);
  }
  for (let stretch = 0; stretch < count; stretch++) {
    const moment = Math.min(moments.count - 1, Math.ceil((stretch * stretchSeconds) / moments.everySeconds));
    pushes[stretch] = pushesAt(moments, moment, settings) / tickSeconds;
  }
  const isCalled = (number: number) => played.gaveUp[number] !== 1;
  return {
    count,
    joins,
    calls,
    completions,
    ends,
    pushes,
    joinsInASecondMax: mostInASecond(arrives, () => true),
    callsInASecondMax: mostInASecond(played.reached, isCalled),
  };
}

/** The most that a load made of these comes to in any stretch. */
export function peakOf(loads: Loads, load: (at: Load) => number): number {
  let most = 0;
  for (let stretch = 0; stretch < loads.count; stretch++) {
    const of = (values: Float64Array) => values[stretch] as number;
    const { joins, calls, completions, ends, pushes } = loads;
    const here = load({
      joins: of(joins),
      calls: of(calls),
      completions: of(completions),
      ends: of(ends),
      pushes: of(pushes),
    });
    if (here > most) most = here;
  }
  return most;
}

/** What happens a second. */
export interface Load {
  readonly joins: number;
  readonly calls: number;
  readonly completions: number;
  readonly ends: number;
  readonly pushes: number;
}

function add(rates: Float64Array, seconds: number): void {
  const stretch = Math.min(rates.length - 1, Math.floor(seconds / stretchSeconds));
  rates[stretch] = (rates[stretch] as number) + 1 / stretchSeconds;
}

/** Of ascending times, those that count. */
function mostInASecond(times: Float64Array, counts: (number: number) => boolean): number {
  let [most, second, inIt] = [0, -1, 0];
  for (let number = 0; number < times.length; number++) {
    if (!counts(number)) continue;
    const now = Math.floor(times[number] as number);
    inIt = now === second ? inIt + 1 : 1;
    second = now;
    if (inIt > most) most = inIt;
  }
  return most;
}
