import { KeptNumber, KeptTime, parsed } from "@fairline/client/kept";
import type { Memory } from "@fairline/client/ports";
import type { Visit } from "@fairline/client/visit";
import * as z from "zod/mini";

/** That it is somebody's turn: to say "I'm here", or to go in. `untilMs` is local time. */
const Call = z.object({ number: KeptNumber, kind: z.enum(["called", "turn"]), untilMs: KeptTime });
export type Call = z.infer<typeof Call>;

export function callIn(visit: Visit): Call | undefined {
  switch (visit.stage) {
    case "called":
      return { number: visit.line.number, kind: "called", untilMs: visit.confirmByMs };
    case "turn":
      return { number: visit.number, kind: "turn", untilMs: visit.expiresAtMs };
    default:
      return undefined;
  }
}

/** Two readings of one call differ by what the page has learnt of the server's clock meanwhile. */
const clockMsMax = 3000;
/** The turn that an answer brings comes with the answer. */
const answerMsMax = 10_000;

/** Whether the visitor was told of a call by ringing for the other one: again on a reload, or as the turn after it. */
export function isToldBy(rung: Call, call: Call, nowMs: number): boolean {
  if (rung.number !== call.number || nowMs > rung.untilMs + answerMsMax) return false;
  if (call.kind === "turn") return true;
  return rung.kind === "called" && Math.abs(rung.untilMs - call.untilMs) <= clockMsMax;
}

/** The call that this browser rang for last: a reload or another tab must not ring for it again. */
export function keptRung(memory: Memory, room: string) {
  const name = `fairline:${room}:rung`;
  return {
    read: (): Call | undefined => Call.safeParse(parsed(memory.read(name))).data,
    keep: (call: Call) => memory.write(name, JSON.stringify(call)),
    forget: () => memory.forget(name),
  };
}
