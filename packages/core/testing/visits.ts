import type { Visit } from "../src/line.ts";
import type { Outcome } from "../src/messages.ts";
import type { Clock, Visits } from "../src/ports.ts";
import type { Settled } from "../src/visit.ts";
import { Fault } from "./fault.ts";

/**
 * As the Visit state machine retries; a test holds it against its definition. The first interval in seconds,
 * by what each next one is longer, the longest, and how many attempts there are in all.
 */
export const visitRetries = {
  calling: { intervalSeconds: 1, backoffRate: 1, secondsMax: 1, attemptsMax: 4 },
  settling: { intervalSeconds: 1, backoffRate: 2, secondsMax: 30, attemptsMax: 11 },
} as const;

/** Where an execution of the Visit state machine is. */
export type ExecutionState =
  /** HoldSlot invokes openVisit; what failed is tried again, so many times. It holds the slot for so long, or for Y. */
  | { readonly kind: "calling"; readonly failures: number; readonly holdSeconds?: number | undefined }
  /** HoldSlot waits for somebody to say how the visit ended, or for its time to be up. */
  | { readonly kind: "holding" }
  /** `isTimeUp`: HoldSlot's. */
  | {
      readonly kind: "settling";
      readonly said: Outcome | undefined;
      readonly failures: number;
      readonly isTimeUp?: true;
    }
  | { readonly kind: "deleting"; readonly turnHandle: string }
  | { readonly kind: "done" };

type Calling = Extract<ExecutionState, { kind: "calling" }>;

export interface Execution {
  readonly visit: Visit;
  /** Of the latest attempt of HoldSlot. On AWS each has its own; one machine keeps the first one. */
  readonly taskToken: string;
  readonly timesOutAtMs: number;
  /** When the next step may be taken: what failed is tried again after a while. */
  readonly notBeforeMs: number;
  readonly stage: ExecutionState;
}

export interface MemoryVisits extends Visits {
  /** All that are not done, oldest first. */
  list(): readonly Execution[];
  /** Those that can take a step now: a visit that nobody has ended waits until its time is up. */
  ready(): readonly Execution[];
  /** Moves an execution on, unless it has moved on by itself. */
  advance(execution: Execution, to: ExecutionState): void;
}

export function memoryVisits(clock: Clock): MemoryVisits {
  const executions = new Map<string, Execution>();
  const attempts = new Map<string, number>();

  /** An attempt of HoldSlot, with a token and a time of its own: the first now, others after a while. */
  function attempt(visit: Visit, stage: Calling): Execution {
    const notBeforeMs = clock.nowMs() + retryDelayMs(stage);
    const name = nameOf(visit);
    const count = (attempts.get(name) ?? 0) + 1;
    attempts.set(name, count);
    const taskToken = `token of ${name}${count === 1 ? "" : `, attempt ${count}`}`;
    const { holdSeconds = visit.slotSeconds } = stage;
    return { visit, taskToken, timesOutAtMs: notBeforeMs + holdSeconds * 1000, notBeforeMs, stage };
  }

  const advance = (execution: Execution, stage: ExecutionState) => {
    const name = nameOf(execution.visit);
    const now = executions.get(name);
    if (now?.stage !== execution.stage) return;
    const notBeforeMs = clock.nowMs() + retryDelayMs(stage);
    const isAttempt = stage.kind === "calling";
    executions.set(name, isAttempt ? attempt(now.visit, stage) : { ...now, stage, notBeforeMs });
  };
  const list = () => [...executions.values()].filter(({ stage }) => stage.kind !== "done");
  return {
    async start(visit) {
      const name = nameOf(visit);
      if (executions.has(name)) return;
      executions.set(name, attempt({ ...visit }, { kind: "calling", failures: 0 }));
    },
    async end(taskToken, outcome) {
      const waiting = list().find((execution) => execution.taskToken === taskToken);
      if (waiting?.stage.kind !== "calling" && waiting?.stage.kind !== "holding") return;
      // Too late, though the execution has not taken its next step yet.
      if (waiting.timesOutAtMs <= clock.nowMs()) return;
      advance(waiting, { kind: "settling", said: outcome, failures: 0 });
    },
    list,
    ready: () =>
      list().filter(({ stage, timesOutAtMs, notBeforeMs }) => {
        return (stage.kind === "holding" ? timesOutAtMs : notBeforeMs) <= clock.nowMs();
      }),
    advance,
  };
}

/**
 * As the state machine does: where HoldSlot's time was up and the visit is not over, it holds the slot again (SPEC X3); where
 * HoldSlot failed, settling fails, too, and is tried again.
 */
export function afterSettling(
  settled: Settled,
  { isTimeUp }: Pick<Extract<ExecutionState, { kind: "settling" }>, "isTimeUp">,
): ExecutionState {
  if (settled.kind === "settled") return { kind: "deleting", turnHandle: settled.turnHandle };
  if (isTimeUp !== true) throw new Fault("the visit is not over");
  return { kind: "calling", failures: 0, holdSeconds: settled.secondsLeft };
}

/** HoldSlot has failed for good. */
export const unheard = { kind: "settling", said: undefined, failures: 0 } as const;
/** HoldSlot's time is up. */
export const timeIsUp = { ...unheard, isTimeUp: true } as const;

/** What the Visit state machine calls. A Fault is tried again; any other error is a mistake, and thrown. */
export interface VisitCalls {
  openVisit(visit: Visit, taskToken: string): Promise<unknown>;
  settleVisit(visit: Visit, said: Outcome | undefined): Promise<Settled>;
  deleteTurn(handle: string): unknown;
}

/** Takes the step that an execution is at: what `visits.ready` lists can be run by it. */
export async function stepVisit(
  visits: MemoryVisits,
  execution: Execution,
  calls: VisitCalls,
): Promise<void> {
  const { visit, taskToken, stage } = execution;
  switch (stage.kind) {
    case "calling": {
      const failures = stage.failures + 1;
      const called = await survived(async () => calls.openVisit(visit, taskToken).then(() => true));
      if (called) return visits.advance(execution, { kind: "holding" });
      const isLast = failures >= visitRetries.calling.attemptsMax;
      return visits.advance(execution, isLast ? unheard : { ...stage, failures });
    }
    case "holding":
      return visits.advance(execution, timeIsUp);
    case "settling": {
      const failures = stage.failures + 1;
      const next = await survived(async () =>
        afterSettling(await calls.settleVisit(visit, stage.said), stage),
      );
      if (next !== undefined) return visits.advance(execution, next);
      const isLast = failures >= visitRetries.settling.attemptsMax;
      return visits.advance(execution, isLast ? { kind: "done" } : { ...stage, failures });
    }
    case "deleting":
      await calls.deleteTurn(stage.turnHandle);
      return visits.advance(execution, { kind: "done" });
    case "done":
      return;
    default:
      return stage satisfies never;
  }
}

/** One admission, one execution. */
function nameOf({ room, run, number, returns }: Visit): string {
  return [room, run, number, ...(returns === undefined ? [] : [returns])].join("_");
}

function retryDelayMs(stage: ExecutionState): number {
  if ((stage.kind !== "calling" && stage.kind !== "settling") || stage.failures === 0) return 0;
  const { intervalSeconds, backoffRate, secondsMax } = visitRetries[stage.kind];
  return Math.min(secondsMax, intervalSeconds * backoffRate ** (stage.failures - 1)) * 1000;
}

async function survived<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Fault) return undefined;
    throw error;
  }
}
