// Amazon DynamoDB: a part of the Ledger port (see ../ledger.ts).
import {
  type Admitted,
  isSameAdmission as belongsTo,
  type Line,
  limits,
  Outcome,
  type Slot,
  type SlotsLedger,
} from "@fairline/core";
import * as z from "zod";
import { readStored } from "./stored.ts";
import { type Item, isSameAdmission, padded, scope, type Table, ttlAfter } from "./table.ts";

const StoredSlot = z.object({
  lane: z.int(),
  number: z.int(),
  messageId: z.string(),
  turnHandle: z.string(),
  through: z.int(),
  expiresAtMs: z.number(),
  slotSeconds: z.int(),
  extendedSeconds: z.number().optional(),
  returns: z.int().optional(),
  taskToken: z.string().optional(),
  ending: z.optional(Outcome),
  endingAtMs: z.number().optional(),
  awaySinceMs: z.number().optional(),
  confirmByMs: z.number().optional(),
});

const asSlot = (item: Item): Slot => readStored(StoredSlot, item);
/** A slot that was emptied is kept until it is filled again, or for a day: who empties it once more learns what was in it. */
const isEmptied = (item: Item) => item.emptied === true;

const left = [
  "emptied",
  "extendedSeconds",
  "taskToken",
  "ending",
  "endingAtMs",
  "awaySinceMs",
  "confirmByMs",
];

const slotKey = (line: Line, lane: number) => ({ pk: `ROOM#${scope(line)}`, sk: `SLOT#${padded(lane, 5)}` });

export function slotsLedger(table: Table, now: () => number): SlotsLedger {
  async function readSlot(line: Line, lane: number): Promise<Slot | undefined> {
    const item = await table.get(slotKey(line, lane));
    return item === undefined || isEmptied(item) ? undefined : asSlot(item);
  }
  async function change(
    line: Line,
    lane: number,
    admitted: Admitted,
    expression: string,
    values: Item,
    alsoIf?: string,
  ) {
    const same = isSameAdmission(admitted);
    const also = alsoIf === undefined ? "" : ` AND ${alsoIf}`;
    const after = await table.update(slotKey(line, lane), {
      expression,
      condition: `#number = :number AND ${same.condition} AND attribute_not_exists(emptied)${also}`,
      names: { "#number": "number", ...same.names },
      values: { ":number": admitted.number, ...same.values, ...values },
      returning: "ALL_NEW",
    });
    return after && asSlot(after);
  }
  return {
    readSlot,
    async listSlots(line) {
      const pages = await Array.fromAsync(table.pages(slotKey(line, 0).pk, { prefix: "SLOT#" }));
      return pages
        .flat()
        .filter((item) => !isEmptied(item))
        .map(asSlot);
    },
    async fillSlot(line, slot) {
      const { returns } = slot;
      const fields = {
        number: slot.number,
        lane: slot.lane,
        messageId: slot.messageId,
        turnHandle: slot.turnHandle,
        through: slot.through,
        expiresAtMs: slot.expiresAtMs,
        slotSeconds: slot.slotSeconds,
        ttl: ttlAfter(slot.expiresAtMs, limits.slotTtlSeconds),
        ...(returns === undefined ? {} : { returns }),
      };
      const fill = async (condition: string, removed: readonly string[]) => {
        const gone = [...removed, ...(returns === undefined ? ["returns"] : [])];
        const set = Object.keys(fields).map((name) => `#${name} = :${name}`);
        const remove = gone.length === 0 ? "" : ` REMOVE ${gone.map((name) => `#${name}`).join(", ")}`;
        const filled = await table.update(slotKey(line, slot.lane), {
          expression: `SET ${set.join(", ")}${remove}`,
          condition,
          names: Object.fromEntries([...Object.keys(fields), ...gone].map((name) => [`#${name}`, name])),
          values: Object.fromEntries(Object.entries(fields).map(([name, value]) => [`:${name}`, value])),
        });
        return filled !== undefined;
      };
      // What an earlier visit has left in an emptied slot goes; what this visit has learned since it filled it stays.
      return (
        (await fill("attribute_not_exists(pk) OR attribute_exists(emptied)", left)) ||
        (await fill("#number = :number AND #turnHandle = :turnHandle AND attribute_not_exists(emptied)", []))
      );
    },
    storeToken: (line, lane, admitted, token) =>
      change(line, lane, admitted, "SET taskToken = :token", { ":token": token }),
    async prolongSlot(line, lane, admitted, { expiresAtMs, slotSeconds, extendedSeconds }) {
      const isExtended = extendedSeconds !== undefined;
      const expression = `SET expiresAtMs = :expires, slotSeconds = :seconds${isExtended ? ", extendedSeconds = :extended" : ""}`;
      const values = {
        ":expires": expiresAtMs,
        ":seconds": slotSeconds,
        ...(isExtended ? { ":extended": extendedSeconds } : {}),
      };
      const later = await change(line, lane, admitted, expression, values, "expiresAtMs < :expires");
      if (later !== undefined) return later;
      const slot = await readSlot(line, lane);
      return slot !== undefined && belongsTo(slot, admitted) ? slot : undefined;
    },
    markEnding: (line, lane, admitted, outcome, nowMs) =>
      change(line, lane, admitted, "SET ending = :outcome, endingAtMs = :now", {
        ":outcome": outcome,
        ":now": nowMs,
      }),
    async markAway(line, lane, admitted, sinceMs) {
      if (sinceMs === undefined) await change(line, lane, admitted, "REMOVE awaySinceMs", {});
      else await change(line, lane, admitted, "SET awaySinceMs = :since", { ":since": sinceMs });
    },
    async markCalled(line, lane, admitted, confirmByMs) {
      if (confirmByMs === undefined) await change(line, lane, admitted, "REMOVE confirmByMs", {});
      else await change(line, lane, admitted, "SET confirmByMs = :by", { ":by": confirmByMs });
    },
    async renewHandle(line, lane, admitted, { messageId, handle }) {
      const values = { ":message": messageId, ":handle": handle };
      await change(line, lane, admitted, "SET messageId = :message, turnHandle = :handle", values);
    },
    async clearSlot(line, lane, admitted) {
      const same = isSameAdmission(admitted);
      const before = await table.update(slotKey(line, lane), {
        expression: "SET emptied = :true, #ttl = :ttl",
        condition: `#number = :number AND ${same.condition}`,
        names: { "#number": "number", "#ttl": "ttl", ...same.names },
        values: {
          ":number": admitted.number,
          ":true": true,
          ":ttl": ttlAfter(now(), limits.slotTtlSeconds),
          ...same.values,
        },
        returning: "ALL_OLD",
      });
      return before && asSlot(before);
    },
  };
}
