import { useEffect, useMemo, useRef, useState } from "react";
import { timeOf } from "../../say.ts";
import { type Plot, plotOf } from "./plot.ts";
import type { Stretch } from "./ranges.ts";
import type { ChartSpec, Value } from "./specs.ts";

interface ChartProps {
  readonly spec: ChartSpec;
  readonly stretch: Stretch;
}

/** A picture of values over time, with those under the cursor, or the last ones, in words. */
export function Chart({ spec, stretch }: ChartProps) {
  const [hovered, setHovered] = useState<number>();
  const columns = useMemo(
    () => spec.lines.map(({ valuesOf }) => valuesOf(stretch.samples)),
    [spec, stretch.samples],
  );
  const frame = usePlot(spec, stretch, columns, setHovered);
  const index = hovered === undefined ? stretch.samples.length - 1 : hovered;
  const sample = stretch.samples[index];
  const most = mostOf(columns[0] ?? []);
  return (
    <figure className="chart" data-chart={spec.id}>
      <figcaption>
        <h3>{spec.title}</h3>
        <p className="chart-values">
          {spec.lines.map(({ name, tone }, line) => (
            <span key={name} data-tone={tone}>
              {spec.lines.length > 1 && `${name} `}
              <strong>{said(spec, columns[line]?.[index])}</strong>
            </span>
          ))}
          <span className="faint">
            {hovered !== undefined && sample !== undefined
              ? `at ${timeOf(sample.at)}`
              : most !== undefined && `at most ${spec.said(most)}`}
          </span>
        </p>
      </figcaption>
      <div className="chart-frame" ref={frame} aria-hidden="true" />
    </figure>
  );
}

/** Keeps a plot in the frame: made once, fed with whatever is new, and taken away at the end. */
function usePlot(
  spec: ChartSpec,
  stretch: Stretch,
  columns: readonly Value[][],
  hover: (index: number | undefined) => void,
) {
  const frame = useRef<HTMLDivElement>(null);
  const plot = useRef<Plot>(undefined);
  useEffect(() => {
    if (frame.current === null) return;
    const made = plotOf(frame.current, spec, hover);
    plot.current = made;
    return () => made.destroy();
  }, [spec, hover]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a plot that was made anew has nothing to show yet
  useEffect(() => plot.current?.show(stretch, columns), [spec, stretch, columns]);
  return frame;
}

function said(spec: ChartSpec, value: Value | undefined): string {
  return value === null || value === undefined ? "–" : spec.said(value);
}

function mostOf(values: readonly Value[]): number | undefined {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? undefined : known.reduce((a, b) => Math.max(a, b));
}
