import {
  concurrently,
  lastWait,
  limits,
  observe,
  type Ports,
  type RoomSummary,
  type Rooms,
} from "@fairline/core";
import { Hono } from "hono";
import { runtime } from "../runtime.ts";
import { iso, sampleView } from "./views.ts";

/** All rooms at a glance. */
export const rooms = new Hono();

rooms.get("/admin/rooms", async (c) => {
  const { ports } = runtime();
  const names = await ports.ledger.listRooms();
  const summaries = new Map<string, RoomSummary>();
  await concurrently(names, limits.writesAtOnceMax, async (room) => {
    const summary = await summaryOf(ports, room);
    if (summary !== undefined) summaries.set(room, summary);
  });
  const answer: Rooms = {
    at: iso(ports.clock.nowMs()),
    rooms: names.flatMap((room) => summaries.get(room) ?? []),
  };
  return c.json(answer);
});

/** Nothing: the room's name was written, and the room is not there yet. */
async function summaryOf(ports: Ports, room: string): Promise<RoomSummary | undefined> {
  const seen = await observe(ports, room);
  if (seen === undefined) return undefined;
  const { record, snapshot, lastTickAtMs } = seen;
  const { settings, run } = record;
  const samples = await ports.ledger.listSamples({ room, run }, "minute", {
    countMax: limits.glanceMinutes,
    afterMs: ports.clock.nowMs() - limits.glanceMinutes * 60_000,
  });
  return {
    room,
    title: settings.title,
    state: settings.state,
    draining: settings.draining,
    waiting: snapshot.waiting,
    active: snapshot.active,
    slots: settings.slots,
    tickSeconds: settings.tickSeconds,
    lastWait: lastWait(snapshot, settings),
    lastTickAt: lastTickAtMs === undefined ? undefined : iso(lastTickAtMs),
    samples: samples.map(sampleView),
  };
}
