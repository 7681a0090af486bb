import { setTimeout as afterMs } from "node:timers/promises";
import { Visitors } from "./load/visitors.ts";
import { startMachine } from "./machine/machine.ts";
import type { MachineFigures } from "./machine/protocol.ts";
import type { Benchmark } from "./suite/benchmark.ts";
import { quantile } from "./suite/middle.ts";

const joinsPerSecond = 500;
const ticketsMsMax = 300_000;
/** What comes with the first visits and ticks has come after so long; from then on memory must stand still. */
const settlingShare = 0.2;
const kilobyte = 1024;

const full = { minutes: 15 };

export const hold: Benchmark = {
  name: "hold",
  about: "Ten thousand wait for a quarter of an hour: ticks in time, and memory.",
  aims: [
    {
      asked: "each tick reaches 10,000 before the next: ticks that were later",
      section: "ten-thousand-hold-on",
      figures: ["ticks that reached the last one after the next was due"],
      needs: { visitors: 10_000 },
      read: { is: "value", of: "Fairline" },
      bound: { is: "at most", value: 0 },
      unit: "ticks",
    },
    {
      asked: "the last of 10,000 hears a tick within 2 s (95 % of ticks)",
      section: "ten-thousand-hold-on",
      figures: ["tick lag at the last visitor, 95 %"],
      needs: { visitors: 10_000 },
      read: { is: "value", of: "Fairline" },
      bound: { is: "at most", value: 2000 },
      unit: "ms",
    },
    {
      asked: "at most 60 KB of the server for a visitor",
      section: "ten-thousand-hold-on",
      figures: ["memory of the server, a visitor"],
      needs: { visitors: 10_000 },
      read: { is: "value", of: "Fairline" },
      bound: { is: "at most", value: 60 },
      unit: "KB",
    },
    // One MB is what a heap of this size differs by from one look to the next.
    {
      asked: "no growth in 15 minutes: at most 1 MB of heap",
      section: "ten-thousand-hold-on",
      figures: ["heap, change to the end"],
      needs: { visitors: 10_000, minutes: 15 },
      read: { is: "value", of: "Fairline" },
      bound: { is: "at most", value: 1 },
      unit: "MB",
    },
  ],
  full,
  async run({ quick, asked, say }) {
    const count = quick ? 500 : 10_000;
    const { minutes } = quick ? { minutes: 0.5 } : { ...full, ...asked };
    const room = { slots: 100, slotSeconds: 60, tickSeconds: 5 };
    const machine = await startMachine({ design: "Fairline", ...room });
    const visitors = new Visitors(machine.url);
    // Whoever is done comes back as somebody else: as many wait all the time.
    visitors.ended = (socket) => visitors.rejoin(socket);
    try {
      const empty = await machine.figures();
      await visitors.open(count);
      await visitors.join(0, count, joinsPerSecond, ticketsMsMax);
      const known = visitors.reached.length;
      const samples: MachineFigures[] = [await machine.figures()];
      const every = quick ? 5000 : 60_000;
      for (let ms = every; ms <= minutes * 60_000; ms += every) {
        await afterMs(every);
        const figures = await machine.figures();
        samples.push(figures);
        say(
          `minute ${(ms / 60_000).toFixed(1)}: ${megabytes(figures.residentBytes)} MB resident, ${megabytes(figures.heapBytes)} MB heap`,
        );
      }
      // The last one may be under way.
      const ticks = visitors.reached.slice(known, -1);
      const lags = ticks.map(({ sentAtMs, lastAtMs }) => lastAtMs - sentAtMs).sort((a, b) => a - b);
      const late = ticks.filter(({ sentAtMs, lastAtMs }) => lastAtMs - sentAtMs > room.tickSeconds * 1000);
      const missed = ticks.filter((tick) => tick.count < count * 0.98);
      const settled = samples[Math.floor(samples.length * settlingShare)] as MachineFigures;
      const last = samples.at(-1) as MachineFigures;
      const first = samples[0] as MachineFigures;
      const one = (name: string, unit: string, value: number) => ({
        name,
        unit,
        values: { Fairline: [value] },
      });
      return {
        settings: {
          visitors: count,
          X: room.slots,
          "Y, s": room.slotSeconds,
          "N, s": room.tickSeconds,
          minutes,
        },
        figures: [
          one("ticks", "in all", ticks.length),
          one("ticks that reached the last one after the next was due", "ticks", late.length),
          one("ticks that fewer than 98 % heard", "ticks", missed.length),
          one("tick lag at the last visitor, median", "ms", quantile(lags, 0.5)),
          one("tick lag at the last visitor, 95 %", "ms", quantile(lags, 0.95)),
          one(
            "memory of the server, a visitor",
            "KB",
            (first.residentBytes - empty.residentBytes) / kilobyte / count,
          ),
          one(
            "heap, after the garbage, a visitor",
            "KB",
            (first.heapBytes - empty.heapBytes) / kilobyte / count,
          ),
          one(
            "memory of the server, change to the end",
            "MB",
            Number(megabytes(last.residentBytes - settled.residentBytes)),
          ),
          one("heap, change to the end", "MB", Number(megabytes(last.heapBytes - settled.heapBytes))),
          one("processors in use", "cores", (last.cpuSeconds - first.cpuSeconds) / (minutes * 60)),
        ],
        notes: [
          "All visitors are connected by one process on the same two cores. X visits run all the time, and whoever is done joins again.",
          "Lag: from the tick's own `at` to its arrival at the last visitor. Who is joining again when a tick is sent does not hear it.",
          `Memory of a visitor: the resident set with everybody there, less that of the empty server. Change: from ${settlingShare * 100} % of the time on to the end.`,
        ],
      };
    } finally {
      visitors.close();
      await machine.stop();
    }
  },
};

function megabytes(bytes: number): string {
  return (bytes / kilobyte / kilobyte).toFixed(1);
}
