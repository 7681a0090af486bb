import type { History } from "../history.ts";
import { limits } from "../limits.ts";
import { percentile } from "../numbers.ts";
import { contention, handovers } from "../occupancy.ts";
import { type PlaceSample, placeSamples } from "../place/error.ts";
import { beganMs, type Story, tell } from "../story.ts";
import { type Chart, over, type Point } from "./chart.ts";
import { courseOf } from "./course.ts";

/** The charts of a run. What there was nothing to measure of is left out. */
export function chartsOf(history: History): Chart[] {
  const stories = tell(history);
  const samples = placeSamples(history, stories);
  return [
    waits(history, stories),
    line(history, stories),
    utilisation(history, stories),
    order(history, stories),
    handover(history, stories),
    tickLag(history),
    placeByPlace(samples),
    placeOverTime(history, samples),
    calibration(stories),
  ].filter((chart) => chart !== undefined);
}

const secondsIn = "seconds since the run began";

function since({ startedMs }: History, atMs: number): number {
  return (atMs - startedMs) / 1000;
}

function waits(history: History, stories: readonly Story[]): Chart | undefined {
  const from = (joinedMs: number, toMs: number): Point => [
    since(history, joinedMs),
    (toMs - joinedMs) / 1000,
  ];
  const admitted = stories.flatMap(({ joinedMs, visit }) =>
    joinedMs !== undefined && visit ? [from(joinedMs, visit.turnMs)] : [],
  );
  const gaveUp = stories.flatMap(({ joinedMs, visit }, place) => {
    const gone = history.visitors[place]?.events.find(({ what }) => what === "gone");
    return joinedMs !== undefined && !visit && gone ? [from(joinedMs, gone.atMs)] : [];
  });
  return over(
    [
      { name: "let in", as: "points", tone: "first", points: admitted },
      { name: "gave up", as: "points", tone: "bad", points: gaveUp },
    ],
    {
      title: "How long each visitor waited",
      look: "Each dot is a visitor, at the moment of joining: in a fair line the dots lie on a smooth curve, and nobody stands far above those who came at the same time.",
      x: `joined, ${secondsIn}`,
      y: "seconds waited",
    },
  );
}

function line(history: History, stories: readonly Story[]): Chart | undefined {
  const course = courseOf(history, stories, stretches);
  return over(
    [
      { name: "waiting", as: "line", tone: "first", points: course.map((at) => [at.atSeconds, at.waiting]) },
      { name: "inside", as: "line", tone: "second", points: course.map((at) => [at.atSeconds, at.inside]) },
    ],
    {
      title: "The line",
      look: "While people come faster than they are let in, the line grows, and it falls evenly afterwards; those inside never go above the number of slots.",
      x: secondsIn,
      y: "visitors",
    },
  );
}

function utilisation(history: History, stories: readonly Story[]): Chart | undefined {
  const points = courseOf(history, stories, stretches).flatMap(({ atSeconds, utilisation }): Point[] =>
    utilisation === undefined ? [] : [[atSeconds, utilisation * 100]],
  );
  return over([{ name: "slots in use", as: "line", tone: "first", points }], {
    title: "Slots in use while somebody waited",
    look: "It should lie close to 100 %: every dip is time in which a slot stood empty although somebody waited for one.",
    x: secondsIn,
    y: "% of the slots",
    yMax: 105,
  });
}

function order(history: History, stories: readonly Story[]): Chart | undefined {
  const lengths = new Set(history.settings.map(({ slotSeconds }) => slotSeconds));
  const [slotSeconds] = lengths.size === 1 ? lengths : [undefined];
  const points = stories.flatMap(({ visit }): Point[] =>
    visit ? [[visit.number, since(history, beganMs(visit, slotSeconds))]] : [],
  );
  return over([{ name: "let in", as: "points", tone: "first", points }], {
    title: "The order",
    look: "Numbers were given in the order of joining, so the dots climb from left to right: one far below its neighbours came in too early, and one far above was away when its number came up, or was passed over.",
    x: "number in line",
    y: `let in, ${secondsIn}`,
  });
}

function handover(history: History, stories: readonly Story[]): Chart | undefined {
  const visits = stories.flatMap(({ visit }) => visit ?? []);
  const found = handovers(visits, contention(history, stories).spans).sort((a, b) => a - b);
  const longest = found.at(-1);
  if (longest === undefined) return undefined;
  // What is beyond the 99th percentile would leave no width for the others: it is counted in the last bar.
  const widthMs = Math.max(1, ((percentile(found, 0.99) ?? longest) * 1.1) / bars);
  const counts = new Array<number>(bars).fill(0);
  for (const ms of found) {
    const bar = Math.min(bars - 1, Math.floor(ms / widthMs));
    counts[bar] = (counts[bar] ?? 0) + 1;
  }
  const points = counts.map((count, bar): Point => [(bar + 0.5) * widthMs, count]);
  return over([{ name: "hand-overs", as: "bars", tone: "first", points }], {
    title: "From the end of a visit to the next one's turn",
    look: "The bars should stand together at the left; what stands far to the right are slots that waited for somebody, and the last bar holds all that took longer still.",
    x: "milliseconds",
    y: "hand-overs",
  });
}

function tickLag(history: History): Chart | undefined {
  const { ticks, settings } = history;
  const heard = ticks.filter((tick) => tick.atMs >= history.startedMs - 60_000 && tick.heard > 0);
  const points = (y: (tick: (typeof ticks)[number]) => number) =>
    heard.map((tick): Point => [since(history, tick.atMs), y(tick)]);
  return over(
    [
      { name: "the last to hear it", as: "line", tone: "second", points: points(({ lagMaxMs }) => lagMaxMs) },
      {
        name: "on average",
        as: "line",
        tone: "first",
        points: points((tick) => tick.lagSumMs / tick.heard),
      },
    ],
    {
      title: "How late the ticks arrived",
      look: `A tick tells everybody how far the line is: even the last one should have heard it before the next is due, after ${settings[0].tickSeconds * 1000} ms.`,
      x: secondsIn,
      y: "milliseconds",
    },
  );
}

function placeByPlace(samples: readonly PlaceSample[]): Chart | undefined {
  const { placesOffMax, placeShareOffMax } = limits;
  const allowed = (place: number) => Math.max(placesOffMax, place * placeShareOffMax);
  const farthest = samples.reduce((most, { truePlace }) => Math.max(most, truePlace), 1);
  const places = [1, placesOffMax / placeShareOffMax, farthest]
    .filter((place) => place <= farthest)
    .sort((a, b) => a - b);
  const bound = (sign: 1 | -1) => places.map((place): Point => [place, sign * allowed(place)]);
  return over(
    [
      {
        name: "shown minus true",
        as: "points",
        tone: "first",
        points: samples.map(({ truePlace, error }) => [truePlace, error]),
      },
      { name: "5 places or 2 % more", as: "limit", tone: "dim", points: bound(1) },
      { name: "5 places or 2 % less", as: "limit", tone: "dim", points: bound(-1) },
    ],
    {
      title: "How far off the place was that pages showed",
      look: "Each dot is one look at one page: between the two lines nobody could tell the difference, above them the page was behind the line, below them ahead of it.",
      x: "true place in line",
      y: "places",
    },
  );
}

function placeOverTime(history: History, samples: readonly PlaceSample[]): Chart | undefined {
  const bySecond = Map.groupBy(samples, ({ atMs }) => Math.round(since(history, atMs)));
  const at = (share: number) =>
    [...bySecond]
      .filter(([, looks]) => looks.length >= looksMin)
      .map(([second, looks]): Point => {
        const off = looks.map(({ error }) => Math.abs(error)).sort((a, b) => a - b);
        return [second, percentile(off, share) ?? 0];
      })
      .sort(([a], [b]) => a - b);
  return over(
    [
      { name: "largest", as: "line", tone: "bad", points: at(1) },
      { name: "p95", as: "line", tone: "second", points: at(0.95) },
      { name: "p50", as: "line", tone: "first", points: at(0.5) },
    ],
    {
      title: "How far off places were, in the course of the run",
      look: "It should not grow with the run, and p50 should stay at a few places: peaks are moments in which the line moved faster than the news of it.",
      x: secondsIn,
      y: "places",
    },
  );
}

function calibration(stories: readonly Story[]): Chart | undefined {
  const told = stories.flatMap(({ estimate }) => estimate ?? []);
  const isWithin = ({ range, seconds }: (typeof told)[number]) =>
    seconds >= range.earliestSeconds && seconds <= range.latestSeconds;
  const point = ({ range, seconds }: (typeof told)[number]): Point => [range.likelySeconds, seconds];
  const farthest = told.reduce((most, { range, seconds }) => Math.max(most, range.likelySeconds, seconds), 0);
  const diagonal: Point[] = [
    [0, 0],
    [farthest, farthest],
  ];
  return over(
    [
      { name: "within the range", as: "points", tone: "good", points: told.filter(isWithin).map(point) },
      {
        name: "outside it",
        as: "points",
        tone: "bad",
        points: told.filter((one) => !isWithin(one)).map(point),
      },
      { name: "as told", as: "limit", tone: "dim", points: diagonal },
    ],
    {
      title: "The first wait that was told, and the real one",
      look: "Dots on the diagonal waited just as long as they were told, above it longer; eight of ten should lie within the range that was told.",
      x: "told, seconds",
      y: "waited, seconds",
    },
  );
}

/** Fine enough to see a dip, coarse enough to have somebody in each. */
const stretches = 120;
const bars = 40;
/** A point of fewer looks at pages is chance: the last second of a run has one or two. */
const looksMin = 10;
