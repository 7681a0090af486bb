import type { Event } from "../event.ts";
import { roomFor, useMax } from "../headroom.ts";
import { quotas } from "../quotas.ts";
import { type Allowance, type BoundName, byDefault } from "./allowance.ts";
import { loadOf } from "./load.ts";
import { ownBounds } from "./ownBounds.ts";
import { boundOf, type Stage, stages } from "./stages.ts";

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
    const to = roomFor(used);
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
