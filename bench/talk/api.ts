import type { Snapshot } from "@fairline/core";
import { Hono } from "hono";
import type { HttpApi } from "../../packages/local/src/gateway/http.ts";
import type { Room } from "../suite/fairline.ts";

/**
 * As much of the contract's HTTP as the crowd asks for: what X, Y and N are. The talk has no commit check, so that whatever
 * else is asked is refused. It runs beside the handlers, and is not counted.
 */
export function talkApi({ room, slots, slotSeconds, tickSeconds }: Room): HttpApi {
  return new Hono()
    .get(`/rooms/${room}`, (context) => {
      const snapshot: Snapshot = {
        type: "tick",
        room,
        title: "The talk's design",
        serving: 1,
        issued: 0,
        waiting: 0,
        active: 0,
        paceSeconds: 0,
        paceSecondsP90: 0,
        state: "open",
        nextTickSeconds: tickSeconds,
        at: new Date().toISOString(),
        slots,
        slotSeconds,
        tickSeconds,
        graceSeconds: slotSeconds,
        holdSeconds: 0,
        confirm: false,
        draining: false,
      };
      return context.json(snapshot);
    })
    .all("*", (context) => context.json({ title: "Gone" }, 410));
}
