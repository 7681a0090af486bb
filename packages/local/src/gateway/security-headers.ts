import type { MiddlewareHandler } from "hono";

/** A host as a browser sends it. Anything else must not get into a header of ours. */
const plainHost = /^[\w.-]+(?::\d+)?$|^\[[\da-fA-F:]+\](?::\d+)?$/;

/** Pages load only what is their own, and may speak only to where they came from. */
export const securityHeaders: MiddlewareHandler = async (context, next) => {
  await next();
  const host = context.req.header("host") ?? "";
  // Safari does not count a WebSocket of the same host as 'self'.
  const sockets = plainHost.test(host) ? ` ws://${host} wss://${host}` : "";
  const { headers } = context.res;
  headers.set(
    "content-security-policy",
    [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data:",
      "font-src 'self'",
      "manifest-src 'self'",
      `connect-src 'self'${sockets}`,
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
    ].join("; "),
  );
  headers.set("x-content-type-options", "nosniff");
  headers.set("referrer-policy", "same-origin");
  headers.set("cross-origin-opener-policy", "same-origin");
  headers.set("permissions-policy", "camera=(), geolocation=(), microphone=()");
};
