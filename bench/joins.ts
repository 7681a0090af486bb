import { Visitors } from "./load/visitors.ts";
import { startMachine } from "./machine/machine.ts";
import type { MachineOptions } from "./machine/protocol.ts";
import type { Benchmark, Figure } from "./suite/benchmark.ts";
import { quantile } from "./suite/middle.ts";

/** The opening: so many join each second, for so long. */
interface Opening {
  readonly perSecond: number;
  readonly seconds: number;
}

interface Opened {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly cpuMsAJoin: number;
}

const room = { slots: 100, slotSeconds: 600, tickSeconds: 5 };
/** The talk's functions take as long as they take: its crowd is smaller, so that a round ends. */
const talkShare = 0.2;
const ticketsMsMax = 90_000;
/** A process that has just been started compiles what it runs: these are not counted. */
const warmingUp: Opening = { perSecond: 150, seconds: 8 };
const batchSizes = [1, 10, 25, 100];

const full = { rounds: 3 };

export const joins: Benchmark = {
  name: "joins",
  about: "How many join a second, and how soon each has a number.",
  aims: [
    {
      asked: "at least 1,500 joins a second, for 10 s",
      section: "joins",
      figures: ["joins a second"],
      needs: { "joins sent a second": 1500, "for, s": 10 },
      read: { is: "value", of: "Fairline" },
      bound: { is: "at least", value: 1500 },
      unit: "tickets/s",
    },
    {
      asked: "of those, 95 % have a ticket within 2 s",
      section: "joins",
      figures: ["a ticket within, 95 %"],
      needs: { "joins sent a second": 1500, "for, s": 10 },
      read: { is: "value", of: "Fairline" },
      bound: { is: "at most", value: 2000 },
      unit: "ms",
    },
  ],
  full,
  async run({ quick, asked, say }) {
    const { rounds } = quick ? { rounds: 1 } : { ...full, ...asked };
    const opening = quick ? { perSecond: 300, seconds: 2 } : { perSecond: 1600, seconds: 10 };
    const small = { ...opening, seconds: opening.seconds * talkShare };
    const seen: Record<string, Opened[]> = { talk: [], Fairline: [] };
    for (let round = 0; round < rounds; round += 1) {
      seen.talk?.push(await open({ design: "talk", ...room }, small));
      seen.Fairline?.push(await open({ design: "Fairline", ...room }, opening));
      for (const [name, all] of Object.entries(seen))
        say(`round ${round + 1}, ${name}: ${shown(all.at(-1))}`);
    }
    const figures: Figure[] = [
      { ...compared("joins a second", "tickets/s", seen, ({ perSecond }) => perSecond), ratio },
      compared("a ticket within, median", "ms", seen, ({ p50Ms }) => p50Ms),
      compared("a ticket within, 95 %", "ms", seen, ({ p95Ms }) => p95Ms),
      compared("processor time of the server, a join", "ms", seen, ({ cpuMsAJoin }) => cpuMsAJoin),
    ];
    const batches: Record<string, Opened[]> = {};
    for (let round = 0; round < rounds; round += 1) {
      for (const size of batchSizes) {
        const opened = await open({ design: "Fairline", ...room, lobbyBatchMax: size }, small);
        batches[size] ??= [];
        batches[size]?.push(opened);
        say(`round ${round + 1}, batches of ${size}: ${shown(opened)}`);
      }
    }
    for (const size of batchSizes) {
      const at = { "joins in a batch at most": size };
      const only = { Fairline: batches[size] ?? [] };
      figures.push(
        { ...compared("joins a second, by batch", "tickets/s", only, (o) => o.perSecond), at },
        { ...compared("a ticket within, 95 %, by batch", "ms", only, (o) => o.p95Ms), at },
        { ...compared("processor time, by batch", "ms a join", only, (o) => o.cpuMsAJoin), at },
      );
    }
    return {
      settings: {
        X: room.slots,
        "N, s": room.tickSeconds,
        "joins sent a second": opening.perSecond,
        "for, s": opening.seconds,
      },
      figures,
      notes: [
        "The connections are open before: a join is a frame, and its ticket the answer. Ticks go on meanwhile. Visitors are sent by a process beside the server, on the same two cores.",
        `The talk's crowd is a fifth as large, and so are those of the batches. ${warmingUp.perSecond * warmingUp.seconds} joins before each run are not counted.`,
        "In the cloud a batch has at most ten joins: more must wait for a window of a second. One machine takes up to 100 that have come meanwhile.",
      ],
    };
  },
};

const ratio = { of: "Fairline", to: "talk" };

async function open(options: MachineOptions, { perSecond, seconds }: Opening): Promise<Opened> {
  const machine = await startMachine(options);
  const visitors = new Visitors(machine.url);
  try {
    const before = warmingUp.perSecond * warmingUp.seconds;
    const count = perSecond * seconds;
    await visitors.open(before + count);
    await visitors.join(0, before, warmingUp.perSecond, ticketsMsMax);
    const { cpuSeconds } = await machine.figures();
    const joined = await visitors.join(before, count, perSecond, ticketsMsMax);
    const used = (await machine.figures()).cpuSeconds - cpuSeconds;
    return {
      perSecond: joined.perSecond,
      p50Ms: quantile(joined.ticketMs, 0.5),
      p95Ms: quantile(joined.ticketMs, 0.95),
      cpuMsAJoin: (used * 1000) / count,
    };
  } finally {
    visitors.close();
    await machine.stop();
  }
}

function compared(
  name: string,
  unit: string,
  seen: Readonly<Record<string, readonly Opened[]>>,
  value: (opened: Opened) => number,
): Figure {
  const values = Object.entries(seen).map(([design, all]) => [design, all.map(value)]);
  return { name, unit, values: Object.fromEntries(values) };
}

function shown(opened: Opened | undefined): string {
  if (opened === undefined) return "-";
  const { perSecond, p50Ms, p95Ms, cpuMsAJoin } = opened;
  return `${perSecond.toFixed(0)} joins/s, ticket p50 ${p50Ms.toFixed(0)} ms, p95 ${p95Ms.toFixed(0)} ms, ${cpuMsAJoin.toFixed(2)} ms of processor time each`;
}
