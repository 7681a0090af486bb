import {
  callIn,
  endByHand,
  type Line,
  NumberRequest,
  type RoomRecord,
  readLog,
  UndoRequest,
  viewTicket,
} from "@fairline/core";
import { type Context, Hono } from "hono";
import * as z from "zod/mini";
import { runtime } from "../runtime.ts";
import { parseBody } from "./body.ts";
import type { Operated } from "./operator.ts";
import { invalid, problem } from "./problem.ts";
import { roomOf } from "./roomOf.ts";

/** What operators do by hand to one place in line, and what they look up: a place, and the log. */
export const byHand = new Hono<Operated>().basePath("/admin/rooms/:room");

/** SPEC R8: the next free slot is theirs. */
byHand.post("/call", async (c) => {
  const asked = await numberOf(c);
  if (asked instanceof Response) return asked;
  const { line, record, number } = asked;
  const called = await callIn(runtime().ports, line, record, number, c.get("operator"));
  switch (called.kind) {
    case "called in":
      return ticketAnswer(c, line, number);
    case "unknown":
      return problem(c, "unknown_ticket");
    case "not waiting":
      return problem(c, "not_waiting");
    case "away":
      return problem(c, "visitor_away");
    default:
      return called satisfies never;
  }
});

/** SPEC R9: the time of the visit, or of the call, is up at once. */
byHand.post("/end", async (c) => {
  const asked = await numberOf(c);
  if (asked instanceof Response) return asked;
  const { line, number } = asked;
  const ended = await endByHand(runtime().ports, line, number, c.get("operator"));
  switch (ended.kind) {
    case "ended":
      return ticketAnswer(c, line, number);
    case "unknown":
      return problem(c, "unknown_ticket");
    case "no visit":
      return problem(c, "no_visit");
    default:
      return ended satisfies never;
  }
});

byHand.get("/tickets/:number", async (c) => {
  const here = await lineOf(c);
  if (here === undefined) return problem(c, "unknown_room");
  const parsed = NumberRequest.safeParse({ number: Number(c.req.param("number")) });
  return parsed.success ? ticketAnswer(c, here.line, parsed.data.number) : problem(c, "unknown_ticket");
});

/** SPEC R5: the newest first, a page at a time. */
byHand.get("/audit", async (c) => {
  const asked = { before: c.req.query("before") };
  const query = LogQuery.safeParse(asked);
  if (!query.success) return invalid(c, query.error.issues, asked);
  const page = await readLog(runtime().ports, roomOf(c), query.data.before);
  return page === undefined ? problem(c, "unknown_room") : c.json(page);
});

const LogQuery = z.object({ before: z.optional(UndoRequest.shape.id) });

interface Asked {
  readonly line: Line;
  readonly record: RoomRecord;
  readonly number: number;
}

/** The room as it is now, and the number that the body names; or the answer that refuses. */
async function numberOf(c: Context): Promise<Asked | Response> {
  const here = await lineOf(c);
  if (here === undefined) return problem(c, "unknown_room");
  const body = await parseBody(c, NumberRequest);
  return body.ok ? { ...here, number: body.value.number } : body.response;
}

async function lineOf(c: Context): Promise<{ line: Line; record: RoomRecord } | undefined> {
  const room = roomOf(c);
  const record = await runtime().ports.ledger.readRoom(room);
  return record && { line: { room, run: record.run }, record };
}

async function ticketAnswer(c: Context, line: Line, number: number): Promise<Response> {
  const view = await viewTicket(runtime().ports, line, number);
  return view === undefined ? problem(c, "unknown_ticket") : c.json(view);
}
