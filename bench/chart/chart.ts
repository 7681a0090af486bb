import { parse, View } from "vega";
import { compile, type TopLevelSpec } from "vega-lite";

/** Curves of the same quantity, drawn in one picture for docs/. */
export interface CurveChart {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly curves: readonly Curve[];
}

interface Axis {
  /** With its unit. */
  readonly label: string;
  readonly isLogarithmic?: boolean;
}

export interface Curve {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** An SVG of its own, on white, so that it can be read on a dark page too. */
export function curveChart({ title, x, y, curves }: CurveChart): Promise<string> {
  const values = curves.flatMap(({ name, points }) =>
    points.map(([pointX, pointY]) => ({ name, x: pointX, y: pointY })),
  );
  const spec: TopLevelSpec = {
    title,
    width: 640,
    height: 320,
    background: "white",
    data: { values },
    mark: { type: "line", point: values.length < 100 },
    encoding: {
      x: { field: "x", type: "quantitative", title: x.label, scale: scaleOf(x) },
      y: { field: "y", type: "quantitative", title: y.label, scale: scaleOf(y) },
      color: { field: "name", type: "nominal", title: null, sort: curves.map(({ name }) => name) },
    },
  };
  return new View(parse(compile(spec).spec), { renderer: "none" }).toSVG();
}

function scaleOf({ isLogarithmic = false }: Axis) {
  return isLogarithmic ? { type: "log" as const } : { zero: true };
}
