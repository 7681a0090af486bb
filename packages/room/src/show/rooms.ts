import { doingOf, duration, type RoomSummary } from "@fairline/core";
import { inOneLine } from "../inOneLine.ts";
import type { Paint } from "./paint.ts";
import { table } from "./table.ts";
import { count, waitRange } from "./words.ts";

/** All rooms, one a line. */
export function roomTable(rooms: readonly RoomSummary[], at: string, paint: Paint): string {
  if (rooms.length === 0) return "There is no room.";
  const head = ["room", "state", "waiting", "active", "last tick", "last wait", "title"];
  const rows = rooms.map((room) => [
    room.room,
    doingOf(room),
    count(room.waiting),
    `${count(room.active)}/${count(room.slots)}`,
    room.lastTickAt === undefined
      ? "-"
      : `${duration((Date.parse(at) - Date.parse(room.lastTickAt)) / 1000)} ago`,
    waitRange(room.lastWait),
    inOneLine(room.title),
  ]);
  return table([head.map((name) => paint("dim", name)), ...rows], "llrrrll");
}
