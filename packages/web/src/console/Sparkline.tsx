import type { LiveView } from "@fairline/core";

type Sample = LiveView["samples"][number];

interface SparklineProps {
  readonly name: string;
  readonly samples: readonly Sample[];
  readonly of: (sample: Sample) => number;
  /** The top of the picture is at least this. */
  readonly atLeast?: number;
  /** A value to draw a line at. */
  readonly level?: number;
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

export function Sparkline({ name, samples, of, atLeast = 1, level }: SparklineProps) {
  const values = samples.map(of);
  const most = values.reduce((a, b) => Math.max(a, b), 0);
  const top = Math.max(most, atLeast, 1) * 1.05;
  const first = samples[0];
  const last = samples.at(-1);
  const minutes =
    first === undefined || last === undefined ? 0 : (Date.parse(last.at) - Date.parse(first.at)) / 60_000;
  return (
    <figure>
      <figcaption>
        {name}{" "}
        <span className="faint">
          the last {minutes.toFixed(minutes < 10 ? 1 : 0)} min, at most {most}
        </span>
      </figcaption>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${name}: ${values.at(-1) ?? 0} now, at most ${most}`}
      >
        <line className="spark-base" x1="0" x2={width} y1={height} y2={height} />
        {level !== undefined && (
          <line
            className="spark-level"
            x1="0"
            x2={width}
            y1={height - (level / top) * height}
            y2={height - (level / top) * height}
          />
        )}
        {values.length > 1 && (
          <>
            <polygon
              className="spark-area"
              points={`0,${height} ${points(values, top)} ${width},${height}`}
            />
            <polyline className="spark-line" points={points(values, top)} />
          </>
        )}
      </svg>
    </figure>
  );
}
