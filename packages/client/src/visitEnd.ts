import type { Clock } from "./ports.ts";
import { isAsking, type Visit } from "./visit.ts";

/** The room is asked meanwhile; a page that cannot reach it must not show a visit that is long over. */
const unheardMsMax = 8000;

/** The end of a visit by the local clock is no more than likely: the room has the last word, where it can be heard. */
export function watchVisitEnd(clock: Clock) {
  let pastSinceMs: number | undefined;
  return {
    /** The room has told of the ticket. */
    heard() {
      pastSinceMs = undefined;
    },
    /** Whether the time of a visit has run out, and the room could not be heard since. */
    isTakenForOver(visit: Visit): boolean {
      const isPast = visit.stage === "turn" && clock.nowMs() >= visit.expiresAtMs && !isAsking(visit);
      pastSinceMs = isPast ? (pastSinceMs ?? clock.steadyMs()) : undefined;
      return pastSinceMs !== undefined && clock.steadyMs() - pastSinceMs >= unheardMsMax;
    },
  };
}
