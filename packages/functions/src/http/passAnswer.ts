import type { PassAnswer } from "@fairline/core";
import type { Context } from "hono";
import { iso } from "./views.ts";

/** A pass, which no cache keeps. */
export function passAnswer(
  c: Context,
  { pass, expiresAtMs }: { readonly pass: string; readonly expiresAtMs: number },
  status: 200 | 201,
): Response {
  const answer: PassAnswer = { pass, expiresAt: iso(expiresAtMs) };
  return c.json(answer, status, { "cache-control": "no-store" });
}
