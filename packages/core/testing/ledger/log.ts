import type { AuditEntry } from "../../src/line.ts";
import type { LogLedger } from "../../src/ports.ts";

export function logLedger(): LogLedger {
  const logs = new Map<string, Map<string, AuditEntry>>();
  const logOf = (room: string) => {
    const log = logs.get(room) ?? new Map<string, AuditEntry>();
    logs.set(room, log);
    return log;
  };
  return {
    async writeEntry(room, entry) {
      logOf(room).set(entry.id, entry);
    },
    readEntry: async (room, id) => logOf(room).get(id),
    async listEntries(room, countMax, beforeId) {
      const entries = [...logOf(room).values()].sort((a, b) => (a.id < b.id ? 1 : -1));
      return entries.filter(({ id }) => beforeId === undefined || id < beforeId).slice(0, countMax);
    },
  };
}
