import { type CrowdReport, sendCrowd } from "./crowd/send.ts";
import { startMachine } from "./machine/machine.ts";
import type { Benchmark, Figure } from "./suite/benchmark.ts";
import type { Room } from "./suite/fairline.ts";

/** Shares of the crowd that give up while they wait. */
const abandoned = [0, 0.3, 0.6] as const;
const designs = ["talk", "Fairline"] as const;
type Design = (typeof designs)[number];
/** In the talk's lanes a run is long, for nobody's slot is given up before Y. */
const runSecondsMax = 50;
const arriveSeconds = 3;

const full = { rounds: 3 };

export const utilisation: Benchmark = {
  name: "utilisation",
  about: "How much of the slots' time is used, and who is called out of order, when visitors give up.",
  aims: [
    {
      asked: "at least 0.97 of the slots' time in use when 60 % give up",
      section: "slots-in-use-and-order",
      figures: ["slots' time in use"],
      at: { "give up, %": 60 },
      read: { is: "value", of: "Fairline" },
      bound: { is: "at least", value: 0.97 },
      unit: "of the time",
    },
    {
      asked: "nobody called out of order, in any round",
      section: "slots-in-use-and-order",
      figures: ["called out of order"],
      read: { is: "value", of: "Fairline", worst: true },
      bound: { is: "at most", value: 0 },
      unit: "pairs",
    },
  ],
  full,
  async run({ quick, asked, say }) {
    const size = quick
      ? { slots: 10, slotSeconds: 4, visitors: 60, rounds: 1 }
      : { slots: 20, slotSeconds: 15, visitors: 160, ...full, ...asked };
    const { rounds, visitors, slots, slotSeconds } = size;
    const room: Room = { room: "bench", tickSeconds: 5, slots, slotSeconds };
    const fairline = await startMachine({ design: "Fairline", ...room });

    const send: Readonly<Record<Design, (crowd: Crowd) => Promise<CrowdReport>>> = {
      // What one crowd leaves in the lanes would keep the next one waiting: each finds a room of its own.
      async talk(crowd) {
        const talk = await startMachine({ design: "talk", ...room });
        const report = await sendOne(talk.url, room, crowd);
        await talk.stop();
        return report;
      },
      Fairline: (crowd) => sendOne(fairline.url, room, crowd),
    };
    say("warming up");
    for (const design of designs) await send[design]({ visitors: 2 * room.slots, abandon: 1, seed: 0 });

    const used = new Points();
    const inverted = new Points();
    for (let round = 1; round <= rounds; round += 1) {
      for (const abandon of abandoned) {
        for (const design of designs) {
          const { utilisation, inversions } = await send[design]({ visitors, abandon, seed: round });
          if (utilisation === null) throw new Error("nobody waited: such a crowd measures nothing");
          say(
            `round ${round}, ${abandon * 100} % give up, ${design}: ${utilisation}, ${inversions} inversions`,
          );
          used.add(abandon, design, utilisation);
          inverted.add(abandon, design, inversions);
        }
      }
    }
    await fairline.stop();
    return {
      settings: {
        X: room.slots,
        "Y, s": room.slotSeconds,
        "N, s": room.tickSeconds,
        visitors,
        "arrive within, s": arriveSeconds,
        "run at most, s": runSecondsMax,
      },
      figures: [
        ...used.figures("slots' time in use", "share", { of: "Fairline", to: "talk" }),
        ...inverted.figures("called out of order", "pairs"),
      ],
      notes: [
        `The same seeded crowd against both. Whoever stays uses a slot for all of Y, so that nothing is asked here of an early end, which the talk does not have; whoever gives up does so within ${2 * arriveSeconds} s of arriving, half of them with a goodbye.`,
        "Fairline is as `npm start` runs it; the talk's handlers reach everything by HTTP. What that costs them is seen in the hand-over, and is no more than a hundredth of Y.",
        "Counted while somebody waits: a slot is in use while a visitor who is there has it. One that is held for somebody who has left is idle.",
        "A pair is out of order if the higher number was called while the lower one was there and waited.",
      ],
    };
  },
};

interface Crowd {
  readonly visitors: number;
  readonly abandon: number;
  readonly seed: number;
}

function sendOne(url: string, { room, slotSeconds }: Room, crowd: Crowd): Promise<CrowdReport> {
  // Longer than Y: nobody is done before.
  const dwell = `${slotSeconds + 1}s`;
  return sendCrowd({
    url,
    room,
    over: `${arriveSeconds}s`,
    "finish-early": 0,
    dwell: `${dwell}..${dwell}`,
    timeout: `${runSecondsMax}s`,
    ...crowd,
  });
}

/** Values by the share that gives up, and by design. */
class Points {
  readonly #values = new Map<number, Record<Design, number[]>>();

  add(abandon: number, design: Design, value: number): void {
    const values = this.#values.get(abandon) ?? { talk: [], Fairline: [] };
    this.#values.set(abandon, values);
    values[design].push(value);
  }

  figures(name: string, unit: string, ratio?: Figure["ratio"]): Figure[] {
    return [...this.#values].map(([abandon, values]) => ({
      name,
      unit,
      at: { "give up, %": abandon * 100 },
      values,
      ...(ratio && { ratio }),
    }));
  }
}
