import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** The handles that a server really used, by what they are. None of them may ever leave it. */
export interface Inside {
  readonly receiptHandles: ReadonlySet<string>;
  readonly taskTokens: ReadonlySet<string>;
  readonly executions: ReadonlySet<string>;
  readonly connectionIds: ReadonlySet<string>;
}

/** Reads them from the folder that `--data` named. The server must have stopped. */
export function readInside(data: string): Inside {
  const { turns, tokens, arns } = readDatabases(data);
  return {
    receiptHandles: new Set(turns),
    taskTokens: new Set(tokens),
    executions: new Set(arns),
    connectionIds: new Set(connectionIds(join(data, "dynamodb"))),
  };
}

function readDatabases(data: string) {
  const column = (file: string, sql: string) => {
    const db = new DatabaseSync(join(data, file), { readOnly: true });
    try {
      return db
        .prepare(sql)
        .all()
        .map((row) => String(row.value));
    } finally {
      db.close();
    }
  };
  return {
    turns: column("held-turns.db", "SELECT receiptHandle AS value FROM held"),
    tokens: column("executions.db", "SELECT taskToken AS value FROM executions"),
    arns: column("executions.db", "SELECT arn AS value FROM executions"),
  };
}

/** LevelDB's log holds what was written as it was: the keys of the table's items, too. Its blocks cut a few apart. */
function connectionIds(folder: string): string[] {
  const logs = readdirSync(folder).filter((name) => name.endsWith(".log"));
  const text = logs.map((name) => readFileSync(join(folder, name), "latin1")).join("\n");
  return [...text.matchAll(/CONN#([\w-]{16})/g)].flatMap(([, id]) => id ?? []);
}
