import type { Context } from "hono";
import { problem } from "./problem.ts";

/**
 * The answer to what another site, or a form, may have made a browser send: its cookie comes along by itself. Nothing: it may
 * go on. (Hono's csrf looks only at requests that a form can send; here it is everything that changes something.)
 */
export function refusalOfForgery(c: Context): Response | undefined {
  if (/^(GET|HEAD|OPTIONS)$/.test(c.req.method)) return undefined;
  if (isFromElsewhere(c)) return problem(c, "cross_site");
  const type = c.req.header("content-type");
  const isJson = type === undefined || /^application\/json\s*(;|$)/i.test(type);
  return isJson
    ? undefined
    : problem(c, "bad_json", "Send a JSON object with content-type application/json.");
}

/**
 * Browsers say whence a request comes, in Sec-Fetch-Site where the connection is safe, and in Origin. Whoever says neither is
 * no browser, and nobody has lent it a cookie.
 */
function isFromElsewhere(c: Context): boolean {
  const site = c.req.header("sec-fetch-site");
  if (site !== undefined) return site !== "same-origin";
  const origin = c.req.header("origin");
  return origin !== undefined && origin !== new URL(c.req.url).origin;
}
