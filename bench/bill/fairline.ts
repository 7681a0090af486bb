import { wiring } from "@fairline/functions/wiring.ts";
import { type Counting, runsOf, sum } from "./account.ts";
import { unitsSeen } from "./count.ts";
import type { Invocation } from "./invocations.ts";

/** Fairline's runs, by what `npm run bench:bill` holds the planner against. */
export const fairlineCounting: Counting = {
  units: (seen) => ({ ...unitsSeen(seen), schedulerRuns: runsOf(seen, "scheduleTicks").length }),
  // Each run by a mapping: a receive, and a deletion. API Gateway sends what comes to the lobby, and Visit deletes the turn.
  callsAround(seen) {
    const byMapping = ["register", "admit", "tick"].flatMap((handler) => runsOf(seen, handler)).length;
    const lobby = sum(runsOf(seen, "register"), recordCount);
    const turnsDeleted = seen.outside.filter(({ action }) => action === "DeleteMessage").length;
    return 2 * byMapping + lobby + turnsDeleted;
  },
  memoryMb: (handler) => wiring.memoryMb[handler.replace(/ .*/, "") as keyof typeof wiring.memoryMb],
};

function recordCount({ event }: Invocation): number {
  return (event as { readonly Records: readonly unknown[] }).Records.length;
}
