import {
  type Commit,
  complete,
  type Reservation,
  ReservationRequest,
  reserve,
  snapshot,
} from "@fairline/core";
import { type Context, Hono } from "hono";
import { runtime } from "../runtime.ts";
import { parseBody } from "./body.ts";
import { problem } from "./problem.ts";
import { visitOf } from "./visitOf.ts";

/** What visitors, their browsers and the protected site ask for. */
export const visitors = new Hono();

visitors.get("/rooms/:room", async (c) => {
  const view = await snapshot(runtime().ports, c.req.param("room"));
  if (view === undefined) return problem(c, "unknown_room");
  c.header("cache-control", `public, max-age=${view.tickSeconds}`);
  return c.json(view);
});

visitors.post("/rooms/:room/reservations", async (c) => {
  const visit = await visitOf(c);
  if (visit instanceof Response) return visit;
  const body = await parseBody(c, ReservationRequest);
  if (!body.ok) return body.response;
  const { email } = body.value;
  const { line, number } = visit;
  const commit = await reserve(runtime().ports, line, number, email);
  return answer(c, commit, () => c.json({ room: line.room, number, email } satisfies Reservation, 201));
});

visitors.post("/rooms/:room/visits/complete", async (c) => {
  const visit = await visitOf(c);
  if (visit instanceof Response) return visit;
  const commit = await complete(runtime().ports, visit.line, visit.number);
  return answer(c, commit, () => c.body(null, 204));
});

visitors.get("/.well-known/jwks.json", (c) => {
  const { publicKeys, issuer } = runtime().ports.passes;
  c.header("cache-control", "public, max-age=300");
  // RFC 7517 allows more members: who verifies passes need not be told the issuer apart from the keys.
  return c.json({ ...publicKeys, issuer });
});

function answer(c: Context, commit: Commit, done: () => Response): Response {
  switch (commit.kind) {
    case "committed":
      return done();
    case "already":
      return problem(c, "already_done");
    case "expired":
    case "unknown":
      return problem(c, "visit_over");
    default:
      return commit satisfies never;
  }
}
