import { type Plan, plan as planned, readInputs } from "@fairline/planner/plan";
import { handoverSeconds } from "./estimate/scenarios.ts";
import { crowds, type SmallCrowd } from "./plan/crowds.ts";
import { type CrowdReport, runAll, tickSeconds } from "./plan/run.ts";
import type { Benchmark, Figure } from "./suite/benchmark.ts";

const full = { rounds: 5 };

/** A small crowd is a matter of chance: the plan is the mean of so many with the same shapes, none of them a crowd's. */
const planSeeds = Array.from({ length: 20 }, (_, index) => 1001 + index);

/**
 * Real crowds on one machine, and their plans. A plan knows the shapes of its crowd and never its seed; the hand-over is the
 * one that bench/estimate has supposed of one machine since before there were plans.
 */
export const plan: Benchmark = {
  name: "plan",
  about: "How far off a plan is from real crowds of the same shapes.",
  aims: [
    {
      asked: "a planned median wait is off by at most 15 %, in each of three crowds",
      section: "plans",
      figures: ["rush: median wait", "ramp: median wait", "by chance: median wait"],
      read: { is: "off", of: "planned", to: "measured" },
      bound: { is: "at most", value: 15 },
      unit: "%",
    },
  ],
  full,
  async run({ quick, asked, say }) {
    const { rounds: times } = quick ? { rounds: 1 } : { ...full, ...asked };
    // Each a round: the same shapes, other people.
    const seeds = Array.from({ length: times }, (_, round) => round + 1);
    const sent = quick ? crowds.slice(0, 1) : crowds;
    const rounds = await runAll(sent, seeds, say);
    const broken = rounds.flat().flatMap(({ violations }) => violations);
    if (broken.length > 0) throw new Error(`The runs were not right: ${broken.join("; ")}`);
    return {
      settings: {
        crowds: sent.length,
        "N, s": tickSeconds,
        "seeds of crowds": seeds.length,
        "seeds of plans": planSeeds.length,
        "planned hand-over, s": handoverSeconds,
      },
      figures: sent.flatMap((crowd, index) =>
        figuresOf(
          crowd,
          rounds.map((reports) => reports[index] as CrowdReport),
        ),
      ),
      notes: [
        ...sent.map(({ name, about }) => `${name}: ${about}.`),
        "Planned: the mean of plans with the same shapes and other seeds, so it is the same in each round; the ratio is planned to measured. Both stand for what a small crowd does by chance, too.",
        "The hand-over is supposed, and measured from a visit's end to the next turn. It was not fitted.",
      ],
    };
  },
};

function figuresOf(crowd: SmallCrowd, reports: readonly CrowdReport[]): Figure[] {
  const plans = planSeeds.map((seed) => planOf(crowd, seed));
  const figure = (
    name: string,
    unit: string,
    measured: (report: CrowdReport) => number,
    of: (one: Plan) => number,
  ): Figure => {
    const mean = plans.reduce((sum, one) => sum + of(one), 0) / plans.length;
    return {
      name: `${crowd.name}: ${name}`,
      unit,
      values: { measured: reports.map(measured), planned: reports.map(() => mean) },
      ratio: { of: "planned", to: "measured" },
    };
  };
  return [
    figure(
      "median wait",
      "s",
      ({ waitSeconds }) => waitSeconds.p50,
      ({ waits }) => waits?.medianSeconds ?? 0,
    ),
    figure(
      "p95 wait",
      "s",
      ({ waitSeconds }) => waitSeconds.p95,
      ({ waits }) => waits?.p95Seconds ?? 0,
    ),
    figure(
      "all are gone after",
      "s",
      ({ seconds }) => seconds,
      ({ line }) => line.overSeconds,
    ),
    figure(
      "hand-over",
      "s",
      ({ handoverMs }) => handoverMs.p50 / 1000,
      () => handoverSeconds,
    ),
    figure(
      "gave up",
      "visitors",
      ({ visitors, admitted }) => visitors - admitted,
      ({ outcomes }) => outcomes.gaveUp,
    ),
  ];
}

function planOf({ slots, slotSeconds, flags }: SmallCrowd, seed: number): Plan {
  const reading = readInputs({
    ...flags,
    slots: String(slots),
    seconds: String(slotSeconds),
    tick: String(tickSeconds),
    handover: `${handoverSeconds}s`,
    seed: String(seed),
  });
  if (reading.kind === "refused") throw new Error(`${JSON.stringify(reading.refusals)}`);
  return planned(reading.inputs);
}
