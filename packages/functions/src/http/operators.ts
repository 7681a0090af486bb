import {
  AnnouncementRequest,
  type Change,
  changeSettings,
  healIdleSlots,
  type RoomRecord,
  type RoomState,
  resetRoom,
  SettingsChange,
} from "@fairline/core";
import { type Context, Hono } from "hono";
import { allShards, sendTicks } from "../handlers/tickJob.ts";
import { runtime } from "../runtime.ts";
import { parseBody } from "./body.ts";
import type { Operated } from "./operator.ts";
import { problem } from "./problem.ts";
import { roomOf } from "./roomOf.ts";

/** What the console does with a room, and scripts of operators. `authenticate` has let them in. */
export const operators = new Hono<Operated>().basePath("/admin/rooms/:room");

operators.get("/settings", async (c) => {
  const record = await runtime().ports.ledger.readRoom(roomOf(c));
  return record === undefined ? problem(c, "unknown_room") : settingsAnswer(c, record);
});

operators.put("/settings", async (c) => {
  const body = await parseBody(c, SettingsChange);
  if (!body.ok) return body.response;
  const what = Object.entries(body.value)
    .map(([name, value]) => `${name} = ${JSON.stringify(value)}`)
    .join(", ");
  const ifMatch = c.req.header("if-match");
  if (ifMatch === undefined || ifMatch === "*") return change(c, body.value, { what });
  // An entity tag that we never gave out matches no version.
  const expectedVersion = Number(/^(?:W\/)?"(\d+)"$/.exec(ifMatch)?.[1] ?? -1);
  return change(c, body.value, { what, expectedVersion });
});

const states: Readonly<Record<string, RoomState>> = {
  pause: "paused",
  resume: "open",
  open: "open",
  close: "closed",
};
for (const [action, state] of Object.entries(states)) {
  operators.post(`/${action}`, (c) => change(c, { state }, { what: action }));
}

operators.post("/announce", async (c) => {
  const body = await parseBody(c, AnnouncementRequest);
  if (!body.ok) return body.response;
  return change(c, body.value, { what: `announce ${JSON.stringify(body.value.announcement)}` });
});

operators.post("/reset", async (c) => {
  const { ports, ticks } = runtime();
  const reset = await resetRoom(ports, roomOf(c));
  if (reset.kind === "changed" && reset.older !== undefined) {
    const { older } = reset;
    await ticks.send(allShards.map((shard) => ({ body: { job: "farewell", ...older, shard } })));
    await sendTicks(ticks, older.room, reset.record, ports.clock.nowMs());
  }
  return changeAnswer(c, reset);
});

async function change(
  c: Context,
  to: SettingsChange,
  by: { what: string; expectedVersion?: number },
): Promise<Response> {
  const { ports, ticks } = runtime();
  const room = roomOf(c);
  const changed = await changeSettings(ports, room, to, by);
  if (changed.kind === "changed") {
    const line = { room, run: changed.record.run };
    // A raised X and a resumed room fill their idle slots now, not at the next tick; a new N begins now, too.
    await healIdleSlots(ports, line, changed.record, `version-${changed.record.version}`);
    if (to.tickSeconds !== undefined) await sendTicks(ticks, room, changed.record, ports.clock.nowMs());
  }
  return changeAnswer(c, changed);
}

function changeAnswer(c: Context, changed: Change): Response {
  switch (changed.kind) {
    case "changed":
      return settingsAnswer(c, changed.record);
    case "conflict":
      c.header("etag", etag(changed.record));
      return problem(c, "version_conflict", `The settings are at version ${changed.record.version} by now.`);
    case "unknown":
      return problem(c, "unknown_room");
    default:
      return changed satisfies never;
  }
}

function settingsAnswer(c: Context, record: RoomRecord): Response {
  c.header("etag", etag(record));
  return c.json(record.settings);
}

function etag(record: RoomRecord): string {
  return `"${record.version}"`;
}
