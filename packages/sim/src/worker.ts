import { parentPort, workerData } from "node:worker_threads";
import { examine } from "./examine.ts";
import type { Faults } from "./faults.ts";
import { planOf } from "./plan.ts";

/** What one thread is to play. */
export interface Share {
  readonly firstSeed: number;
  readonly seeds: number;
  /** From one seed to the next: other threads play those in between. */
  readonly stride: number;
  readonly faults: Faults;
  /** Stops at the first break. */
  readonly stopsAtBreak: boolean;
}

/** What a thread says every so many schedules, and at its end. */
export interface Said {
  readonly schedules: number;
  readonly events: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly broken: readonly { readonly seed: number; readonly breaks: readonly string[] }[];
}

const scheduleEvery = 50;

export async function play(share: Share, say: (said: Said) => void): Promise<void> {
  // Faults are thrown by the hundred thousand, and nobody looks where they came from.
  Error.stackTraceLimit = 0;
  let counts: Record<string, number> = {};
  let broken: Said["broken"] = [];
  let [schedules, events] = [0, 0];
  const sayNow = () => {
    say({ schedules, events, counts, broken });
    counts = {};
    broken = [];
    schedules = 0;
    events = 0;
  };
  for (let i = 0; i < share.seeds; i++) {
    const seed = share.firstSeed + i * share.stride;
    const { simulated, breaks } = await examine(planOf(seed, share.faults));
    schedules += 1;
    events += simulated?.events ?? 0;
    for (const [what, count] of Object.entries(simulated?.counts ?? {}))
      counts[what] = (counts[what] ?? 0) + count;
    if (breaks.length > 0) broken = [...broken, { seed, breaks }];
    if (breaks.length > 0 && share.stopsAtBreak) break;
    if (schedules === scheduleEvery) sayNow();
  }
  sayNow();
}

/** A thread of a run has its share as its data; a mutant's thread has more, and plays by itself. */
function isShare(data: unknown): data is Share {
  return typeof data === "object" && data !== null && "stride" in data;
}

if (parentPort !== null && isShare(workerData)) {
  const port = parentPort;
  await play(workerData, (said) => port.postMessage(said));
}
