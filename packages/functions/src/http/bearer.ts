import type { Context } from "hono";

/** The token of `Authorization: Bearer …` (RFC 6750), or nothing. */
export function bearer(c: Context): string | undefined {
  return /^Bearer ([^\s]+)$/i.exec(c.req.header("authorization") ?? "")?.[1];
}
