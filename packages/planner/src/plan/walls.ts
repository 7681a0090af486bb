import type { Event } from "../event.ts";
import { roomFor, useMax } from "../headroom.ts";
import { quotas } from "../quotas.ts";
import { byDefault } from "../scale/allowance.ts";
import type { Load } from "../scale/load.ts";
import { ownBounds } from "../scale/ownBounds.ts";
import { boundOf, type Stage, stages } from "../scale/stages.ts";
import type { Verdict } from "./quotasNeeded.ts";

/** A part of the design itself, or a bound of the stacks' own, that the event fills: no quota of AWS's moves it. */
export interface Wall {
  readonly what: string;
  readonly needed: number;
  readonly limit: number;
  readonly unit: string;
  /** `raise`: in the stacks; `near` is nearly full, and a `wall` too small. */
  readonly verdict: Exclude<Verdict, "enough">;
  /** What to write there. */
  readonly askFor: number | undefined;
  /** The file that has the bound, or the document that tells of the wall. */
  readonly where: string;
  /** What visitors notice beyond it. */
  readonly beyond: string;
}

/** Those that are full or nearly so, the fullest first. The stages are those of `npm run scale`. */
export function wallsOf(event: Event, load: Load): Wall[] {
  return stages
    .filter(isWall)
    .map((stage) => ({ stage, needed: stage.use(load, event), limit: boundOf(stage, event, byDefault) }))
    .filter(({ needed, limit }) => needed > useMax * limit)
    .sort((a, b) => b.needed / b.limit - a.needed / a.limit)
    .map(wallOf);
}

/** What a partition takes is told with the quotas; who finds no socket is spared if more are asked for, as these say. */
function isWall({ bound, by, isWall }: Stage): boolean {
  return (isWall === true && bound !== "partitionWrites") || (bound in ownBounds && by !== "withoutSocket");
}

function wallOf({ stage, needed, limit }: { stage: Stage; needed: number; limit: number }): Wall {
  const { name, bound, noticed } = stage;
  const own = bound in ownBounds ? ownBounds[bound as keyof typeof ownBounds] : undefined;
  return {
    what: name,
    needed,
    limit,
    unit: bound === "tickSeconds" ? "s" : (own ?? quotas[bound as keyof typeof quotas]).unit,
    verdict: own !== undefined ? "raise" : needed <= limit ? "near" : "wall",
    askFor: own === undefined ? undefined : roomFor(needed),
    where: own === undefined ? "docs/scale.md" : `stacks/${own.file}`,
    beyond: noticed,
  };
}
