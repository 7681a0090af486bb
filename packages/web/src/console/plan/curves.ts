import { roughly } from "@fairline/core";
import type { Plan } from "@fairline/planner/plan";
import { share, whole } from "../say.ts";

type Value = number | null;

/** A picture of a plan: values over something that is a time. */
export interface CurveSpec {
  readonly id: string;
  readonly title: string;
  /** What to look for. */
  readonly about: string;
  readonly seconds: readonly number[];
  readonly lines: readonly {
    readonly name: string;
    readonly tone: 1 | 2 | 3;
    readonly values: readonly Value[];
  }[];
  readonly said: (value: number) => string;
  /** The top of the picture is at least this. */
  readonly atLeast: number;
  readonly steps?: readonly number[];
}

/** Round as times are. */
export const timeSteps = [1, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 18_000, 36_000, 86_400];

export function lineCurve({ line }: Plan): CurveSpec {
  return {
    id: "plan-line",
    title: "In line",
    about:
      line.longest === 0
        ? "Nobody waits."
        : `Longest after ${roughly(line.longestAtSeconds)}; gone when the last one is let in.`,
    seconds: line.points.map(({ atSeconds }) => atSeconds),
    lines: [{ name: "Waiting", tone: 1, values: line.points.map(({ waiting }) => waiting) }],
    said: whole.format,
    atLeast: 1,
  };
}

export function waitsCurve({ waits }: Plan): CurveSpec {
  const shares = waits?.shares ?? [];
  return {
    id: "plan-waits",
    title: "Share of those let in that waits at most so long",
    about: "The steeper, the more alike the waits.",
    seconds: shares.map(({ seconds }) => seconds),
    lines: [{ name: "Share", tone: 1, values: shares.map((each) => each.share) }],
    said: share,
    atLeast: 1,
  };
}

export function lastWaitCurve({ line }: Plan): CurveSpec {
  const told = (of: "earliestSeconds" | "likelySeconds" | "latestSeconds") =>
    line.points.map(({ toldSeconds }) => toldSeconds?.[of] ?? null);
  return {
    id: "plan-told",
    title: "What the page tells the last in line",
    about: "As the room will tell it, from what it has seen by then.",
    seconds: line.points.map(({ atSeconds }) => atSeconds),
    lines: [
      { name: "Likely", tone: 1, values: told("likelySeconds") },
      { name: "Latest", tone: 2, values: told("latestSeconds") },
      { name: "Earliest", tone: 3, values: told("earliestSeconds") },
    ],
    said: roughly,
    atLeast: 10,
    steps: timeSteps,
  };
}
