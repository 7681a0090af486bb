import { type Plan, plan, readInputs } from "@fairline/planner/plan";
import { textTable } from "../packages/planner/src/table.ts";
import { handoverSeconds } from "./estimate/scenarios.ts";
import { crowds, type SmallCrowd } from "./plan/crowds.ts";
import { type CrowdReport, runAll, tickSeconds } from "./plan/run.ts";

/**
 * `npm run bench:plan`: three real crowds on one machine, and their plans. A plan knows the shapes of its crowd and never its
 * seed; the hand-over is the one that bench/estimate has supposed of one machine since before there were plans.
 */

/** The planned median wait may be so far off from the measured one. */
const toleranceMax = 0.15;
const crowdSeed = 1;
/** A small crowd is a matter of chance: the plan is the mean of so many with the same shapes. */
const planSeeds = Array.from({ length: 20 }, (_, index) => 1001 + index);

const reports = await runAll(crowds, crowdSeed);
const compared = crowds.map((crowd, index) => compare(crowd, reports[index] as CrowdReport));
const rows = compared.flatMap(({ name, figures }) =>
  figures.map(({ figure, measured, planned }, index) => [
    index === 0 ? name : "",
    figure,
    measured.toFixed(1),
    planned.toFixed(1),
    percent(planned / measured - 1),
  ]),
);
const worst = Math.max(...compared.map(({ medianError }) => Math.abs(medianError)));
const broken = reports.flatMap(({ violations }) => violations);

process.stdout.write(`${textTable([["crowd", "", "measured", "planned", "off by"], ...rows])}

Planned with a hand-over of ${handoverSeconds} s; measured it was ${reports.map(({ handoverMs }) => `${(handoverMs.p50 / 1000).toFixed(2)} s`).join(", ")}.
The median wait is off by ${percent(worst)} at most; ${percent(toleranceMax)} are allowed.
${broken.length === 0 ? "" : `The runs were not right: ${broken.join("; ")}\n`}`);
process.exitCode = worst <= toleranceMax && broken.length === 0 ? 0 : 1;

function compare(crowd: SmallCrowd, report: CrowdReport) {
  const plans = planSeeds.map((seed) => planOf(crowd, seed));
  const mean = (of: (one: Plan) => number) => plans.reduce((sum, one) => sum + of(one), 0) / plans.length;
  const { waitSeconds, seconds, visitors, admitted } = report;
  const median = { measured: waitSeconds.p50, planned: mean(({ waits }) => waits?.medianSeconds ?? 0) };
  return {
    name: crowd.name,
    medianError: median.planned / median.measured - 1,
    figures: [
      { figure: "median wait, s", ...median },
      {
        figure: "p95 wait, s",
        measured: waitSeconds.p95,
        planned: mean(({ waits }) => waits?.p95Seconds ?? 0),
      },
      {
        figure: "gave up",
        measured: visitors - admitted,
        planned: mean(({ outcomes }) => outcomes.gaveUp),
      },
      { figure: "all are gone after, s", measured: seconds, planned: mean(({ line }) => line.overSeconds) },
    ],
  };
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
  return plan(reading.inputs);
}

function percent(share: number): string {
  return Number.isFinite(share) ? `${(share * 100).toFixed(1)} %` : "-";
}
