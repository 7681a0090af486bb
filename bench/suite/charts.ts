import type { CurveChart } from "../chart/chart.ts";
import { median } from "./middle.ts";
import type { Result } from "./result.ts";

/** A picture of one figure of a result: a curve for each of those compared, by the point at which it was measured. */
interface Picture {
  /** The file in docs/pictures, without its end. */
  readonly file: string;
  readonly result: string;
  readonly figure: string;
  readonly title: string;
  readonly x: CurveChart["x"] & { readonly at: string };
  readonly y: CurveChart["y"];
}

export const pictures: readonly Picture[] = [
  {
    file: "benchmarks-utilisation",
    result: "utilisation",
    figure: "slots' time in use",
    title: "How much of the slots' time is used",
    x: { at: "give up, %", label: "visitors who give up while they wait, %" },
    y: { label: "share of the slots' time while somebody waits" },
  },
  {
    file: "benchmarks-bill",
    result: "bill-per-visitor",
    figure: "together",
    title: "What AWS bills for a visitor",
    x: { at: "waiting", label: "visitors who wait", isLogarithmic: true },
    y: { label: "dollars a million visitors", isLogarithmic: true },
  },
  {
    file: "benchmarks-batches",
    result: "joins",
    figure: "a ticket within, 95 %, by batch",
    title: "How soon a ticket comes while a crowd joins",
    x: {
      at: "joins in a batch at most",
      label: "joins that one invocation takes at most",
      isLogarithmic: true,
    },
    y: { label: "ms until 95 % have a ticket", isLogarithmic: true },
  },
  {
    file: "benchmarks-broadcast",
    result: "broadcast",
    figure: "Fairline against bare ws",
    title: "Until the last visitor has a broadcast",
    x: { at: "visitors", label: "visitors", isLogarithmic: true },
    y: { label: "ms", isLogarithmic: true },
  },
];

export function chartOf({ figure, title, x, y }: Picture, { figures }: Result): CurveChart {
  const points = figures.filter(({ name }) => name === figure);
  const names = Object.keys(points[0]?.values ?? {});
  const { at, ...axis } = x;
  return {
    title,
    x: axis,
    y,
    curves: names.map((name) => ({
      name,
      points: points.map((point) => [point.at?.[at] ?? 0, median(point.values[name] ?? [])] as const),
    })),
  };
}
