import { quotas } from "../quotas.ts";
import { joinSeconds } from "../scale/invocation.ts";
import type { Load as StageLoad } from "../scale/load.ts";
import { type CadenceSettings, pushesAt } from "./cadences.ts";
import { ending, type Gathering } from "./gathering.ts";
import type { Inputs } from "./inputs.ts";
import { limits } from "./limits.ts";
import type { Moments } from "./moments.ts";
import type { Played } from "./play.ts";

/** What happens a second, in each stretch of the event. */
export interface Loads {
  readonly count: number;
  readonly joins: Float64Array;
  /** Of the joins those that come while no more wait than there are slots: they look for an idle one (SPEC J6). */
  readonly looking: Float64Array;
  readonly admissions: Float64Array;
  readonly completions: Float64Array;
  /** Visits that end before their time: done, or nobody came. Their execution is told so. */
  readonly cutShort: Float64Array;
  readonly ends: Float64Array;
  readonly pushes: Float64Array;
  /** Of all visitors, in the busiest single second. */
  readonly joinsInASecondMax: number;
  readonly admissionsInASecondMax: number;
}

/** AWS's throttles refill by the second, and stand for some seconds: rates are means of so long. */
const stretchSeconds = 10;

export function loadsOf(
  gathering: Gathering,
  played: Played,
  moments: Moments,
  waiting: Float64Array,
  settings: CadenceSettings & Pick<Inputs, "handoverSeconds" | "slots" | "joinsPerBatch">,
): Loads {
  const { handoverSeconds, slots } = settings;
  const count = Math.min(limits.stretchesMax, Math.ceil(played.overSeconds / stretchSeconds) + 1);
  const counts = () => new Float64Array(count);
  const [joins, looking, admissions, completions, cutShort, ends] = [
    counts(),
    counts(),
    counts(),
    counts(),
    counts(),
    counts(),
  ];
  const { arrives, endings } = gathering;
  for (let number = 0; number < arrives.length; number++) {
    add(joins, arrives[number] as number);
    if ((waiting[number] as number) <= slots) add(looking, arrives[number] as number);
    if (played.gaveUp[number] === 1) continue;
    add(admissions, (played.reached[number] as number) + handoverSeconds);
    add(ends, played.ends[number] as number);
    if (endings[number] === ending.completed) add(completions, played.ends[number] as number);
    if (endings[number] !== ending.expired) add(cutShort, played.ends[number] as number);
  }
  const pushes = pushesIn(count, moments, settings);
  const isAdmitted = (number: number) => played.gaveUp[number] !== 1;
  return {
    count,
    joins,
    looking,
    admissions,
    completions,
    cutShort,
    ends,
    pushes,
    joinsInASecondMax: mostInASecond(arrives, () => true),
    admissionsInASecondMax: mostInASecond(played.reached, isAdmitted),
  };
}

/** The event at its worst moments, as the stages of `npm run scale` take it. Nobody is turned away from a socket. */
export function busiest(loads: Loads, longestLine: number, joinsPerBatch: number): StageLoad {
  return {
    joinsPerSecond: loads.joinsInASecondMax,
    visitsPerSecond: peakOf(loads, ({ admissions }) => admissions),
    lookingPerSecond: peakOf(loads, ({ joins, looking }) => looking / batchOf(joins, joinsPerBatch)),
    waiting: longestLine,
    withoutSocket: 0,
  };
}

/** A batch looks for idle slots once. Where joins come faster than the first invocations take them one by one, batches fill. */
function batchOf(joins: number, joinsPerBatch: number): number {
  const oneByOne = quotas.mappingFirst.limit / joinSeconds(1);
  return Math.min(limits.joinsPerBatchMax, Math.max(joinsPerBatch, joins / oneByOne));
}

/** The most that a load made of these comes to in any stretch. */
export function peakOf(loads: Loads, load: (at: Load) => number): number {
  let most = 0;
  for (let stretch = 0; stretch < loads.count; stretch++) {
    const of = (values: Float64Array) => values[stretch] as number;
    const { joins, looking, admissions, completions, cutShort, ends, pushes } = loads;
    const here = load({
      joins: of(joins),
      looking: of(looking),
      admissions: of(admissions),
      completions: of(completions),
      cutShort: of(cutShort),
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
  readonly looking: number;
  readonly admissions: number;
  readonly completions: number;
  readonly cutShort: number;
  readonly ends: number;
  readonly pushes: number;
}

/** Of each stretch the tick that pushes the most; where ticks are further apart than stretches, the next one. */
function pushesIn(count: number, moments: Moments, settings: CadenceSettings): Float64Array {
  const last = moments.count - 1;
  const momentAt = (stretch: number) => Math.ceil((stretch * stretchSeconds) / moments.everySeconds);
  return new Float64Array(count).map((_, stretch) => {
    const first = Math.min(last, momentAt(stretch));
    const end = Math.max(first + 1, Math.min(last + 1, momentAt(stretch + 1)));
    let most = 0;
    for (let moment = first; moment < end; moment++) {
      most = Math.max(most, pushesAt(moments, moment, settings));
    }
    return most / settings.tickSeconds;
  });
}

function add(rates: Float64Array, seconds: number): void {
  const stretch = Math.floor(seconds / stretchSeconds);
  if (stretch >= rates.length) return;
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
