import { median } from "./gate/median.ts";
import { measureFloor } from "./handover/floor.ts";
import { measureHandovers } from "./handover/visits.ts";
import type { Benchmark } from "./suite/benchmark.ts";
import { startBoth, stopBoth } from "./suite/both.ts";

export const handover: Benchmark = {
  name: "handover",
  about: "How long a slot stands empty between two visits, against the queue's own floor.",
  async run({ quick, say }) {
    const { rounds, handovers } = quick ? { rounds: 1, handovers: 3 } : { rounds: 5, handovers: 8 };
    const slots = 2;
    const both = await startBoth({ room: "bench", slots, slotSeconds: 1, tickSeconds: 5 });
    const values = { floor: [], talk: [], Fairline: [], "Fairline, done early": [] } as Record<
      string,
      number[]
    >;
    const line = { room: "bench", slots, handovers, isDoneAtOnce: false };
    const measures: Readonly<Record<string, () => Promise<number[]>>> = {
      floor: () => measureFloor(slots * handovers),
      talk: () => measureHandovers({ ...line, url: both.talk.url }),
      Fairline: () => measureHandovers({ ...line, url: both.Fairline.url }),
      "Fairline, done early": () => measureHandovers({ ...line, url: both.Fairline.url, isDoneAtOnce: true }),
    };
    for (let round = 0; round < rounds; round += 1) {
      for (const [name, measure] of Object.entries(measures)) {
        const ms = median(await measure());
        say(`round ${round + 1}, ${name}: ${ms.toFixed(1)} ms`);
        values[name]?.push(ms);
      }
    }
    await stopBoth(both);
    const against = (name: string) => ({
      name,
      unit: "ms",
      values: { floor: values.floor ?? [], "hand-over": values[name] ?? [] },
      ratio: { of: "hand-over", to: "floor" },
    });
    return {
      settings: { X: slots, "Y, s": 1, "hand-overs a round": slots * handovers },
      figures: [against("talk"), against("Fairline"), against("Fairline, done early")],
      notes: [
        "Floor: a bare client deletes a message of a FIFO group, and long-polls for the group's next one, on the same emulator.",
        "talk, Fairline: the visit's time is up; from the arrival of `end` at one visitor to that of `turn` at the next.",
        "Fairline, done early: from the visitor's own `complete` to the next one's `turn`. The talk has nothing like it.",
        "Each round's value is the median of its hand-overs.",
      ],
    };
  },
};
