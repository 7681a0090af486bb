import { percentile } from "../../packages/crowd/src/numbers.ts";

/** Of at least one figure, in any order. Of an even number of them it is the mean of the two in the middle. */
export function median(figures: readonly number[]): number {
  const sorted = figures.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sure(sorted[Math.ceil(middle) - 1]) + sure(sorted[Math.floor(middle)])) / 2;
}

/** The smallest of at least one figure that at least this share of them does not exceed. */
export function quantile(figures: readonly number[], share: number): number {
  return sure(
    percentile(
      figures.toSorted((a, b) => a - b),
      share,
    ),
  );
}

function sure(figure: number | undefined): number {
  if (figure === undefined) throw new Error("There is no figure.");
  return figure;
}
