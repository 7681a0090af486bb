import { existsSync, mkdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { UsageError } from "./usage-error.ts";

/** Where everything is kept that outlives the process. */
export interface DataDirectory {
  readonly sqs: string;
  readonly dynamodb: string;
  readonly executions: string;
  readonly heldTurns: string;
  readonly keys: string;
  release(): void;
}

/**
 * Makes the folder and locks it. The lock is SQLite's on a file of its own: the system drops it with the
 * process, however that ends, so no stale lock can be left behind.
 */
export function openDataDirectory(path: string): DataDirectory {
  const folder = resolve(path);
  try {
    makeFolder(folder);
  } catch (error) {
    throw new UsageError(`--data ${path}: the folder cannot be made (${(error as Error).message})`);
  }
  const lock = lockOf(folder, path);
  return {
    sqs: join(folder, "sqs"),
    dynamodb: join(folder, "dynamodb"),
    executions: join(folder, "executions.db"),
    heldTurns: join(folder, "held-turns.db"),
    keys: join(folder, "pass-keys.json"),
    release: () => lock.close(),
  };
}

/** One level after the other: Node's own `recursive` never returns where a file system refuses with "no such file". */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder, { mode: 0o700 });
}

function lockOf(folder: string, shown: string): DatabaseSync {
  try {
    const lock = new DatabaseSync(join(folder, "lock"));
    lock.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE;");
    return lock;
  } catch (error) {
    const message = (error as Error).message;
    throw new UsageError(
      message.includes("locked")
        ? `--data ${shown}: another Fairline is using this folder`
        : `--data ${shown}: the folder cannot be used (${message})`,
    );
  }
}
