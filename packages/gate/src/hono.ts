/** Hono, wherever it runs: the gate as a middleware. */
import type { MiddlewareHandler } from "hono";
import { finished } from "./answering.ts";
import type { Gate, Visit } from "./decision.ts";
import { isOurs, onwardHeaders } from "./onward.ts";

declare module "hono" {
  interface ContextVariableMap {
    /** The visitor's stay, on a path that the gate protects. */
    visit: Visit | undefined;
  }
}

/** Lets nobody without a visit through to the handlers behind it, which find the visit in `c.var.visit`. */
export function protect(gate: Gate): MiddlewareHandler {
  return async (c, next) => {
    const decision = await gate.decide(c.req.raw);
    if (decision.kind === "answered") return decision.response;
    c.set("visit", decision.kind === "admitted" ? decision.visit : undefined);
    if ([...c.req.raw.headers.keys()].some(isOurs))
      c.req.raw = new Request(c.req.raw, { headers: onwardHeaders(c.req.raw.headers, undefined) });
    await next();
    const answer = c.res;
    // A WebSocket's answer holds more than a new Response could.
    if (answer.status === 101) return undefined;
    const sent = await finished(answer, (asked) => gate.finish(decision, asked));
    if (sent === answer) return undefined;
    // Hono would take over the headers of the answer that is replaced, `fairline` too.
    c.res = undefined;
    c.res = sent;
    return undefined;
  };
}
