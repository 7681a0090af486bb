import { limits } from "../../src/limits.ts";
import type { Stats } from "../../src/line.ts";
import type { Ledger } from "../../src/ports.ts";
import type { Lines } from "./lines.ts";

type FiguresLedger = Pick<
  Ledger,
  "addStats" | "readStats" | "claimTick" | "readTick" | "writeTick" | "addSample" | "listSamples"
>;

export function figuresLedger(lines: Lines): FiguresLedger {
  return {
    async addStats(line, delta) {
      const stored = lines(line);
      const entries = Object.entries(delta) as [keyof Stats, number][];
      const sums = entries.map(([name, value]) => [name, stored.stats[name] + value]);
      stored.stats = { ...stored.stats, ...Object.fromEntries(sums) };
    },
    readStats: async (line) => lines(line).stats,
    async claimTick(line, dueSeconds, nowMs) {
      const { tick } = lines(line);
      const isFar = tick.dueSeconds > dueSeconds + 2 * limits.tickHorizonSeconds;
      if (tick.dueSeconds >= dueSeconds && !isFar) return false;
      lines(line).tick = { ...tick, dueSeconds, claimedAtMs: nowMs };
      return true;
    },
    async readTick(line) {
      const { pace, emptyLanes, claimedAtMs } = lines(line).tick;
      return { pace, emptyLanes, lastTickAtMs: claimedAtMs };
    },
    async writeTick(line, memory) {
      const stored = lines(line);
      stored.tick = { ...stored.tick, ...memory };
    },
    async addSample(line, sample) {
      const stored = lines(line);
      stored.samples = [...stored.samples, sample].slice(-limits.samplesMax);
    },
    listSamples: async (line) => lines(line).samples,
  };
}
