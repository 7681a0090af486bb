import type { Context, MiddlewareHandler } from "hono";
import { attempt } from "./attempt.ts";
import { bearer } from "./bearer.ts";
import { failsClosed } from "./failsClosed.ts";
import { refusalOfForgery } from "./forgery.ts";
import { type Operated, operatorNamed } from "./operator.ts";
import { problem } from "./problem.ts";
import { sessionOf } from "./sessions.ts";

/** Lets operators in, by a bearer token or by the cookie of a session, and says who they are (docs/adr/0017-who-operates.md). */
export const authenticate: MiddlewareHandler<Operated> = async (c, next) => {
  const shown = bearer(c);
  const operator = shown === undefined ? await bySession(c) : await byToken(c, shown);
  if (operator instanceof Response) return operator;
  c.set("operator", operator);
  c.header("cache-control", "no-store");
  return next();
};

async function byToken(c: Context, shown: string): Promise<string | Response> {
  const token = await attempt(c, shown);
  return token instanceof Response ? token : operatorNamed(c, token);
}

/** A browser sends the cookie by itself, whoever makes it send a request: so it counts for the console's own requests only. */
async function bySession(c: Context): Promise<string | Response> {
  const session = await failsClosed(c, () => sessionOf(c));
  // No token, a wrong one, and a session that is over are the same: the answer tells nothing.
  if (session === undefined) return problem(c, "unauthorized");
  if (session instanceof Response) return session;
  return refusalOfForgery(c) ?? session.operator;
}
