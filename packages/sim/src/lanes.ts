import { admit, limits, type Ports, type ReceivedTurn, type Turns } from "@fairline/core";
import { memoryTurns } from "@fairline/core/testing";
import { wiring } from "@fairline/functions/wiring.ts";
import { invoke } from "./invocation.ts";
import type { Kernel } from "./kernel.ts";
import type { Stage } from "./stage.ts";

/** The Turns queue and its mapping: lanes that are shut while their turn is in flight. */
export interface Lanes extends Turns {
  /** By the Visit state machine. */
  delete(handle: string): void;
  list(): readonly unknown[];
  /** Begins to hand turns to `admit`. */
  open(stage: Stage): void;
}

const visibilityMs = wiring.queues.Turns.visibilitySeconds * 1000;

export function lanes(kernel: Kernel, use = admitByTurn): Lanes {
  const queue = memoryTurns({ nowMs: kernel.nowMs, pause: async () => {} });
  const delivered = new Set<string>();
  let stage: Stage | undefined;

  function poll() {
    if (stage === undefined) return;
    if (kernel.nowMs() < stage.upAtMs) return pollAfter(stage.upAtMs - kernel.nowMs());
    const received = queue.receive();
    if (received.length === 0) return "nothing";
    for (const turn of received) {
      pollAfter(visibilityMs);
      if (!delivered.has(turn.messageId)) delivered.add(turn.messageId);
      else {
        stage.tally.count("redelivery");
        if (stage.happens("deadLetter", `a turn of lane ${turn.lane}`)) {
          queue.delete(turn.handle);
          continue;
        }
      }
      invoke(
        stage,
        "admit",
        (ports) => use(ports, turn),
        () => {},
      );
    }
  }

  function pollAfter(ms: number): void {
    kernel.after(ms + 1 + (stage?.dice.below(8) ?? 0), poll);
  }

  return {
    async send(turns) {
      await queue.send(turns);
      pollAfter(0);
    },
    async hold(handle, seconds) {
      await queue.hold(handle, seconds);
      pollAfter(seconds * 1000);
    },
    async retire(handle) {
      // An Express execution does it; one that is lost leaves the turn to come back.
      if (stage?.happens("lostStart", "Retire") === true) return;
      await queue.retire(handle);
      pollAfter(0);
    },
    delete(handle) {
      queue.delete(handle);
      pollAfter(0);
    },
    list: queue.list,
    open: (on) => {
      stage = on;
    },
  };
}

/** As the handler does: what must come back does so after a second. */
async function admitByTurn(ports: Ports, turn: ReceivedTurn): Promise<void> {
  const result = await admit(ports, turn);
  if (result.kind === "later") await ports.turns.hold(turn.handle, limits.turnRetrySeconds);
}
