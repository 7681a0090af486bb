import type { Ports } from "@fairline/core";
import type { Chance } from "@fairline/core/testing";
import { type FaultName, type Faults, noFaults } from "./faults.ts";
import type { History } from "./history.ts";
import type { Invocation } from "./invocation.ts";
import type { Kernel } from "./kernel.ts";
import type { Tally } from "./tally.ts";

export const roomName = "demo";

/** What all parts of a simulation share. */
export interface Stage {
  readonly kernel: Kernel;
  readonly dice: Chance;
  readonly history: History;
  readonly tally: Tally;
  /** The services themselves: atomic, at once, and without faults. Handlers get at them through an invocation. */
  readonly services: Ports;
  /** Handlers that run now. */
  readonly running: Set<Invocation>;
  /** Nothing is invoked before: the process is being started again. */
  upAtMs: number;
  faults: Faults;
  /** Whether this fault strikes now; if so it is written down. */
  happens(fault: Exclude<FaultName, "clockSkewMs">, at: string): boolean;
  /** How far the clock of the next handler is off. */
  skewMs(): number;
  /** How long a call of a service takes. */
  latencyMs(at: string): number;
  /** How long a message is on its way. */
  transitMs(at: string): number;
}

export function openStage(parts: {
  kernel: Kernel;
  dice: Chance;
  history: History;
  tally: Tally;
  services: Ports;
  faults: Faults;
}): Stage {
  const { dice, history, tally } = parts;
  const stage: Stage = {
    ...parts,
    running: new Set(),
    upAtMs: 0,
    happens(name, at) {
      const rate = stage.faults[name];
      if (rate === 0 || dice.below(100_000) >= rate * 100_000) return false;
      tally.count(`fault ${name}`);
      history.add({ kind: "fault", name, at });
      return true;
    },
    skewMs() {
      const { clockSkewMs } = stage.faults;
      if (clockSkewMs === 0) return 0;
      tally.count("fault clockSkewMs");
      return dice.below(2 * clockSkewMs + 1) - clockSkewMs;
    },
    latencyMs: (at) => (stage.happens("delay", at) ? 100 + dice.below(2500) : 1 + dice.below(8)),
    transitMs: (at) => (stage.happens("delay", at) ? 200 + dice.below(5000) : 1 + dice.below(20)),
  };
  return stage;
}

/** From now on nothing fails any more. */
export function calm(stage: Stage): void {
  stage.faults = noFaults;
  stage.history.add({ kind: "calm" });
}
