import type { Bearer, Line, RoomRecord } from "@fairline/core";
import type { Context } from "hono";
import { runtime } from "../runtime.ts";
import { bearer } from "./bearer.ts";
import { problem } from "./problem.ts";

/** The visit that the bearer's pass is for, or the answer that refuses it. Whether it is over, the ledger knows. */
export async function visitOf(
  c: Context,
): Promise<({ readonly line: Line; readonly record: RoomRecord } & Bearer) | Response> {
  const { ports } = runtime();
  const token = bearer(c);
  const visit = token === undefined ? undefined : await ports.passes.readPass(token);
  if (visit === undefined) return problem(c, "unauthorized", "Show the pass of your visit.");
  if (visit.line.room !== c.req.param("room")) return problem(c, "wrong_room");
  const record = await ports.ledger.readRoom(visit.line.room);
  if (record === undefined) return problem(c, "unknown_room");
  if (record.run !== visit.line.run) return problem(c, "visit_over", "The room was reset.");
  return { ...visit, record };
}
