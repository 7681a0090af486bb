/** A chart as data: what to draw, and what to look for. It is drawn in the browser (draw.js). */
export interface Chart {
  readonly title: string;
  /** One sentence that says what to look for. */
  readonly look: string;
  readonly x: string;
  readonly y: string;
  /** The upper end of y, where it is the same whatever is drawn. */
  readonly yMax?: number;
  /** Increasing, the same for all series. */
  readonly xs: readonly number[];
  readonly series: readonly Series[];
}

export interface Series {
  readonly name: string;
  readonly as: "points" | "line" | "steps" | "bars" | "limit";
  readonly tone: "first" | "second" | "good" | "bad" | "dim";
  readonly ys: readonly (number | null)[];
}

export type Point = readonly [x: number, y: number];

export interface Drawn extends Pick<Series, "name" | "as" | "tone"> {
  readonly points: readonly Point[];
}

/** Puts series of points over one row of x. Of very many points an even selection is drawn. */
export function over(
  drawn: readonly Drawn[],
  rest: Omit<Chart, "xs" | "series">,
  pointsMax = 5000,
): Chart | undefined {
  const measured = drawn.filter(({ as }) => as !== "limit");
  if (measured.every(({ points }) => points.length === 0)) return undefined;
  const rows = drawn
    .flatMap(({ points }, series) =>
      selection(points, Math.ceil(pointsMax / drawn.length)).map(([x, y]) => ({ x, y, series })),
    )
    .sort((a, b) => a.x - b.x);
  const of = (series: number) => rows.map((row) => (row.series === series ? rounded(row.y) : null));
  return {
    ...rest,
    xs: rows.map(({ x }) => rounded(x)),
    series: drawn.map(({ name, as, tone }, series) => ({ name, as, tone, ys: of(series) })),
  };
}

/** Evenly, with the last one. */
export function selection<Item>(items: readonly Item[], max: number): readonly Item[] {
  if (items.length <= max) return items;
  const stride = items.length / max;
  return Array.from({ length: max }, (_, place) => items[Math.floor((place + 1) * stride) - 1] as Item);
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
