import { startSqs } from "../packages/local/src/services/sqs.ts";
import { measureFloor } from "./handover/floor.ts";
import { measureHandovers } from "./handover/visits.ts";
import { type Machine, startMachine } from "./machine/machine.ts";
import type { MachineOptions } from "./machine/protocol.ts";
import type { Benchmark } from "./suite/benchmark.ts";
import { median } from "./suite/middle.ts";

const designs = ["talk", "Fairline by HTTP", "Fairline"] as const satisfies MachineOptions["design"][];
const full = { rounds: 5 };

export const handover: Benchmark = {
  name: "handover",
  about: "How long a slot stands empty between two visits, against the queue's own floor.",
  full,
  async run({ quick, asked, say }) {
    const { rounds, handovers } = quick ? { rounds: 1, handovers: 3 } : { ...full, ...asked, handovers: 8 };
    const slots = 2;
    const times = { slots, slotSeconds: 1, tickSeconds: 5 };
    const machines: Machine[] = [];
    const measures = new Map<string, () => Promise<number[]>>();
    for (const design of designs) {
      const machine = await startMachine({ design, ...times });
      machines.push(machine);
      const line = { url: machine.url, room: "bench", slots, handovers };
      measures.set(design, () => measureHandovers({ ...line, isDoneAtOnce: false }));
      if (design !== "talk")
        measures.set(`${design}, done early`, () => measureHandovers({ ...line, isDoneAtOnce: true }));
    }
    const emulator = await startSqs({ dataDir: undefined });
    const floor: number[] = [];
    const values = new Map([...measures.keys()].map((name): [string, number[]] => [name, []]));
    for (let round = 1; round <= rounds; round += 1) {
      floor.push(median(await measureFloor(emulator.url, slots * handovers)));
      for (const [name, measure] of measures) {
        const ms = median(await measure());
        say(`round ${round}, ${name}: ${ms.toFixed(1)} ms, beside a floor of ${floor.at(-1)?.toFixed(1)} ms`);
        values.get(name)?.push(ms);
      }
    }
    await emulator.stop();
    for (const machine of machines) await machine.stop();
    return {
      settings: { X: slots, "Y, s": 1, "hand-overs a round": slots * handovers },
      figures: [...values].map(([name, ms]) => ({
        name,
        unit: "ms",
        values: { floor, "hand-over": ms },
        ratio: { of: "hand-over", to: "floor" },
      })),
      notes: [
        "Floor: a bare client deletes a message of a FIFO group, and long-polls for the group's next one, on an emulator of the same kind.",
        "Fairline is `npm start`; by HTTP its handlers reach queues, database and connections as the talk's do, and as in the cloud.",
        "The visit's time is up; from the arrival of `end` at one visitor to that of `turn` at the next.",
        "Done early: from the visitor's own `complete` to the next one's `turn`. The talk has nothing like it.",
        "Each round's value is the median of its hand-overs.",
      ],
    };
  },
};
