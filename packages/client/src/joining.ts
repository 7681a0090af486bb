import type { ServerMessage } from "@fairline/core";
import type { Clock } from "./ports.ts";

/** A join without an answer is sent again after this long; the wait doubles each time. Joining twice is harmless. */
export const answerMs = 15_000;
export const answerMsMax = 120_000;

/** Sends joins over the socket until the room answers. Joining with a key that has a place asks for its ticket. */
export function createJoining(clock: Clock, send: () => void) {
  let againAtMs = Number.POSITIVE_INFINITY;
  let waitMs = answerMs;
  let sentAtMs = Number.NEGATIVE_INFINITY;

  function join(nextWaitMs: number) {
    send();
    waitMs = nextWaitMs;
    sentAtMs = clock.steadyMs();
    againAtMs = sentAtMs + nextWaitMs;
  }

  return {
    join: () => join(answerMs),
    /** Asks for the ticket once, unless that was done less than so long ago. */
    ask(pauseMs = 0) {
      if (clock.steadyMs() - sentAtMs < pauseMs) return;
      sentAtMs = clock.steadyMs();
      send();
    },
    /** A refusal leaves it open what became of a place; where there is none, it is a stage, which tries again by itself. */
    heard({ type }: ServerMessage) {
      if (["ticket", "turn", "end", "moved"].includes(type)) againAtMs = Number.POSITIVE_INFINITY;
    },
    beat() {
      if (clock.steadyMs() >= againAtMs) join(Math.min(waitMs * 2, answerMsMax));
    },
  };
}
