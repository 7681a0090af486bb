import { DatabaseSync } from "node:sqlite";
import { local } from "./limits.ts";

/**
 * The messages that a mapping handled and was not allowed to delete. They stay in flight on purpose; every
 * other message in flight belongs to a handler that died with its process, and must come back at the start.
 */
export interface HeldTurns {
  add(receiptHandle: string): void;
  has(receiptHandle: string): boolean;
  close(): void;
}

/** Only a file is worth keeping: without one, the messages are gone with the process too. */
export function openHeldTurns(file: string | undefined): HeldTurns {
  if (file === undefined) return { add() {}, has: () => false, close() {} };
  const db = new DatabaseSync(file);
  db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
  db.exec("CREATE TABLE IF NOT EXISTS held (sequence INTEGER PRIMARY KEY, receiptHandle TEXT UNIQUE)");
  const add = db.prepare("INSERT OR IGNORE INTO held (receiptHandle) VALUES (?)");
  const has = db.prepare("SELECT 1 FROM held WHERE receiptHandle = ?");
  const forget = db.prepare("DELETE FROM held WHERE sequence <= ?");
  return {
    add(receiptHandle) {
      const { lastInsertRowid } = add.run(receiptHandle);
      if (Number(lastInsertRowid) % 1000 === 0) forget.run(Number(lastInsertRowid) - local.heldTurnsMax);
    },
    has: (receiptHandle) => has.get(receiptHandle) !== undefined,
    close: () => db.close(),
  };
}
