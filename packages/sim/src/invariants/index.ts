import type { Simulated } from "../simulate.ts";
import { bounded } from "./bounded.ts";
import { calls } from "./calls.ts";
import { capacity } from "./capacity.ts";
import { doors } from "./doors.ts";
import { drained } from "./drained.ts";
import { identity } from "./identity.ts";
import { log } from "./log.ts";
import { noLoss } from "./noLoss.ts";
import { once } from "./once.ts";
import { onTime } from "./onTime.ts";
import { order } from "./order.ts";
import { presence } from "./seen.ts";
import { site } from "./site.ts";
import type { Evidence, Invariant } from "./types.ts";
import { workConserving } from "./workConserving.ts";

/**
 * The eight invariants of ARCHITECTURE and SPEC, in their order; what is special about calls, standing back, operators and the site is
 * part of several, or comes after them.
 */
export const invariants = [
  capacity,
  order,
  noLoss,
  once,
  bounded,
  workConserving,
  identity,
  drained,
  calls,
  onTime,
  doors,
  site,
  log,
] as const satisfies readonly Invariant[];

/** Everything that is wrong with a history; each sentence begins with the invariant's number. */
export function breaks(simulated: Simulated): string[] {
  const evidence: Evidence = {
    ...simulated,
    presence: presence(simulated.history, simulated.plan.faults.clockSkewMs),
  };
  return [...invariants.flatMap((invariant) => invariant(evidence)), ...mistakes(evidence)];
}

/** A handler may fail by a fault, and in no other way. */
function mistakes({ history }: Evidence): string[] {
  return history.flatMap((entry) =>
    entry.kind === "broke" ? [`E ${entry.handler} failed by itself: ${entry.error}`] : [],
  );
}
