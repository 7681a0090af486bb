import { randomBytes } from "node:crypto";
import {
  comeBack,
  confirm,
  DeferRequest,
  defer,
  type Handover,
  type Joining,
  JoinRequest,
  type Line,
  leave,
  offerPlace,
  type Registering,
  type RoomRecord,
  TakeoverRequest,
  type Ticket,
  takePlace,
  takesNewcomers,
  ticketMessage,
} from "@fairline/core";
import { type Context, Hono } from "hono";
import { runtime } from "../runtime.ts";
import { bearer } from "./bearer.ts";
import { parseBody } from "./body.ts";
import { problem } from "./problem.ts";

/** What a browser does with its place in line, over HTTP. Whoever shows the ticket's resume token is its holder. */
export const places = new Hono();

const mine = "/rooms/:room/tickets/me";

/** A join without WebSocket goes the same way as every other: through the Lobby queue. */
places.post("/rooms/:room/tickets", async (c) => {
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
  return c.json({ room, resume } satisfies Joining, 202, { location: `/rooms/${room}/tickets/me` });
});

/** Each read keeps the visitor present for a while, as an open connection would. */
places.get(mine, async (c) => {
  const held = await placeOf(c);
  return held instanceof Response ? held : answer(c, held, held.ticket);
});

/** SPEC C1, C2: "I'm here". */
places.post(`${mine}/confirm`, async (c) => {
  const held = await placeOf(c);
  if (held instanceof Response) return held;
  return answer(c, held, await confirm(runtime().ports, held.line, held.record, held.ticket));
});

/** SPEC D1: others may go ahead. */
places.post(`${mine}/defer`, async (c) => {
  const held = await placeOf(c);
  if (held instanceof Response) return held;
  const body = await parseBody(c, DeferRequest);
  if (!body.ok) return body.response;
  const { line, record, ticket } = held;
  const deferring = await defer(runtime().ports, line, record, ticket, body.value.places);
  switch (deferring.kind) {
    case "deferred":
      return answer(c, held, deferring.ticket);
    case "nobody behind":
      return problem(c, "nobody_behind");
    case "not waiting":
      return problem(c, "not_waiting");
    default:
      return deferring satisfies never;
  }
});

/** SPEC M1: a code by which another device takes the place over. */
places.post(`${mine}/handover`, async (c) => {
  const held = await placeOf(c);
  if (held instanceof Response) return held;
  // 96 random bits: nobody guesses it in the ten minutes that it is good for.
  const code = randomBytes(12).toString("base64url");
  const offered = await offerPlace(runtime().ports, held.line, held.ticket, code);
  if (offered === undefined) return problem(c, "not_waiting");
  const body: Handover = { code, expiresAt: new Date(offered.expiresAtMs).toISOString() };
  return c.json(body, 201);
});

/** SPEC M2: the device that takes a place over. */
places.post("/rooms/:room/handovers", async (c) => {
  const { ports } = runtime();
  const room = c.req.param("room");
  const record = await ports.ledger.readRoom(room);
  if (record === undefined) return problem(c, "unknown_room");
  const body = await parseBody(c, TakeoverRequest);
  if (!body.ok) return body.response;
  const line = { room, run: record.run };
  const taken = await takePlace(ports, line, body.value.code, body.value.key);
  switch (taken.kind) {
    case "moved":
      return answer(c, { line, record, key: body.value.key }, taken.ticket);
    case "over":
      return problem(c, "handover_over");
    case "key is taken":
      return problem(c, "key_taken", "key: it has a place of its own in this room; bring a new one.");
    default:
      return taken satisfies never;
  }
});

/** SPEC P5. Who has left already has left. */
places.delete(mine, async (c) => {
  const { ports } = runtime();
  const holder = await holderOf(c);
  if (holder instanceof Response) return holder;
  const { line, key } = holder;
  const number = (await ports.ledger.findNumbers(line, [key])).get(key);
  const left = number === undefined ? "unknown" : await leave(ports, line, number, key);
  if (left === "moved") return problem(c, "moved");
  return left === "unknown" ? problem(c, "unknown_ticket") : c.body(null, 204);
});

interface Holder {
  readonly line: Line;
  readonly record: RoomRecord;
  readonly key: string;
}

/** Whose resume token this is, or the answer that refuses it. */
async function holderOf(c: Context): Promise<Holder | Response> {
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
  return { line, record, key };
}

/** The holder's ticket as it is now, its visitor present; or the answer to one who has none, or none yet. */
async function placeOf(c: Context): Promise<(Holder & { readonly ticket: Ticket }) | Response> {
  const { ports } = runtime();
  const holder = await holderOf(c);
  if (holder instanceof Response) return holder;
  const { line, record, key } = holder;
  const number = (await ports.ledger.findNumbers(line, [key])).get(key);
  const stored = number === undefined ? undefined : await ports.ledger.readTicket(line, number);
  if (stored === undefined || stored.status === "void") {
    // A room that is closed, or drains, takes nobody in, so nothing is on its way.
    if (!takesNewcomers(record.settings))
      return problem(c, "unknown_ticket", "The room takes nobody in any more.");
    const body: Registering = { room: line.room, status: "registering" };
    return c.json(body, 202, { "retry-after": "1" });
  }
  if (stored.key !== key) return problem(c, "moved");
  const ticket = await comeBack(ports, line, record, stored, { kind: "poll" });
  return ticket.key === key ? { ...holder, ticket } : problem(c, "moved");
}

async function answer(c: Context, { line, record, key }: Holder, ticket: Ticket): Promise<Response> {
  const { ports } = runtime();
  // SPEC M2: it moved in this very moment. What the answer holds is for the new holder alone.
  if (ticket.key !== key) return problem(c, "moved");
  const [gate, issued] = await Promise.all([ports.ledger.readGate(line), ports.ledger.readIssued(line)]);
  c.header("cache-control", "no-store");
  return c.json(await ticketMessage(ports, line, record, ticket, { serving: gate.serving, issued }));
}
