import { seeded, streamSeed } from "@fairline/crowd";
import { textTable } from "../packages/planner/src/table.ts";
import { type Played, play, type Told } from "./estimate/line.ts";
import { type Scenario, type Size, sizes, stays } from "./estimate/scenarios.ts";
import { begin } from "./suite/head.ts";

begin({
  name: "bench:estimate",
  about: "How well waits are told, in modelled lines of many kinds. Exit code 0: the aim is met; 1: not so.",
});

/** Eight of ten first ranges are to hold, give or take one. */
const aim = { min: 0.7, max: 0.9 } as const;

const played = stays.flatMap((stay) =>
  (["opening", "steady"] as const).flatMap((arrivals) =>
    [0, 0.3].map((leave) => ({
      stay,
      arrivals,
      leave,
      bySize: sizes.map((size) => playAll({ ...size, stay, arrivals, leave })),
    })),
  ),
);

const head = [
  "stays",
  "arrivals",
  "leave",
  ...sizes.map(named),
  "earlier",
  "later",
  "half-way",
  "near",
  "rises",
  "shown",
];
const rows = played.map(({ stay, arrivals, leave, bySize }) => [
  stay.isTypical ? stay.name : `(${stay.name})`,
  arrivals,
  percent(leave),
  ...bySize.map(({ within }) => percent(within)),
  ...(["earlier", "later", "half", "near"] as const).map((figure) =>
    percent(mean(bySize.map((one) => one[figure]))),
  ),
  ...(["risesFresh", "risesShown"] as const).map((figure) =>
    mean(bySize.map((one) => one[figure])).toFixed(1),
  ),
]);
const typical = (arrivals: Scenario["arrivals"]) =>
  mean(
    played
      .filter((one) => one.stay.isTypical && one.arrivals === arrivals)
      .flatMap(({ bySize }) => bySize.map(({ within }) => within)),
  );
const [opening, steadily] = [typical("opening"), typical("steady")];

process.stdout.write(`The share of visitors whose real wait fell within the first range that they were told.

${textTable([head, ...rows])}

earlier, later   of the first ranges, on average over the sizes
half-way, near   the same share for what is told at half of the way, and from place 5 on
rises, shown     how often the end moved later for a visitor: as it came, and as the page shows it

Typical stays (without brackets): ${percent(opening)} at an opening, ${percent(steadily)} in a line that lasts. The aim is ${percent(aim.min)} to ${percent(aim.max)}.
`);
const isMet = [opening, steadily].every((share) => share >= aim.min && share <= aim.max);
process.exitCode = isMet ? 0 : 1;

function playAll(scenario: Scenario) {
  const runs = Array.from({ length: scenario.runs }, (_, run) =>
    play(scenario, seeded(streamSeed(seedOf(scenario), run))),
  );
  const all = (stage: "first" | "half" | "near") => runs.flatMap((run) => run[stage]);
  const perVisitor = (figure: "risesFresh" | "risesShown") => mean(runs.map((run: Played) => run[figure]));
  return {
    within: share(all("first"), isWithin),
    earlier: share(all("first"), ({ range, seconds }) => seconds < range.earliestSeconds),
    later: share(all("first"), ({ range, seconds }) => seconds > range.latestSeconds),
    half: share(all("half"), isWithin),
    near: share(all("near"), isWithin),
    risesFresh: perVisitor("risesFresh"),
    risesShown: perVisitor("risesShown"),
  };
}

/** The same scenario is played the same way, whatever others there are. */
function seedOf({ stay, arrivals, leave, slots, slotSeconds }: Scenario): number {
  return [...`${stay.name} ${arrivals} ${leave} ${slots} ${slotSeconds}`].reduce(
    (seed, letter) => streamSeed(seed, letter.charCodeAt(0)),
    0,
  );
}

function isWithin({ range, seconds }: Told): boolean {
  return seconds >= range.earliestSeconds && seconds <= range.latestSeconds;
}

function share(told: readonly Told[], isOne: (one: Told) => boolean): number {
  if (told.length === 0) throw new Error("nobody waited: such a scenario measures nothing");
  return told.filter(isOne).length / told.length;
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}

function named({ slots, slotSeconds, visitors }: Size): string {
  return `X${slots} Y${slotSeconds} ×${visitors}`;
}

function percent(value: number): string {
  return `${Math.round(value * 100)} %`;
}
