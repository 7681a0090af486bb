import pino from "pino";
import { accountOf } from "./bill/account.ts";
import { overhear } from "./bill/calls.ts";
import { Invocations } from "./bill/invocations.ts";
import { sendCrowd } from "./crowd/send.ts";
import type { Benchmark, Figure } from "./suite/benchmark.ts";
import { talkCounting } from "./talk/count.ts";
import { startTalk } from "./talk/talk.ts";

/** What one visitor of the talk's design is said to cost, in a run of 38 s. */
const told = { calls: 21, invocations: 5.6, transitions: 3 } as const;

export const talk: Benchmark = {
  name: "talk",
  about: "Whether the talk's design, as it is rebuilt here, costs what it is said to cost.",
  full: {},
  async run({ quick, say }) {
    const { slotSeconds, visitors } = quick
      ? { slotSeconds: 2, visitors: 6 }
      : { slotSeconds: 7, visitors: 15 };
    const room = { room: "bench", slots: 3, slotSeconds, tickSeconds: 5 };
    const log = pino({ level: "warn" }, pino.destination(2));
    const invocations = new Invocations();
    overhear((call) => invocations.tell(call));
    const startedMs = performance.now();
    const server = await startTalk(room, { log, invocations });
    await sendCrowd({
      url: server.url,
      room: room.room,
      visitors,
      over: "1s",
      abandon: 0,
      "finish-early": 0,
      dwell: `${slotSeconds + 1}s..${slotSeconds + 1}s`,
      seed: 1,
    });
    const seconds = (performance.now() - startedMs) / 1000;
    const account = accountOf(invocations.take(), talkCounting);
    await server.stop();
    say(`${visitors} visitors in ${seconds.toFixed(1)} s`);
    const figure = (name: keyof typeof told): Figure => ({
      name,
      unit: "a visitor",
      values: { rebuilt: [account[name] / visitors], told: [told[name]] },
      ratio: { of: "rebuilt", to: "told" },
    });
    return {
      settings: {
        X: room.slots,
        "Y, s": slotSeconds,
        "N, s": room.tickSeconds,
        visitors,
        "run, s": Math.round(seconds),
      },
      figures: [figure("calls"), figure("invocations"), figure("transitions")],
      notes: [
        "Told: what is known of the talk's own handlers, in a run of 38 s; how many visitors it had is not.",
        "Everybody comes within a second and stays to the end, so that broadcasts meet a line.",
      ],
    };
  },
};
