import { openVisit, settleVisit, type Visits } from "@fairline/core";
import {
  afterSettling,
  type Execution,
  type ExecutionState,
  memoryVisits,
  timeIsUp,
  unheard,
  visitRetries,
} from "@fairline/core/testing";
import { invoke } from "./invocation.ts";
import type { Kernel } from "./kernel.ts";
import type { Lanes } from "./lanes.ts";
import type { Stage } from "./stage.ts";

/** ExecutionState Functions: executions of the Visit state machine. */
export interface Executions extends Visits {
  list(): readonly unknown[];
  open(stage: Stage): void;
}

export function executions(
  kernel: Kernel,
  lanes: Pick<Lanes, "delete">,
  calls = { openVisit, settleVisit },
): Executions {
  const all = memoryVisits({ nowMs: kernel.nowMs, pause: async () => {} });
  let stage: Stage | undefined;

  const current = (execution: Execution) => all.list().find(({ visit }) => visit === execution.visit);

  /** Moves on, unless somebody was faster, and takes the next step; what failed is tried again after a while. */
  function advance(execution: Execution, to: ExecutionState): void {
    const before = current(execution);
    all.advance(execution, to);
    const now = current(execution);
    if (now !== undefined && now !== before) kernel.after(now.notBeforeMs - kernel.nowMs(), () => step(now));
  }

  /** Takes the step that an execution is at, unless it has been moved on since: then that step is another's. */
  function step(now: Execution): void {
    if (stage === undefined || current(now) !== now) return;
    if (kernel.nowMs() < stage.upAtMs) {
      kernel.after(stage.upAtMs - kernel.nowMs(), () => step(now));
      return;
    }
    const { visit, stage: at, taskToken, timesOutAtMs } = now;
    switch (at.kind) {
      case "calling": {
        const failures = at.failures + 1;
        invoke(
          stage,
          "openVisit",
          (ports) => calls.openVisit(ports, visit, taskToken),
          (result) => {
            if (result.kind === "done") advance(now, { kind: "holding" });
            else if (failures < visitRetries.calling.attemptsMax) advance(now, { ...at, failures });
            else advance(now, unheard);
          },
        );
        return;
      }
      case "holding":
        if (stage.happens("deadExecution", `visit of ${visit.number}`)) all.advance(now, { kind: "done" });
        else kernel.after(timesOutAtMs - kernel.nowMs(), () => advance(now, timeIsUp));
        return;
      case "settling": {
        const failures = at.failures + 1;
        invoke(
          stage,
          "settleVisit",
          async (ports) => afterSettling(await calls.settleVisit(ports, visit, at.said), at),
          (result) => {
            if (result.kind === "done") advance(now, result.value);
            else if (failures < visitRetries.settling.attemptsMax) advance(now, { ...at, failures });
            else advance(now, { kind: "done" });
          },
        );
        return;
      }
      case "deleting":
        lanes.delete(at.turnHandle);
        all.advance(now, { kind: "done" });
        return;
      case "done":
        return;
      default:
        at satisfies never;
    }
  }

  return {
    async start(visit) {
      if (stage?.happens("lostStart", `visit of ${visit.number}`) === true) return;
      const before = new Set(all.list().map((execution) => execution.visit));
      await all.start(visit);
      // A second start of the same visit changes nothing.
      const begun = all.list().find((execution) => !before.has(execution.visit));
      if (begun !== undefined) kernel.after(stage?.transitMs("an execution's start") ?? 0, () => step(begun));
    },
    async end(taskToken, outcome) {
      const afterMs = stage?.happens("lateEnd", outcome) === true ? 500 + stage.dice.below(6000) : 0;
      kernel.after(afterMs, async () => {
        const waiting = all.list().find((execution) => execution.taskToken === taskToken);
        await all.end(taskToken, outcome);
        const now = waiting && current(waiting);
        if (now !== undefined && now !== waiting) step(now);
      });
    },
    list: all.list,
    open: (on) => {
      stage = on;
    },
  };
}
