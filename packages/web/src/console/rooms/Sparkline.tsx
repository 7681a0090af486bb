import type { SampleView } from "@fairline/core";
import { whole } from "../say.ts";

interface SparklineProps {
  readonly name: string;
  readonly samples: readonly SampleView[];
  readonly of: (sample: SampleView) => number;
}

const width = 300;
const height = 56;

/** The points of a line through all values, from left to right, 0 at the bottom. */
export function points(values: readonly number[], top: number): string {
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  return values
    .map((value, index) => `${(index * step).toFixed(1)},${(height - (value / top) * height).toFixed(1)}`)
    .join(" ");
}

/** A small picture of the last half hour, with its highest value in words. */
export function Sparkline({ name, samples, of }: SparklineProps) {
  const values = samples.map(of);
  const most = values.reduce((a, b) => Math.max(a, b), 0);
  const drawn = points(values, Math.max(most, 1) * 1.05);
  const first = samples[0];
  const last = samples.at(-1);
  const minutes = first && last ? (Date.parse(last.at) - Date.parse(first.at)) / 60_000 : 0;
  return (
    <figure className="spark">
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
        <line className="spark-base" x1="0" x2={width} y1={height} y2={height} />
        {values.length > 1 && (
          <>
            <polygon className="spark-area" points={`0,${height} ${drawn} ${width},${height}`} />
            <polyline className="spark-line" points={drawn} />
          </>
        )}
      </svg>
      <figcaption className="faint">
        {values.length > 1
          ? `${name}, the last ${Math.round(minutes)} min: at most ${whole.format(most)}`
          : "No samples yet."}
      </figcaption>
    </figure>
  );
}
