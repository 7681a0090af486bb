import {
  AnnouncementRequest,
  type Change,
  changeSettings,
  changeState,
  healIdleSlots,
  type RoomRecord,
  resetRoom,
  SettingsChange,
  stateDeeds,
  UndoRequest,
  undo,
} from "@fairline/core";
import { type Context, Hono } from "hono";
import { allShards, sendTicks } from "../handlers/tickJob.ts";
import { runtime } from "../runtime.ts";
import { parseBody } from "./body.ts";
import { byWhom } from "./byWhom.ts";
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
  return body.ok ? change(c, body.value) : body.response;
});

for (const deed of stateDeeds) {
  operators.post(`/${deed}`, async (c) => {
    const changed = await changeState(runtime().ports, roomOf(c), deed, byWhom(c));
    switch (changed.kind) {
      case "not open":
        return problem(c, "not_open", `The room is ${changed.state}: only one that is open can be paused.`);
      case "not paused":
        return problem(
          c,
          "not_paused",
          `The room is ${changed.state}: only one that is paused can be resumed.`,
        );
      default:
        return takeEffect(c, changed);
    }
  });
}

operators.post("/announce", async (c) => {
  const body = await parseBody(c, AnnouncementRequest);
  return body.ok ? change(c, { translations: {}, ...body.value }) : body.response;
});

/** SPEC R6: puts back what a change of settings has changed. */
operators.post("/undo", async (c) => {
  const body = await parseBody(c, UndoRequest);
  if (!body.ok) return body.response;
  const undone = await undo(runtime().ports, roomOf(c), body.value.id, byWhom(c));
  switch (undone.kind) {
    case "unknown change":
      return problem(c, "unknown_change");
    case "not undoable":
      return problem(c, "not_undoable", undone.why);
    default:
      return takeEffect(c, undone);
  }
});

operators.post("/reset", async (c) => {
  const { ports, ticks } = runtime();
  const reset = await resetRoom(ports, roomOf(c), byWhom(c));
  if (reset.kind === "changed" && reset.older !== undefined) {
    const { older } = reset;
    await ticks.send(allShards.map((shard) => ({ body: { job: "farewell", ...older, shard } })));
    await sendTicks(ticks, older.room, reset.record, ports.clock.nowMs());
  }
  return changeAnswer(c, reset);
});

async function change(c: Context<Operated>, to: SettingsChange): Promise<Response> {
  return takeEffect(c, await changeSettings(runtime().ports, roomOf(c), to, byWhom(c)));
}

/** What a change brings about at once, and not with the next tick. */
async function takeEffect(c: Context, changed: Change): Promise<Response> {
  const { ports, ticks } = runtime();
  if (changed.kind === "changed") {
    const { record } = changed;
    const room = roomOf(c);
    // A raised X and a resumed room fill their idle slots now; a new N begins now, too.
    await healIdleSlots(ports, { room, run: record.run }, record, `version-${record.version}`);
    if (record.latest?.changes.some(({ field }) => field === "tickSeconds"))
      await sendTicks(ticks, room, record, ports.clock.nowMs());
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
    case "busy":
      return problem(c, "unavailable", "Others changed it at the same time; nothing was changed.");
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
