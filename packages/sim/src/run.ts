import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { type FaultName, type Faults, faultNames } from "./faults.ts";
import type { Said, Share } from "./worker.ts";

export interface RunOptions {
  readonly firstSeed: number;
  readonly seeds: number;
  readonly faults: Faults;
  readonly stopsAtBreak: boolean;
  readonly progress?: (done: number) => void;
  /** Ends the run early; what was played counts. */
  readonly signal?: AbortSignal;
}

export interface RunResult {
  readonly schedules: number;
  readonly events: number;
  readonly seconds: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly broken: Said["broken"];
}

/** Plays so many schedules, on every core. */
export async function run(options: RunOptions): Promise<RunResult> {
  const { firstSeed, seeds, faults, stopsAtBreak, progress, signal } = options;
  const threads = Math.min(availableParallelism(), seeds);
  const startedMs = performance.now();
  const counts: Record<string, number> = {};
  const broken: Said["broken"][number][] = [];
  let [schedules, events] = [0, 0];
  const workers = Array.from({ length: threads }, (_, i) => {
    const ofThread = Math.ceil((seeds - i) / threads);
    const share: Share = { firstSeed: firstSeed + i, seeds: ofThread, stride: threads, faults, stopsAtBreak };
    return new Worker(new URL("./worker.ts", import.meta.url), {
      workerData: share,
      // Everything in a schedule is short-lived.
      resourceLimits: { maxYoungGenerationSizeMb: 64 },
    });
  });
  const stop = () => Promise.all(workers.map((worker) => worker.terminate()));
  signal?.addEventListener("abort", () => void stop());
  const hear = (said: Said) => {
    schedules += said.schedules;
    events += said.events;
    broken.push(...said.broken);
    for (const [what, count] of Object.entries(said.counts)) counts[what] = (counts[what] ?? 0) + count;
    progress?.(schedules);
    if (stopsAtBreak && broken.length > 0) void stop();
  };
  await Promise.all(
    workers.map(
      (worker) =>
        new Promise<void>((resolve, reject) => {
          worker.on("message", hear);
          worker.on("error", reject);
          worker.on("exit", () => resolve());
        }),
    ),
  ).finally(stop);
  const seconds = (performance.now() - startedMs) / 1000;
  return { schedules, events, seconds, counts, broken: broken.sort((a, b) => a.seed - b.seed) };
}

/** What must have happened for a run to prove anything. */
const musts = [
  "arrival",
  "admission",
  "turn heard",
  "commit committed",
  "commit expired",
  "end completed",
  "end expired",
  "end left",
  "end noshow",
  "recall",
  "pass-over",
  "redelivery",
  "X down",
  "X up",
  "pause",
  "close",
  "reset",
  "refresh",
  "second tab",
  "lose the network",
  "leave",
  "go away",
  "tick",
  "calls on",
  "calls off",
  "call heard",
  "late answer",
  "missed call",
  "miss heard",
  "second chance",
  "let others ahead",
  "let others ahead: nobody behind",
  "let others ahead: not waiting",
  "more time",
  "more time: no more time",
  "more time: over",
  "change of the longest visit",
  "stood back twice",
  "stood back while recalled",
  "handover",
  "handover: not waiting",
  "two devices use one code",
  "takeover",
  "takeover: over",
  "code too old",
  "move while waiting",
  "move while called",
  "moved heard",
  "former key joins",
  "former key leaves",
  "drain",
  "drained",
  "call in: called in",
  "call in: unknown",
  "call in: not waiting",
  "call in: away",
  "end a visit: ended",
  "end a visit: no visit",
  "undo: changed",
  "to the site: leaves",
  "to the site: over",
  "at the site: arrived",
  "at the site: code over",
  "at the site: over",
  "renewal: renewed",
  "renewal: over",
] as const;
/** Without one of these nothing comes twice. */
const redelivering: readonly FaultName[] = [
  "delay",
  "throttle",
  "lostAnswer",
  "crash",
  "restart",
  "overtaken",
  "lostStart",
];
/** These need a fault to happen. */
const mustsWithAll = ["return", "void", "move while admitted"] as const;

/** SPEC: a run in which something that is meant to happen never did proved nothing. */
export function neverHappened({ counts }: RunResult, faults: Faults): string[] {
  const on = faultNames.filter((name: FaultName) => faults[name] > 0);
  const wanted = [
    ...musts.filter((what) => what !== "redelivery" || on.some((name) => redelivering.includes(name))),
    ...(on.length === faultNames.length ? mustsWithAll : []),
    ...on.map((name) => `fault ${name}`),
  ];
  return wanted.filter((what) => (counts[what] ?? 0) === 0);
}
