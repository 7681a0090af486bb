/** Nearest rank: the smallest value that at least this share of all values does not exceed. */
export function percentile(sorted: ArrayLike<number>, share: number): number | undefined {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

export function round(value: number | undefined, digits: number): number | null {
  return value === undefined ? null : Math.round(value * 10 ** digits) / 10 ** digits;
}

/** Percentiles by nearest rank. Null where there was nothing to measure. */
export interface Spread {
  readonly p50: number | null;
  readonly p95: number | null;
}

export interface WideSpread extends Spread {
  readonly max: number | null;
}

export function spread(values: readonly number[], digits: number): Spread {
  const { p50, p95 } = wideSpread(values, digits);
  return { p50, p95 };
}

export function wideSpread(values: readonly number[], digits: number): WideSpread {
  const sorted = Float64Array.from(values).sort();
  const at = (share: number) => round(percentile(sorted, share), digits);
  return { p50: at(0.5), p95: at(0.95), max: round(sorted.at(-1), digits) };
}
