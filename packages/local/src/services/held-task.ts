import { setTimeout as afterMs } from "node:timers/promises";
import { TaskFailure } from "./definition.ts";
import type { Execution, Executions, TaskOutcome } from "./executions.ts";

/** What has to be known about a task that waits for its token. */
export interface HeldTask {
  readonly execution: Execution;
  readonly timeoutMs: number;
  readonly invoke: () => Promise<unknown>;
}

/** When a task began to wait, and whether its handler came back without an error. */
interface Hold {
  readonly heldAtMs: number | null;
  readonly invoked: boolean;
}

/**
 * Tasks that wait until somebody brings their token (`.waitForTaskToken`), or their time is up. The library
 * has no tokens; here they are, and they outlive the process when the executions do.
 */
export class HeldTasks {
  readonly #executions: Executions;
  readonly #waiting = new Map<string, { arn: string; settle: (outcome: TaskOutcome) => void }>();
  /** Of those that came again when their time was up. The next process finds the first time to be up, and comes here, too. */
  readonly #later = new Map<string, Hold>();

  #stopped = false;

  constructor(executions: Executions) {
    this.#executions = executions;
  }

  /** From now on nothing is written: whatever happens belongs to the end of this process, not to the visits. */
  stop(): void {
    this.#stopped = true;
  }

  /**
   * Invokes the task's handler, unless an earlier process had done so, and waits. The time counts from when
   * the task first began, so that neither a restart nor a retry prolongs it. (On AWS a retry starts it anew.)
   * A task that comes again when its time was up has a time of its own; on one machine it keeps the token.
   */
  async run({ execution, timeoutMs, invoke }: HeldTask): Promise<unknown> {
    const { arn, taskToken } = execution;
    const current = this.#executions.byArn(arn) ?? execution;
    if (current.outcome) return resultOf(current.outcome);
    const { invoked } = this.#later.get(arn) ?? current;
    const heldAtMs = this.#begin(current);

    const timer = new AbortController();
    try {
      const brought = new Promise<TaskOutcome>((settle) => this.#waiting.set(taskToken, { arn, settle }));
      const timeUp = afterMs(Math.max(0, heldAtMs + timeoutMs - Date.now()), undefined, {
        signal: timer.signal,
        ref: false,
      }).then(() => {
        this.#later.set(arn, { heldAtMs: null, invoked: false });
        throw new TaskFailure("States.Timeout", "");
      });
      const failed = invoked ? new Promise<never>(() => {}) : this.#invoke(arn, invoke);
      timeUp.catch(() => {});
      return resultOf(await Promise.race([brought, timeUp, failed]));
    } finally {
      this.#waiting.delete(taskToken);
      timer.abort();
    }
  }

  /** `false`: nobody waits for that token. What it brings is kept first, so that it is not lost with the process. */
  bring(taskToken: string, outcome: TaskOutcome): boolean {
    const waiting = this.#waiting.get(taskToken);
    if (!waiting || this.#stopped) return false;
    this.#waiting.delete(taskToken);
    this.#executions.settle(waiting.arn, outcome);
    waiting.settle(outcome);
    return true;
  }

  /** Of an execution that is over. */
  forget(arn: string): void {
    this.#later.delete(arn);
  }

  /** Of an execution that was stopped: its token is good for nothing any more. */
  drop(taskToken: string): void {
    const waiting = this.#waiting.get(taskToken);
    this.#waiting.delete(taskToken);
    waiting?.settle({ kind: "failure", error: "States.Aborted", cause: "The execution was stopped." });
  }

  #begin(execution: Execution): number {
    const { arn } = execution;
    const later = this.#later.get(arn);
    const heldAtMs = (later ?? execution).heldAtMs ?? Date.now();
    if (later !== undefined) this.#later.set(arn, { ...later, heldAtMs });
    else if (execution.heldAtMs === null) this.#executions.hold(arn, heldAtMs);
    return heldAtMs;
  }

  /** The handler's own answer says nothing; only its failure ends the task, unless the state retries it. */
  async #invoke(arn: string, invoke: () => Promise<unknown>): Promise<never> {
    await invoke();
    const later = this.#later.get(arn);
    if (later !== undefined) this.#later.set(arn, { ...later, invoked: true });
    else if (!this.#stopped) this.#executions.markInvoked(arn);
    return new Promise<never>(() => {});
  }
}

function resultOf(outcome: TaskOutcome): unknown {
  if (outcome.kind === "failure") throw new TaskFailure(outcome.error, outcome.cause);
  return JSON.parse(outcome.output);
}
