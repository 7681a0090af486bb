import type { Visit } from "../src/line.ts";
import type { Outcome } from "../src/messages.ts";
import type { Clock, Visits } from "../src/ports.ts";

/** Where an execution of the Visit state machine is. */
export type Stage =
  /** HoldSlot invokes openVisit; what failed is tried again, so many times. */
  | { readonly kind: "calling"; readonly failures: number }
  /** HoldSlot waits for somebody to say how the visit ended, or for its time to be up. */
  | { readonly kind: "holding" }
  | { readonly kind: "settling"; readonly said: Outcome | undefined; readonly failures: number }
  | { readonly kind: "deleting"; readonly turnHandle: string }
  | { readonly kind: "done" };

export interface Execution {
  readonly visit: Visit;
  readonly taskToken: string;
  readonly timesOutAtMs: number;
  readonly stage: Stage;
}

export interface MemoryVisits extends Visits {
  /** All that are not done, oldest first. */
  list(): readonly Execution[];
  /** Those that can take a step now: a visit that nobody has ended waits until its time is up. */
  ready(): readonly Execution[];
  /** Moves an execution on, unless it has moved on by itself. */
  advance(execution: Execution, to: Stage): void;
}

export function memoryVisits(clock: Clock): MemoryVisits {
  const executions = new Map<string, Execution>();
  const nameOf = ({ room, run, number }: Visit) => `${room}_${run}_${number}`;
  const advance = (execution: Execution, stage: Stage) => {
    const now = executions.get(nameOf(execution.visit));
    if (now?.stage === execution.stage) executions.set(nameOf(execution.visit), { ...now, stage });
  };
  const list = () => [...executions.values()].filter(({ stage }) => stage.kind !== "done");
  return {
    async start(visit) {
      const name = nameOf(visit);
      if (executions.has(name)) return;
      const timesOutAtMs = clock.nowMs() + visit.slotSeconds * 1000;
      executions.set(name, {
        visit,
        taskToken: `token of ${name}`,
        timesOutAtMs,
        stage: { kind: "calling", failures: 0 },
      });
    },
    async end(taskToken, outcome) {
      const waiting = list().find((execution) => execution.taskToken === taskToken);
      if (waiting?.stage.kind === "calling" || waiting?.stage.kind === "holding")
        advance(waiting, { kind: "settling", said: outcome, failures: 0 });
    },
    list,
    ready: () =>
      list().filter(({ stage, timesOutAtMs }) => stage.kind !== "holding" || timesOutAtMs <= clock.nowMs()),
    advance,
  };
}
