import type { Context } from "hono";
import { type AdminToken, findAdminToken } from "../adminTokens.ts";
import { runtime } from "../runtime.ts";
import { failsClosed } from "./failsClosed.ts";
import { problem } from "./problem.ts";
import { sourceOf } from "./source.ts";

/** Whose token this is, or the answer that refuses it: a wrong one counts against the address that it came from. */
export function attempt(c: Context, shown: string): Promise<AdminToken | Response> {
  const address = sourceOf(c);
  return failsClosed(c, async () => {
    const { adminTokens, attempts } = runtime();
    const shutUntilMs = await attempts.shutUntilMs(address);
    if (shutUntilMs !== undefined) return tooMany(c, shutUntilMs);
    const token = findAdminToken(adminTokens, shown);
    if (token !== undefined) return token;
    const untilMs = await attempts.count(address);
    return untilMs === undefined ? problem(c, "unauthorized") : tooMany(c, untilMs);
  });
}

function tooMany(c: Context, untilMs: number): Response {
  const seconds = Math.max(1, Math.ceil((untilMs - runtime().ports.clock.nowMs()) / 1000));
  c.header("retry-after", String(seconds));
  return problem(c, "too_many_attempts", `Try again in ${seconds} s.`);
}
