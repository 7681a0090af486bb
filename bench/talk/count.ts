import { wiring } from "@fairline/functions/wiring.ts";
import { type Counting, runsOf, sum } from "../bill/account.ts";
import type { Seen } from "../bill/invocations.ts";

/** What AWS would bill for a run of the talk's design, by the rules by which Fairline's is counted (bill/count.ts). */
export const talkCounting: Counting = {
  units(seen) {
    const of = (handler: string) => runsOf(seen, handler).length;
    const sent = (action: string) =>
      sum(seen.all, ({ calls }) => calls.filter((call) => call.action === action).length);
    const calls = seen.all.flatMap((one) => one.calls);
    return {
      socketMessages: of("join") + sent("PostToConnection"),
      // TellTurn, WaitSlotSeconds, EndTurn.
      stateTransitions: 2 * of("tellTurn") + of("endTurn"),
      lambdaRequests: seen.all.length,
      writeUnits: sum(calls, ({ writes }) => writes),
      readUnits: sum(calls, ({ reads }) => reads),
      // The mapping's receive and its denied deletion.
      fifoRequests:
        sent("SendMessage") + sent("DeleteMessage") + sent("GetQueueAttributes") + 2 * of("admit"),
      standardRequests: 2 * of("tick") + sent("SendMessageBatch"),
      schedulerRuns: of("scheduleTicks"),
      gigabytesOut: sum(calls, ({ bytes }) => bytes) / 1e9,
    };
  },
  // Each run by a mapping: a receive, and a deletion.
  callsAround: (seen: Seen) => 2 * (runsOf(seen, "admit").length + runsOf(seen, "tick").length),
  memoryMb(handler) {
    const { register, tick, admit } = wiring.memoryMb;
    if (handler === "join") return register;
    return handler === "tick" ? tick : admit;
  },
};
