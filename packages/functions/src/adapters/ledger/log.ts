// Amazon DynamoDB: a part of the Ledger port (see ../ledger.ts).
import { type LogLedger, limits, SettingValue } from "@fairline/core";
import * as z from "zod";
import { type Table, ttlAfter } from "./table.ts";

/** A line of the log; the newest stands in the room's record, too. */
export const StoredEntry = z.object({
  id: z.string(),
  atMs: z.number(),
  who: z.string(),
  what: z.string(),
  changes: z.array(z.object({ field: z.string(), from: SettingValue, to: SettingValue })),
});

/** Of the room, not of its line: a reset takes nothing of it away. */
const logKey = (room: string) => `AUDIT#${room}`;

export function logLedger(table: Table): LogLedger {
  return {
    async writeEntry(room, entry) {
      const ttl = ttlAfter(entry.atMs, limits.auditTtlSeconds);
      await table.put({ pk: logKey(room), sk: entry.id }, { ...entry, ttl });
    },
    async readEntry(room, id) {
      const item = await table.get({ pk: logKey(room), sk: id });
      return item === undefined ? undefined : StoredEntry.parse(item);
    },
    async listEntries(room, countMax, beforeId) {
      const before = beforeId === undefined ? {} : { before: beforeId };
      const pages = table.pages(logKey(room), { newestFirst: true, countMax, ...before });
      return (await Array.fromAsync(pages)).flat().map((item) => StoredEntry.parse(item));
    },
  };
}
