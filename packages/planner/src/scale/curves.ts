import type { Event } from "../event.ts";
import type { Requests } from "./gateway.ts";
import { type Scene, scenesOf } from "./scenes.ts";
import { type Second, simulate } from "./simulate.ts";

type Points = readonly (readonly [x: number, y: number])[];

/** What docs/scale.md draws, each picture by its curves' names. */
export interface Curves {
  /** Who came and who has a number, in millions, by minutes. */
  readonly numbers: Readonly<Record<string, Points>>;
  /** Asked of API Gateway a second, by minutes, as means of a tick's time. */
  readonly requests: Readonly<Record<string, Points>>;
  /** Who waits and who was admitted, in millions, by hours. */
  readonly line: Readonly<Record<string, Points>>;
}

const numbersSeconds = 100 * 60;
const requestsSeconds = 40 * 60;
const pointsMax = 120;

export function curvesOf(event: Event): Curves {
  const play = ({ name, allowed }: Scene): Played => ({ name, seconds: simulate(event, allowed) });
  const [first, second, third] = scenesOf(event);
  const [asItIs, warm, raised] = [play(first), play(second), play(third)];
  const placed = ({ placed }: Second) => placed / 1e6;
  const all = ({ requests }: Second) => total(requests);
  return {
    numbers: {
      "have come": points(raised.seconds, numbersSeconds, 60, ({ arrived }) => arrived / 1e6),
      ...Object.fromEntries(
        [raised, warm, asItIs].map(({ name, seconds }) => [
          `have a number: ${name}`,
          points(seconds, numbersSeconds, 60, placed),
        ]),
      ),
    },
    requests: {
      ...Object.fromEntries(
        [asItIs, warm, raised].map(({ name, seconds }) => [name, means(seconds, event.tickSeconds, all)]),
      ),
      "raised: ticks alone": means(raised.seconds, event.tickSeconds, ({ requests }) => requests.ticks),
    },
    line: {
      waiting: points(
        raised.seconds,
        raised.seconds.length,
        3600,
        ({ placed, admitted }) => (placed - admitted) / 1e6,
      ),
      admitted: points(raised.seconds, raised.seconds.length, 3600, ({ admitted }) => admitted / 1e6),
    },
  };
}

interface Played {
  readonly name: string;
  readonly seconds: readonly Second[];
}

function total(requests: Requests): number {
  return Object.values(requests).reduce((all, count) => all + count, 0);
}

/** As many points as a picture shows; where a run has ended, its last second goes on. */
function points(
  seconds: readonly Second[],
  until: number,
  perUnit: number,
  of: (one: Second) => number,
): Points {
  const step = Math.ceil(until / pointsMax);
  const shown: [number, number][] = [];
  for (let at = 0; at < until; at += step) {
    const one = seconds[Math.min(at, seconds.length - 1)];
    if (one !== undefined) shown.push([at / perUnit, of(one)]);
  }
  return shown;
}

/** Ticks come in bursts: what is drawn is the mean of so many ticks as one point has room for. */
function means(seconds: readonly Second[], tickSeconds: number, of: (one: Second) => number): Points {
  const step = Math.ceil(requestsSeconds / pointsMax / tickSeconds) * tickSeconds;
  const shown: [number, number][] = [];
  for (let from = 0; from < requestsSeconds; from += step) {
    const some = seconds.slice(from, from + step);
    if (some.length > 0) shown.push([from / 60, some.reduce((sum, one) => sum + of(one), 0) / some.length]);
  }
  return shown;
}
