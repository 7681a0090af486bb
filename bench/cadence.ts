import { pushesPerTick, ticksMaxAt } from "@fairline/core";
import { chance } from "@fairline/core/testing";
import { dwells, servingBySecond } from "../packages/client/testing/movingLine.ts";
import { type Shown, watch } from "../packages/client/testing/shownPlaces.ts";
import { textTable } from "../packages/planner/src/table.ts";
import { begin } from "./suite/head.ts";

begin({
  name: "bench:cadence",
  about:
    "What ticks cost, and how far off the places are that pages show. Exit code 0: pushes are few enough; 1: not so.",
});

/**
 * `npm run bench:cadence`: what ticks cost, and how far off the places are that pages show: if everybody hears every tick and the
 * place stands in between, if everybody does and the page counts on, and if only those hear a tick who need it.
 */

const slots = 100;
const tickSeconds = 5;
const seconds = 900;
/** A line that has just opened has let X in at once; pages know better when that is a visit ago. */
const fromSeconds = 70;
/** So many pages are looked at, spread evenly. */
const pagesWatched = 500;
const sizes = [1000, 10_000, 100_000];

/** The aim, at 10,000 who wait: pushes are three quarters of a bill, and half of it is to go. */
const pushesShareMax = 0.3;

interface Run {
  readonly name: string;
  readonly leftOf100: number;
  readonly waiting: number;
  readonly placesPerTick: number;
  readonly standing: Shown;
  readonly every: Shown;
  readonly distance: Shown;
}

const runs = sizes.flatMap((waiting) =>
  Object.keys(dwells).flatMap((name) => [0, 30].map((leftOf100) => play(name, leftOf100, waiting))),
);

for (const waiting of sizes) {
  const head = ["visits", "left", "pushes a tick", "reckoned", "beyond", "beyond, far", "worst, far", "back"];
  const rows = runs.filter((run) => run.waiting === waiting).map(rowOf);
  process.stdout.write(`\n${count(waiting)} wait all the time\n${textTable([head, ...rows])}\n`);
}
process.stdout.write(`
X = ${slots}, Y = 60 s, N = ${tickSeconds} s, ${seconds - fromSeconds} s of a line that opened ${fromSeconds} s before; ${pagesWatched} pages, each second.
Three figures: every tick to everybody, and the place stands; the same, and the page counts on; by distance.
beyond: how often a place is off by more than two in a hundred, and by more than five places; far: beyond place 250.
worst: the largest error, as a share of the place. back: of the ticks that are heard, after how many a page shows a larger place.
`);
const dear = runs.filter((run) => run.waiting === 10_000 && run.distance.pushesShare > pushesShareMax);
for (const { name, leftOf100 } of dear)
  process.stdout.write(`Too many pushes: ${name}, ${leftOf100} % left\n`);
process.exitCode = dear.length === 0 ? 0 : 1;

function play(name: string, leftOf100: number, waiting: number): Run {
  const dwell = dwells[name];
  if (dwell === undefined) throw new Error(`There are no visits of ${name}.`);
  const serving = servingBySecond({ slots, seconds, dwell, leftOf100, dice: chance(8) });
  const each = Math.max(1, Math.floor(waiting / pagesWatched) - 1);
  const watched = { serving, waiting, tickSeconds, each, fromSeconds };
  const moved = (serving.at(-1) ?? 0) - (serving[fromSeconds] ?? 0);
  return {
    name,
    leftOf100,
    waiting,
    placesPerTick: (moved * tickSeconds) / (seconds - fromSeconds),
    standing: watch({ ...watched, cadence: "every", countsOn: false }),
    every: watch({ ...watched, cadence: "every", countsOn: true }),
    distance: watch({ ...watched, cadence: "distance", countsOn: true }),
  };
}

function rowOf(run: Run): string[] {
  const { name, leftOf100, waiting, placesPerTick } = run;
  const all = (figure: (shown: Shown) => string) =>
    [run.standing, run.every, run.distance].map(figure).join(", ");
  const cadence = {
    pushesMax: Number.POSITIVE_INFINITY,
    placesPerTick,
    ticksMax: ticksMaxAt(tickSeconds),
  };
  return [
    name,
    `${leftOf100} %`,
    [run.every, run.distance].map(({ pushesShare }) => count(pushesShare * waiting)).join(", "),
    count(pushesPerTick(waiting, cadence)),
    all(({ beyondShare }) => percent(beyondShare)),
    all(({ beyondFarShare }) => percent(beyondFarShare)),
    all(({ worstShareFar }) => percent(worstShareFar)),
    all(({ takenBackShare }) => percent(takenBackShare)),
  ];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function count(value: number): string {
  return Math.round(value).toLocaleString("en");
}
