import {
  type Commit,
  comeBack,
  complete,
  JoinRequest,
  type Line,
  ReservationRequest,
  reserve,
  snapshot,
  ticketMessage,
} from "@fairline/core";
import { type Context, Hono } from "hono";
import { runtime } from "../runtime.ts";
import { bearer } from "./bearer.ts";
import { parseBody } from "./body.ts";
import { problem } from "./problem.ts";

/** What visitors, their browsers and the protected site ask for. */
export const visitors = new Hono();

visitors.get("/rooms/:room", async (c) => {
  const view = await snapshot(runtime().ports, c.req.param("room"));
  if (view === undefined) return problem(c, "unknown_room");
  c.header("cache-control", `public, max-age=${view.tickSeconds}`);
  return c.json(view);
});

/** A join without WebSocket goes the same way as every other: through the Lobby queue. */
visitors.post("/rooms/:room/tickets", async (c) => {
  const { ports, lobby } = runtime();
  const room = c.req.param("room");
  const record = await ports.ledger.readRoom(room);
  if (record === undefined) return problem(c, "unknown_room");
  const body = await parseBody(c, JoinRequest);
  if (!body.ok) return body.response;
  const { key } = body.value;
  const frame = { action: "join", room, key };
  await lobby.send([{ body: { action: "join", sentAtMs: ports.clock.nowMs(), frame } }]);
  const resume = await ports.passes.resume({ room, run: record.run }, key);
  return c.json({ room, resume }, 202, { location: `/rooms/${room}/tickets/me` });
});

/** Each read keeps the visitor present for a while, as an open connection would. */
visitors.get("/rooms/:room/tickets/me", async (c) => {
  const { ports } = runtime();
  const token = bearer(c);
  const holder = token === undefined ? undefined : await ports.passes.readResume(token);
  if (holder === undefined) return problem(c, "unauthorized");
  const { line, key } = holder;
  if (line.room !== c.req.param("room")) return problem(c, "wrong_room");
  const record = await ports.ledger.readRoom(line.room);
  if (record === undefined) return problem(c, "unknown_room");
  c.header("cache-control", "no-store");
  if (record.run !== line.run) return problem(c, "unknown_ticket", "The room was reset: join again.");
  const number = (await ports.ledger.findNumbers(line, [key])).get(key);
  const stored = number === undefined ? undefined : await ports.ledger.readTicket(line, number);
  if (stored === undefined || stored.status === "void") {
    // A closed room takes nobody in, so nothing is on its way.
    if (record.settings.state === "closed") return problem(c, "unknown_ticket", "The room is closed.");
    return c.json({ room: line.room, status: "registering" }, 202, { "retry-after": "1" });
  }
  const ticket = await comeBack(ports, line, record, stored, { kind: "poll" });
  const [gate, issued] = await Promise.all([ports.ledger.readGate(line), ports.ledger.readIssued(line)]);
  return c.json(await ticketMessage(ports, line, record, ticket, { serving: gate.serving, issued }));
});

visitors.post("/rooms/:room/reservations", async (c) => {
  const visit = await visitOf(c);
  if (visit instanceof Response) return visit;
  const body = await parseBody(c, ReservationRequest);
  if (!body.ok) return body.response;
  const { email } = body.value;
  const { line, number } = visit;
  const commit = await reserve(runtime().ports, line, number, email);
  return answer(c, commit, () => c.json({ room: line.room, number, email }, 201));
});

visitors.post("/rooms/:room/visits/complete", async (c) => {
  const visit = await visitOf(c);
  if (visit instanceof Response) return visit;
  const commit = await complete(runtime().ports, visit.line, visit.number);
  return answer(c, commit, () => c.body(null, 204));
});

visitors.get("/.well-known/jwks.json", (c) => {
  c.header("cache-control", "public, max-age=300");
  return c.json(runtime().ports.passes.publicKeys);
});

/** The visit that the bearer's pass is for, or the answer that refuses it. */
async function visitOf(c: Context): Promise<{ line: Line; number: number } | Response> {
  const { ports } = runtime();
  const token = bearer(c);
  const visit = token === undefined ? undefined : await ports.passes.readPass(token);
  if (visit === undefined) return problem(c, "unauthorized", "Show the pass of your visit.");
  if (visit.line.room !== c.req.param("room")) return problem(c, "wrong_room");
  const record = await ports.ledger.readRoom(visit.line.room);
  if (record === undefined) return problem(c, "unknown_room");
  if (record.run !== visit.line.run) return problem(c, "visit_over", "The room was reset.");
  return visit;
}

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
