import type { Event } from "../event.ts";
import { quotas } from "../quotas.ts";
import { type Allowance, type BoundName, byDefault } from "./allowance.ts";
import { loadOf } from "./load.ts";
import { ownBounds } from "./ownBounds.ts";
import { boundOf, type Stage, stages } from "./stages.ts";

/** A bound of which the event uses so much is asked to be raised, and to so much more than is used. */
const useMax = 0.75;
const headroom = 1.25;

export interface Raise {
  readonly stage: Stage;
  readonly bound: BoundName;
  readonly from: number;
  readonly to: number;
}

/** What to raise before the event, so that nobody is kept waiting by it. */
export function raisesFor(event: Event, allowed: Allowance = byDefault): Raise[] {
  const enough = { ...allowed, connects: Math.max(allowed.connects, event.visitors / event.arriveSeconds) };
  const load = loadOf(event, enough);
  return stages.flatMap((stage) => {
    const { bound } = stage;
    if (bound === "tickSeconds" || stage.isWall || !isAdjustable(bound)) return [];
    const used = stage.use(load, event);
    const from = boundOf(stage, event, allowed);
    const to = roundUp(used * headroom);
    return used <= useMax * from || to <= from ? [] : [{ stage, bound, from, to }];
  });
}

/** As it is then. */
export function raisedFor(event: Event, allowed: Allowance = byDefault): Allowance {
  const raised: Record<BoundName, number> = { ...allowed };
  for (const { bound, to } of raisesFor(event, allowed)) raised[bound] = Math.max(raised[bound], to);
  return raised;
}

function isAdjustable(bound: BoundName): boolean {
  return bound in ownBounds || quotas[bound as keyof typeof quotas].adjustable;
}

/** To two digits. */
function roundUp(amount: number): number {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(amount)) - 1);
  return Math.ceil(amount / step) * step;
}
