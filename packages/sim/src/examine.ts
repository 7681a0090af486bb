import { breaks } from "./invariants/index.ts";
import type { Plan } from "./plan.ts";
import { type Simulated, simulate } from "./simulate.ts";

export interface Examined {
  /** Nothing where the simulation itself could not go on. */
  readonly simulated: Simulated | undefined;
  /** What is wrong, in sentences that begin with the number of the invariant; `E`: a handler failed by itself. */
  readonly breaks: readonly string[];
}

/** Plays a plan and holds its history against the invariants. */
export async function examine(plan: Plan): Promise<Examined> {
  try {
    const simulated = await simulate(plan);
    return { simulated, breaks: breaks(simulated) };
  } catch (error) {
    // A room that never comes to rest, or a rule that the services cannot follow.
    return {
      simulated: undefined,
      breaks: [`E the simulation stopped: ${error instanceof Error ? error.stack : error}`],
    };
  }
}
