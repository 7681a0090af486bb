import { limits } from "../limits.ts";
import type { Chance } from "./chance.ts";

/** When they come, within the time that it takes until all are there. */
export type ArrivalShape =
  /** At any moment as likely as at any other. */
  | { readonly kind: "even" }
  /** Most of them at once, when the doors open; the others over all of the time. */
  | { readonly kind: "burst" }
  /** More and more: the last second brings the most. */
  | { readonly kind: "ramp" }
  /** With gaps that know nothing of each other; the last one comes at about the end of the time. */
  | { readonly kind: "poisson" }
  /** As they came once, to the same site or another. */
  | { readonly kind: "trace"; readonly steps: readonly TraceStep[] };

/** So many came from then on, until the next step. A step of no length brings them in one moment. */
export interface TraceStep {
  readonly fromMs: number;
  readonly forMs: number;
  readonly count: number;
}

/**
 * When each of so many visitors arrives, in order. Every shape takes one draw a visitor, so that what is drawn next
 * does not depend on the shape: the same people come, at other times.
 */
export function drawArrivals(
  shape: ArrivalShape,
  { visitors, overMs }: { visitors: number; overMs: number },
  chance: Chance,
): number[] {
  switch (shape.kind) {
    case "even":
      return sorted(drawn(visitors, () => chance.between(0, overMs)));
    case "burst":
      return sorted(drawn(visitors, () => overMs * burst(chance.next())));
    case "ramp":
      return sorted(drawn(visitors, () => overMs * Math.sqrt(chance.next())));
    case "poisson": {
      let atMs = 0;
      return drawn(visitors, () => {
        atMs -= Math.log(1 - chance.next()) * (overMs / visitors);
        return atMs;
      });
    }
    case "trace":
      return replay(shape.steps, overMs, chance);
    default:
      return shape satisfies never;
  }
}

/** How many a trace brings. */
export function countOf(steps: readonly TraceStep[]): number {
  return steps.reduce((sum, { count }) => sum + count, 0);
}

/** The same trace with more or fewer visitors: each step rounds what the ones before it have left. */
export function scaledTo(visitors: number, steps: readonly TraceStep[]): TraceStep[] {
  const whole = countOf(steps);
  let [before, given] = [0, 0];
  return steps.map((step) => {
    before += step.count;
    const count = Math.round((before / whole) * visitors) - given;
    given += count;
    return { ...step, count };
  });
}

/** How long a trace takes. */
export function lengthMs(steps: readonly TraceStep[]): number {
  const last = steps.at(-1);
  return last === undefined ? 0 : last.fromMs + last.forMs;
}

/** In the time that is asked for: a trace of an hour can be played in minutes. */
function replay(steps: readonly TraceStep[], overMs: number, chance: Chance): number[] {
  const whole = lengthMs(steps);
  const stretch = whole === 0 ? 0 : overMs / whole;
  return sorted(
    steps.flatMap(({ fromMs, forMs, count }) =>
      drawn(count, () => stretch * chance.between(fromMs, fromMs + forMs)),
    ),
  );
}

function burst(draw: number): number {
  const { burstShare, burstSpan } = limits;
  return draw < burstShare ? (draw / burstShare) * burstSpan : (draw - burstShare) / (1 - burstShare);
}

function drawn(count: number, one: () => number): number[] {
  return Array.from({ length: count }, one);
}

function sorted(arrivals: number[]): number[] {
  return arrivals.sort((a, b) => a - b);
}
