import { limits } from "../../src/limits.ts";
import type { Ledger } from "../../src/ports.ts";
import type { Lines } from "./lines.ts";

type FiguresLedger = Pick<
  Ledger,
  "addStats" | "readStats" | "claimTick" | "readTick" | "writeTick" | "addUsage" | "addSample" | "listSamples"
>;

export function figuresLedger(lines: Lines): FiguresLedger {
  return {
    async addStats(line, { waits, ...counts }) {
      const stored = lines(line);
      stored.stats = { ...plus(stored.stats, counts), waits: plus(stored.stats.waits, waits ?? {}) };
    },
    readStats: async (line) => lines(line).stats,
    async claimTick(line, dueSeconds, nowMs) {
      const { tick } = lines(line);
      const isFar = tick.dueSeconds > dueSeconds + 2 * limits.tickHorizonSeconds;
      if (tick.dueSeconds >= dueSeconds && !isFar) return false;
      const usage = plus(tick.usage, { ticks: 1 });
      lines(line).tick = { ...tick, dueSeconds, claimedAtMs: nowMs, usage };
      return true;
    },
    async readTick(line) {
      const { pace, course, emptyLanes, claimedAtMs, usage } = lines(line).tick;
      return { pace, course, emptyLanes, lastTickAtMs: claimedAtMs, usage };
    },
    async writeTick(line, memory) {
      const stored = lines(line);
      stored.tick = { ...stored.tick, ...memory };
    },
    async addUsage(line, pushed) {
      const stored = lines(line);
      stored.tick = { ...stored.tick, usage: plus(stored.tick.usage, pushed) };
    },
    async addSample(line, sample, each) {
      const stored = lines(line);
      const kept = [...stored.samples[each], sample].slice(-limits.minuteSamplesMax);
      stored.samples = { ...stored.samples, [each]: kept };
    },
    async listSamples(line, each, { countMax, afterMs = 0 }) {
      return lines(line)
        .samples[each].filter(({ atMs }) => atMs > afterMs)
        .slice(-countMax);
    },
  };
}

/** Numbers by name, each with what is added to it; a name that is new begins at nothing. */
function plus<T extends object>(sums: T, more: object): T {
  const all = new Map<string, unknown>(Object.entries(sums));
  for (const [name, value] of Object.entries(more)) all.set(name, Number(all.get(name) ?? 0) + value);
  return Object.fromEntries(all) as T;
}
