// Amazon DynamoDB: a part of the Ledger port (see ../ledger.ts).
import { type Line, Outcome, type Slot, type SlotsLedger } from "@fairline/core";
import { z } from "zod";
import { readStored } from "./stored.ts";
import { type Item, padded, scope, type Table } from "./table.ts";

const StoredSlot = z.object({
  lane: z.int(),
  number: z.int(),
  messageId: z.string(),
  turnHandle: z.string(),
  through: z.int(),
  expiresAtMs: z.number(),
  slotSeconds: z.int(),
  taskToken: z.string().optional(),
  ending: Outcome.optional(),
  endingAtMs: z.number().optional(),
  awaySinceMs: z.number().optional(),
});

const asSlot = (item: Item): Slot => readStored(StoredSlot, item);

const slotKey = (line: Line, lane: number) => ({ pk: `ROOM#${scope(line)}`, sk: `SLOT#${padded(lane, 5)}` });
const names = { "#number": "number" };
const isStillIts = "#number = :number";

export function slotsLedger(table: Table): SlotsLedger {
  async function change(line: Line, lane: number, number: number, expression: string, values: Item) {
    const after = await table.update(slotKey(line, lane), {
      expression,
      condition: isStillIts,
      names,
      values: { ":number": number, ...values },
      returning: "ALL_NEW",
    });
    return after && asSlot(after);
  }
  return {
    async readSlot(line, lane) {
      const item = await table.get(slotKey(line, lane));
      return item && asSlot(item);
    },
    async listSlots(line) {
      const pages = await Array.fromAsync(table.pages(slotKey(line, 0).pk, { prefix: "SLOT#" }));
      return pages.flat().map(asSlot);
    },
    async fillSlot(line, slot) {
      const filled = await table.update(slotKey(line, slot.lane), {
        expression:
          "SET #number = :number, lane = :lane, messageId = :message, turnHandle = :handle, through = :through," +
          " expiresAtMs = :expires, slotSeconds = :seconds",
        condition: `attribute_not_exists(pk) OR (${isStillIts} AND turnHandle = :handle)`,
        names,
        values: {
          ":number": slot.number,
          ":lane": slot.lane,
          ":message": slot.messageId,
          ":handle": slot.turnHandle,
          ":through": slot.through,
          ":expires": slot.expiresAtMs,
          ":seconds": slot.slotSeconds,
        },
      });
      return filled !== undefined;
    },
    storeToken: (line, lane, number, token) =>
      change(line, lane, number, "SET taskToken = :token", { ":token": token }),
    markEnding: (line, lane, number, outcome, nowMs) =>
      change(line, lane, number, "SET ending = :outcome, endingAtMs = :now", {
        ":outcome": outcome,
        ":now": nowMs,
      }),
    async markAway(line, lane, number, sinceMs) {
      if (sinceMs === undefined) await change(line, lane, number, "REMOVE awaySinceMs", {});
      else await change(line, lane, number, "SET awaySinceMs = :since", { ":since": sinceMs });
    },
    async renewHandle(line, lane, number, { messageId, handle }) {
      const values = { ":message": messageId, ":handle": handle };
      await change(line, lane, number, "SET messageId = :message, turnHandle = :handle", values);
    },
    async clearSlot(line, lane, number) {
      const before = await table.remove(slotKey(line, lane), {
        condition: isStillIts,
        names,
        values: { ":number": number },
      });
      return before && asSlot(before);
    },
  };
}
