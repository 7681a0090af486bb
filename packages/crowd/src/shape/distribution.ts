import type { Chance } from "./chance.ts";

/** How long something takes, and how that differs from one visitor to the next. All in milliseconds. */
export type Distribution =
  | Range
  | { readonly kind: "exponential"; readonly meanMs: number }
  /** Half of all are shorter than the median, nine of ten shorter than `p90Ms`. */
  | { readonly kind: "lognormal"; readonly medianMs: number; readonly p90Ms: number }
  /** With a shape above 1 the hazard grows with time, below 1 it falls; at 1 it is the exponential one. */
  | { readonly kind: "weibull"; readonly scaleMs: number; readonly shape: number }
  /** One of those that were observed, each as likely as any other. */
  | { readonly kind: "observed"; readonly valuesMs: readonly number[] };

/** Each length between the two is as likely as any other. */
export interface Range {
  readonly kind?: "range";
  readonly min: number;
  readonly max: number;
}

/** Draws one, at most `longestMs`. */
export function draw(distribution: Distribution, chance: Chance, longestMs: number): number {
  return Math.min(drawUnbounded(distribution, chance), longestMs);
}

function drawUnbounded(distribution: Distribution, chance: Chance): number {
  switch (distribution.kind) {
    case undefined:
    case "range":
      return chance.between(distribution.min, distribution.max);
    case "exponential":
      return exponential(chance) * distribution.meanMs;
    case "lognormal": {
      const { medianMs, p90Ms } = distribution;
      const sigma = Math.log(p90Ms / medianMs) / normalQuantile90;
      return medianMs * Math.exp(sigma * normal(chance));
    }
    case "weibull":
      return distribution.scaleMs * exponential(chance) ** (1 / distribution.shape);
    case "observed": {
      const { valuesMs } = distribution;
      return valuesMs[Math.floor(chance.next() * valuesMs.length)] ?? 0;
    }
    default:
      return distribution satisfies never;
  }
}

/** With a mean of 1. */
export function exponential(chance: Chance): number {
  return -Math.log(1 - chance.next());
}

/** Nine of ten of a standard normal distribution are below it. */
const normalQuantile90 = 1.2815515655446004;

/** Box and Muller. */
function normal(chance: Chance): number {
  const radius = Math.sqrt(2 * exponential(chance));
  return radius * Math.cos(2 * Math.PI * chance.next());
}
