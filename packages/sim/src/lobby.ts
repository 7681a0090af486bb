import { register } from "@fairline/core";
import { type Entering, type MemoryLobby, memoryLobby } from "@fairline/core/testing";
import { wiring } from "@fairline/functions/wiring.ts";
import { invoke } from "./invocation.ts";
import type { Stage } from "./stage.ts";

/** The Lobby queue and its mapping: at least once, in no order, in batches. */
export interface Lobby {
  put(entry: Entering): void;
  readonly size: number;
}

const visibilityMs = wiring.queues.Lobby.visibilitySeconds * 1000;

export function lobby(stage: Stage): Lobby {
  const { kernel, dice } = stage;
  const queue: MemoryLobby = memoryLobby(stage.services.clock);
  let onTheirWay = 0;

  function arrive(entry: Entering, afterMs: number): void {
    onTheirWay += 1;
    kernel.after(afterMs, () => {
      onTheirWay -= 1;
      queue.put(entry);
      kernel.after(1 + dice.below(20), poll);
    });
  }

  function poll() {
    if (kernel.nowMs() < stage.upAtMs) return kernel.after(stage.upAtMs - kernel.nowMs(), poll);
    const batches = queue.receive();
    if (batches.length === 0) return "nothing";
    for (const batch of batches) {
      kernel.after(visibilityMs + 1, poll);
      invoke(
        stage,
        "register",
        (ports) => register(ports, batch),
        (ended) => {
          if (ended.kind !== "done") return;
          const failed = new Set(ended.value.map(({ id }) => id));
          queue.delete(batch.map(({ id }) => id).filter((id) => !failed.has(id)));
        },
      );
    }
  }

  return {
    put(entry) {
      const overtaken = stage.happens("reorder", `a ${entry.kind}`) ? dice.below(1500) : 0;
      arrive(entry, overtaken + stage.transitMs(`a ${entry.kind}`));
      if (stage.happens("duplicate", `a ${entry.kind}`)) arrive(entry, 20 + dice.below(4000));
    },
    get size() {
      return queue.size + onTheirWay;
    },
  };
}
