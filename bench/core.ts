import { randomUUID } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import { openWorld, type World } from "@fairline/core/testing";
import { Bench } from "tinybench";
import type { Benchmark } from "./suite/benchmark.ts";

/** So many visitors join a fresh room, and so many are admitted at once. */
const visitors = 1000;
const slots = 100;

const full = { rounds: 5 };

export const core: Benchmark = {
  name: "core",
  about: "How fast the rules themselves are: registrations and admissions a second over ports in memory.",
  full,
  async run({ quick, asked, say }) {
    const { rounds } = quick ? { rounds: 1 } : { ...full, ...asked };
    const values = { registrations: [] as number[], admissions: [] as number[] };
    let world: World;
    for (let round = 0; round < rounds; round += 1) {
      // Nothing here waits for anything outside: between rounds the process hears whether its parent is still there.
      await nextTurn();
      const bench = new Bench({ time: quick ? 200 : 1000, iterations: 16, warmupIterations: 4, throws: true })
        .add("registrations", () => world.register(), {
          async: true,
          beforeEach: async () => {
            world = await lobbyFull();
          },
        })
        .add("admissions", () => world.deliver(), {
          async: true,
          beforeEach: async () => {
            world = await lobbyFull();
            await world.register();
          },
        });
      const [registered, admitted] = await bench.run();
      values.registrations.push(perSecond(registered, visitors));
      values.admissions.push(perSecond(admitted, slots));
      say(
        `round ${round + 1}: ${values.registrations.at(-1)?.toFixed(0)} registrations/s, ` +
          `${values.admissions.at(-1)?.toFixed(0)} admissions/s`,
      );
    }
    return {
      settings: { "visitors who join": visitors, X: slots },
      figures: [
        { name: "registrations", unit: "visitors/s", values: { core: values.registrations } },
        { name: "admissions", unit: "visitors/s", values: { core: values.admissions } },
      ],
      notes: [
        "One thread, the rules of packages/core over the ports in memory that the simulator uses: no AWS, no network, no waiting.",
        "A registration is a visitor in a batch of 10; an admission takes a turn, and ends with the execution started.",
      ],
    };
  },
};

/** A fresh room before which so many stand, in batches of the Lobby queue. */
async function lobbyFull(): Promise<World> {
  const world = await openWorld({ slots });
  for (let place = 0; place < visitors; place += 1) {
    const key = randomUUID();
    world.lobby.put({
      kind: "join",
      room: world.line.room,
      key,
      arrival: { kind: "socket", connection: world.connect(key) },
      sentAtMs: world.clock.nowMs(),
    });
  }
  return world;
}

/** By the median run, which took so many in. */
function perSecond(task: Awaited<ReturnType<Bench["run"]>>[number] | undefined, count: number): number {
  if (task?.result.state !== "completed") throw new Error(`tinybench did not finish: ${task?.result.state}`);
  return (1000 * count) / task.result.latency.p50;
}
