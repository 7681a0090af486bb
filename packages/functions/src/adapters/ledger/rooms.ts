// Amazon DynamoDB: a part of the Ledger port (see ../ledger.ts).
import { type Ledger, type Line, Settings } from "@fairline/core";
import * as z from "zod";
import { StoredEntry } from "./log.ts";
import { readStored } from "./stored.ts";
import { type Item, type ItemKey, scope, type Table, ticketTtl } from "./table.ts";

const StoredRoom = z.object({
  settings: Settings,
  /** Rooms of before it was kept are as they are. */
  configured: z.optional(Settings),
  version: z.int(),
  run: z.int(),
  latest: StoredEntry.optional(),
  resettingAtMs: z.number().optional(),
  drained: z.literal(true).optional(),
});
/** What a room has or has not. `audit` is where an older version kept its log: nobody reads it any more. */
const passing = ["latest", "resettingAtMs", "drained"] as const;

const roomKey = (room: string) => ({ pk: `ROOM#${room}`, sk: "SETTINGS" });
/** What a line has from its first moment on. */
function newLine(line: Line): readonly { key: ItemKey; item: Item }[] {
  const at = scope(line);
  return [
    { key: { pk: `COUNTER#${at}`, sk: "COUNTER" }, item: { issued: 0 } },
    {
      key: { pk: `GATE#${at}`, sk: "GATE" },
      item: { serving: 1, claimed: {}, claimedBy: {}, recalled: {} },
    },
    { key: { pk: `STATS#${at}`, sk: "STATS" }, item: {} },
    { key: { pk: `TICK#${at}`, sk: "TICK" }, item: { due: 0 } },
  ];
}

/** The names of all rooms, so that the schedule finds them without a scan. */
const roomsKey = { pk: "ROOMS", sk: "ROOMS" };

export function roomsLedger(
  table: Table,
): Pick<Ledger, "readRoom" | "writeRoom" | "listRooms" | "openLine" | "closeLine"> {
  return {
    async readRoom(room) {
      const item = await table.get(roomKey(room));
      if (item === undefined) return undefined;
      const { configured, ...stored } = readStored(StoredRoom, item);
      return { ...stored, configured: configured ?? stored.settings };
    },
    async writeRoom(room, record, expectedVersion) {
      if (expectedVersion === 0) {
        await table.update(roomsKey, { expression: "ADD rooms :name", values: { ":name": new Set([room]) } });
        return table.create(roomKey(room), { ...record });
      }
      const present = passing.filter((name) => record[name] !== undefined);
      const absent = passing.filter((name) => record[name] === undefined);
      const set = ["settings", "configured", "version", "run", ...present] as const;
      const written = await table.update(roomKey(room), {
        expression: `SET ${set.map((name) => `${name} = :${name}`).join(", ")} REMOVE ${["audit", ...absent].join(", ")}`,
        condition: "version = :expected",
        values: {
          ":expected": expectedVersion,
          ...Object.fromEntries(set.map((name) => [`:${name}`, record[name]])),
        },
      });
      return written !== undefined;
    },
    async listRooms() {
      const names = (await table.get(roomsKey))?.rooms;
      return names instanceof Set ? [...names].map(String).sort() : [];
    },
    async openLine(line) {
      await Promise.all(newLine(line).map(({ key, item }) => table.create(key, item)));
    },
    async closeLine(line, nowMs) {
      const lapse = {
        expression: "SET #ttl = :ttl",
        // One that is gone already is not made again.
        condition: "attribute_exists(pk)",
        names: { "#ttl": "ttl" },
        values: { ":ttl": ticketTtl(nowMs) },
      };
      await Promise.all(newLine(line).map(({ key }) => table.update(key, lapse)));
    },
  };
}
