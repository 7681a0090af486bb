import { pageHeaders } from "@fairline/functions/http/pageHeaders.ts";
import type { MiddlewareHandler } from "hono";

/** A host as a browser sends it. Anything else must not get into a header of ours. */
const plainHost = /^[\w.-]+(?::\d+)?$|^\[[\da-fA-F:]+\](?::\d+)?$/;

export const securityHeaders: MiddlewareHandler = async (context, next) => {
  await next();
  const host = context.req.header("host") ?? "";
  const sockets = plainHost.test(host) ? [`ws://${host}`, `wss://${host}`] : [];
  for (const [name, value] of Object.entries(pageHeaders(sockets))) context.res.headers.set(name, value);
};
