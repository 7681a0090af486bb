import { type LiveView, roughly, type SampleView } from "@fairline/core";
import { rate, whole } from "../../say.ts";
import { ratesPerMinute, ratesPerSecond } from "./rates.ts";

export type Value = number | null;

/** One line of a chart. `tone` and `dash` tell it from the others: by colour, and without one. */
export interface Line {
  readonly name: string;
  readonly tone: 1 | 2 | 3;
  readonly valuesOf: (samples: readonly SampleView[]) => Value[];
}

/** A chart: its name, its lines, and how their values are said. */
export interface ChartSpec {
  readonly id: string;
  readonly title: string;
  readonly lines: readonly Line[];
  readonly said: (value: number) => string;
  /** Between two marks at the side; without them, whatever is round. */
  readonly steps?: readonly number[];
  /** The top of the picture is at least this. */
  readonly atLeast: number;
}

const each = (of: (sample: SampleView) => number) => (samples: readonly SampleView[]) => samples.map(of);

/** Round as times are: seconds, minutes, hours. */
const timeSteps = [5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 18_000, 36_000, 86_400];

/** The charts of a room, from the newest to the oldest question that operators ask. */
export const chartSpecs: readonly ChartSpec[] = [
  {
    id: "waiting",
    title: "Waiting",
    said: whole.format,
    atLeast: 1,
    lines: [{ name: "Waiting", tone: 1, valuesOf: each(({ waiting }) => waiting) }],
  },
  {
    id: "active",
    title: "Active, and X",
    said: whole.format,
    atLeast: 1,
    lines: [
      { name: "Active", tone: 1, valuesOf: each(({ active }) => active) },
      { name: "X", tone: 2, valuesOf: each(({ slots }) => slots) },
    ],
  },
  {
    id: "flow",
    title: "Per minute",
    said: rate,
    atLeast: 1,
    lines: [
      { name: "Joined", tone: 1, valuesOf: (samples) => ratesPerMinute(samples, "issued") },
      { name: "Admitted", tone: 2, valuesOf: (samples) => ratesPerMinute(samples, "admitted") },
      { name: "Ended", tone: 3, valuesOf: (samples) => ratesPerMinute(samples, "ended") },
    ],
  },
  {
    id: "wait",
    title: "Wait of the last in line",
    said: roughly,
    atLeast: 10,
    steps: timeSteps,
    lines: [{ name: "Wait", tone: 1, valuesOf: each(({ lastWaitSeconds }) => lastWaitSeconds) }],
  },
];

/** Pushes are drawn with their budget where they come near it: beside a budget that is far away they would be flat. */
export function pushesSpec({ pushes }: Pick<LiveView, "pushes">): ChartSpec {
  const budget = (samples: readonly SampleView[]) => samples.map(() => pushes.perSecondMax);
  return {
    id: "pushes",
    title: `Pushes per second, of ${whole.format(pushes.perSecondMax)}`,
    said: rate,
    atLeast: 1,
    lines: [
      { name: "Pushes", tone: 1, valuesOf: (samples) => ratesPerSecond(samples, "pushes") },
      ...(pushes.perSecond * 4 > pushes.perSecondMax
        ? [{ name: "Budget", tone: 2, valuesOf: budget } as const]
        : []),
    ],
  };
}
