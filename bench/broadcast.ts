import { setTimeout as afterMs } from "node:timers/promises";
import { Visitors } from "./load/visitors.ts";
import { startMachine } from "./machine/machine.ts";
import type { MachineOptions } from "./machine/protocol.ts";
import type { Benchmark, Figure } from "./suite/benchmark.ts";
import { median } from "./suite/middle.ts";

const designs = ["bare ws", "Fairline", "talk"] as const satisfies MachineOptions["design"][];
type Design = (typeof designs)[number];

const room = { slots: 10, slotSeconds: 3600, tickSeconds: 5 };
const joinsPerSecond: Readonly<Record<Design, number>> = { "bare ws": 5000, Fairline: 1000, talk: 200 };
/** So many broadcasts are looked at in each run, after a first one that is not. */
const broadcasts = 3;
/**
 * To more than this the talk's broadcasts take longer than N, and would get into each other's way: there it sends one a minute,
 * and one is looked at.
 */
const talkWithinTickMax = 5000;
const lookMs = 20;
const broadcastMsMax = 180_000;

const full = { rounds: 3, sizes: [1000, 5000, 10_000, 20_000] };

export const broadcast: Benchmark = {
  name: "broadcast",
  about: "How long a broadcast takes until the last of all visitors has it.",
  full,
  async run({ quick, asked, say }) {
    const { rounds, sizes } = quick ? { rounds: 1, sizes: [200] } : { ...full, ...asked };
    const figures: Figure[] = [];
    for (const size of sizes) {
      const values: Record<string, number[]> = {};
      for (let round = 0; round < rounds; round += 1) {
        for (const design of designs) {
          const ms = median(await reach(design, size));
          say(`${size} visitors, ${design}: ${ms.toFixed(0)} ms`);
          values[design] ??= [];
          values[design]?.push(ms);
        }
      }
      const at = { visitors: size };
      const times = (of: string, to: string) => ({
        name: `${of} against ${to}`,
        unit: "ms",
        at,
        values,
        ratio: { of, to },
      });
      figures.push(times("Fairline", "bare ws"), times("Fairline", "talk"));
    }
    return {
      settings: { "N, s": room.tickSeconds, "broadcasts a round": broadcasts },
      figures,
      notes: [
        "From the moment that a broadcast names as its own (`at`) to its arrival at the last visitor, each round the median of its broadcasts. All visitors are in one process, on the same two cores.",
        `To more than ${talkWithinTickMax} the talk sends one broadcast a minute, and one is looked at: every N seconds they would get into each other's way.`,
        "Bare ws: a server that loops over its sockets, and does nothing else. Fairline reads the registry of connections and says to each what it is to hear. Talk: a scan of the table, and one POST for everyone.",
      ],
    };
  },
};

async function reach(design: Design, count: number): Promise<number[]> {
  const isSlow = design === "talk" && count > talkWithinTickMax;
  const machine = await startMachine({ design, ...room, ...(isSlow && { tickSeconds: 60 }) });
  const visitors = new Visitors(machine.url);
  try {
    await visitors.open(count);
    await visitors.join(0, count, joinsPerSecond[design], 600_000);
    const took: number[] = [];
    for (let times = 0; times <= (isSlow ? 1 : broadcasts); times++) {
      const known = visitors.reached.length;
      if (design === "bare ws") machine.tellAll();
      took.push(await allReached(visitors, known, count));
    }
    return took.slice(1);
  } finally {
    visitors.close();
    await machine.stop();
  }
}

/** Of the first broadcast that comes from now on, and reaches everybody. */
async function allReached(visitors: Visitors, from: number, count: number): Promise<number> {
  const untilMs = performance.now() + broadcastMsMax;
  while (performance.now() < untilMs) {
    // Those who have a slot hear every tick, too, so nobody is missing.
    const whole = visitors.reached.slice(from).find((one) => one.count >= count);
    if (whole !== undefined) return whole.lastAtMs - whole.sentAtMs;
    await afterMs(lookMs);
  }
  const most = Math.max(...visitors.reached.slice(from).map((one) => one.count));
  throw new Error(`No broadcast reached all ${count} within ${broadcastMsMax} ms; the best one ${most}`);
}
