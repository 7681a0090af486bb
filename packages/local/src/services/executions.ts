import { DatabaseSync } from "node:sqlite";
import { local } from "../limits.ts";

export type ExecutionStatus = "RUNNING" | "SUCCEEDED" | "FAILED" | "ABORTED";

/** What a task token brought: the task's result, or the error that it failed with. */
export type TaskOutcome =
  | { readonly kind: "success"; readonly output: string }
  | { readonly kind: "failure"; readonly error: string; readonly cause: string };

export interface Execution {
  readonly arn: string;
  readonly machine: string;
  readonly name: string;
  /** JSON text, as it came: "the same input" means the same text. */
  readonly input: string;
  readonly status: ExecutionStatus;
  readonly startedAtMs: number;
  readonly stoppedAtMs: number | null;
  readonly output: string | null;
  readonly error: string | null;
  /** The token that the execution's waiting task hands out. Made at the start, so that it outlives a restart. */
  readonly taskToken: string;
  /** When the waiting task began; its timeout counts from then. */
  readonly heldAtMs: number | null;
  /** Whether the task's handler came back without an error: then it is not invoked again. */
  readonly invoked: boolean;
  readonly outcome: TaskOutcome | null;
}

const schema = `
  CREATE TABLE IF NOT EXISTS executions (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    arn TEXT NOT NULL UNIQUE, machine TEXT NOT NULL, name TEXT NOT NULL, input TEXT NOT NULL,
    status TEXT NOT NULL, startedAtMs INTEGER NOT NULL, stoppedAtMs INTEGER, output TEXT, error TEXT,
    taskToken TEXT NOT NULL UNIQUE, heldAtMs INTEGER, invoked INTEGER NOT NULL DEFAULT 0, outcome TEXT
  );
  CREATE INDEX IF NOT EXISTS running ON executions (machine, sequence) WHERE status = 'RUNNING';
`;

/** Forgetting costs a search; it is done once in so many ends. */
const endsBetweenForgetting = 1000;

/**
 * Every execution that runs, and the newest of those that ended. In a file it survives a killed process:
 * what was written is with the system, though perhaps not yet on the disk.
 */
export class Executions {
  readonly #db: DatabaseSync;
  readonly #statements;
  readonly #closedMax: number;
  #ends = 0;

  constructor(file: string | undefined, closedMax: number = local.closedExecutionsMax) {
    this.#db = new DatabaseSync(file ?? ":memory:");
    this.#db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
    this.#db.exec(schema);
    this.#closedMax = closedMax;
    const prepare = (sql: string) => this.#db.prepare(sql);
    this.#statements = {
      start: prepare(
        "INSERT INTO executions (arn, machine, name, input, status, startedAtMs, taskToken) VALUES (?, ?, ?, ?, 'RUNNING', ?, ?)",
      ),
      byArn: prepare("SELECT * FROM executions WHERE arn = ?"),
      byToken: prepare("SELECT * FROM executions WHERE taskToken = ?"),
      running: prepare("SELECT * FROM executions WHERE status = 'RUNNING' ORDER BY sequence"),
      list: prepare(
        "SELECT * FROM executions WHERE machine = ? AND (? = '' OR status = ?) ORDER BY sequence DESC LIMIT ?",
      ),
      hold: prepare("UPDATE executions SET heldAtMs = ? WHERE arn = ?"),
      invoked: prepare("UPDATE executions SET invoked = 1 WHERE arn = ?"),
      outcome: prepare("UPDATE executions SET outcome = ? WHERE arn = ?"),
      end: prepare(
        "UPDATE executions SET status = ?, stoppedAtMs = ?, output = ?, error = ? WHERE arn = ? AND status = 'RUNNING'",
      ),
      forgetOne: prepare("DELETE FROM executions WHERE arn = ?"),
      forget: prepare(
        "DELETE FROM executions WHERE status <> 'RUNNING' AND sequence <= (SELECT max(sequence) FROM executions) - ?",
      ),
      count: prepare("SELECT count(*) AS count FROM executions WHERE status = 'RUNNING'"),
    };
  }

  start(
    execution: Pick<Execution, "arn" | "machine" | "name" | "input" | "startedAtMs" | "taskToken">,
  ): void {
    const { arn, machine, name, input, startedAtMs, taskToken } = execution;
    this.#statements.start.run(arn, machine, name, input, startedAtMs, taskToken);
  }

  byArn(arn: string): Execution | undefined {
    return asExecution(this.#statements.byArn.get(arn));
  }

  byToken(taskToken: string): Execution | undefined {
    return asExecution(this.#statements.byToken.get(taskToken));
  }

  running(): Execution[] {
    return this.#statements.running.all().flatMap((row) => asExecution(row) ?? []);
  }

  runningCount(): number {
    return Number(this.#statements.count.get()?.count ?? 0);
  }

  /** Newest first. */
  list(machine: string, status: ExecutionStatus | undefined, max: number): Execution[] {
    const rows = this.#statements.list.all(machine, status ?? "", status ?? "", max);
    return rows.flatMap((row) => asExecution(row) ?? []);
  }

  hold(arn: string, atMs: number): void {
    this.#statements.hold.run(atMs, arn);
  }

  markInvoked(arn: string): void {
    this.#statements.invoked.run(arn);
  }

  settle(arn: string, outcome: TaskOutcome): void {
    this.#statements.outcome.run(JSON.stringify(outcome), arn);
  }

  end(
    arn: string,
    status: Exclude<ExecutionStatus, "RUNNING">,
    atMs: number,
    result: { output?: string; error?: string },
  ): void {
    this.#statements.end.run(status, atMs, result.output ?? null, result.error ?? null, arn);
    this.#ends += 1;
    if (this.#ends % Math.min(endsBetweenForgetting, this.#closedMax) === 0) {
      this.#statements.forget.run(this.#closedMax);
    }
  }

  forget(arn: string): void {
    this.#statements.forgetOne.run(arn);
  }

  close(): void {
    this.#db.close();
  }
}

function asExecution(row: Record<string, unknown> | undefined): Execution | undefined {
  if (!row) return undefined;
  const outcome = typeof row.outcome === "string" ? (JSON.parse(row.outcome) as TaskOutcome) : null;
  return { ...(row as unknown as Execution), invoked: row.invoked === 1, outcome };
}
