import { SignInRequest } from "@fairline/core";
import { Hono } from "hono";
import { attempt } from "./attempt.ts";
import { parseBody } from "./body.ts";
import { failsClosed } from "./failsClosed.ts";
import { refusalOfForgery } from "./forgery.ts";
import { unnamedOperator } from "./operator.ts";
import { problem } from "./problem.ts";
import { beginSession, endSession, sessionOf } from "./sessions.ts";

/** How the console signs in, looks whether it still is, and signs out. */
export const session = new Hono();

const path = "/admin/session";

session.use(path, async (c, next) => {
  c.header("cache-control", "no-store");
  // Nobody is to be signed in, or out, by another site.
  return refusalOfForgery(c) ?? next();
});

session.post(path, async (c) => {
  const body = await parseBody(c, SignInRequest);
  if (!body.ok) return body.response;
  const token = await attempt(c, body.value.token);
  if (token instanceof Response) return token;
  const operator = token.name ?? body.value.name ?? unnamedOperator;
  const begun = await failsClosed(c, () => beginSession(c, token, operator));
  return begun instanceof Response ? begun : c.json(begun);
});

session.get(path, async (c) => {
  const found = await failsClosed(c, () => sessionOf(c));
  if (found instanceof Response) return found;
  return found === undefined ? problem(c, "unauthorized") : c.json(found);
});

/** Without a session there is nothing to end, and it is ended all the same. */
session.delete(path, async (c) => {
  const ended = await failsClosed(c, () => endSession(c));
  return ended instanceof Response ? ended : c.body(null, 204);
});
