import { createHash, timingSafeEqual } from "node:crypto";
import type { Context } from "hono";

/** The token of `Authorization: Bearer …` (RFC 6750), or nothing. */
export function bearer(c: Context): string | undefined {
  return /^Bearer ([^\s]+)$/i.exec(c.req.header("authorization") ?? "")?.[1];
}

/** Takes equally long whatever the difference is: hashes have one length, and nothing can be learned from them. */
export function isSameSecret(given: string, expected: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
