import { pushesPerTick, ticksMaxAt } from "@fairline/core";
import { chance } from "@fairline/core/testing";
import { dwells, servingBySecond } from "../packages/client/testing/movingLine.ts";
import { type Shown, watch } from "../packages/client/testing/shownPlaces.ts";
import { textTable } from "../packages/planner/src/table.ts";

/** `npm run bench:cadence`: what ticks cost, and how far off the places are that pages show, if everybody or only some hear them. */

const slots = 100;
const tickSeconds = 5;
const seconds = 900;
/** A line that has just opened has let X in at once; its pages know better when that is a visit ago. */
const fromSeconds = 70;
/** So many pages are looked at, spread evenly. */
const pagesWatched = 500;

const sizes = [1000, 10_000, 100_000];

interface Run {
  readonly name: string;
  readonly leftOf100: number;
  readonly waiting: number;
  readonly placesPerTick: number;
  readonly every: Shown;
  readonly distance: Shown;
}

const runs = sizes.flatMap((waiting) =>
  Object.entries(dwells).flatMap(([name, dwell]) =>
    [0, 30].map((leftOf100): Run => {
      const serving = servingBySecond({ slots, seconds, dwell, leftOf100, dice: chance(8) });
      const each = Math.max(1, Math.floor(waiting / pagesWatched) - 1);
      const watched = { serving, waiting, tickSeconds, each, fromSeconds };
      const moved = (serving.at(-1) ?? 0) - (serving[fromSeconds] ?? 0);
      return {
        name,
        leftOf100,
        waiting,
        placesPerTick: (moved * tickSeconds) / (seconds - fromSeconds),
        every: watch({ ...watched, cadence: "every" }),
        distance: watch({ ...watched, cadence: "distance" }),
      };
    }),
  ),
);

for (const waiting of sizes) {
  process.stdout.write(`\n${waiting.toLocaleString("en")} wait all the time\n`);
  process.stdout.write(
    `${textTable([
      [
        "visits",
        "left",
        "a tick: all",
        "by distance",
        "reckoned",
        "beyond: all",
        "by distance",
        "far: all",
        "by distance",
        "worst far: all",
        "by distance",
        "taken back: all",
        "by distance",
      ],
      ...runs.filter((run) => run.waiting === waiting).map(rowOf),
    ])}\n`,
  );
}

function rowOf({ name, leftOf100, waiting, placesPerTick, every, distance }: Run): string[] {
  const both = (figure: (shown: Shown) => string) => [figure(every), figure(distance)];
  const reckoned = pushesPerTick(waiting, {
    pushesMax: Number.POSITIVE_INFINITY,
    placesPerTick,
    ticksMax: ticksMaxAt(tickSeconds),
  });
  return [
    name,
    `${leftOf100} %`,
    ...both((shown) => Math.round(shown.pushesShare * waiting).toLocaleString("en")),
    Math.round(reckoned).toLocaleString("en"),
    ...both((shown) => percent(shown.beyondShare)),
    ...both((shown) => percent(shown.beyondFarShare)),
    ...both((shown) => percent(shown.worstShareFar)),
    ...both((shown) => percent(shown.takenBackShare)),
  ];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
