import type { Ledger } from "@fairline/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TickJob, TickJob as TickJobSchema } from "../src/handlers/tickJob.ts";
import { arrive } from "./arrivals.ts";
import { type Emulators, eventOf, lobbyRecord, startEmulators } from "./emulators.ts";

let world: Emulators;
let ledger: Ledger;

beforeAll(async () => {
  world = await startEmulators({ pushCadence: "distance" });
  ({ ledger } = world.runtime.ports);
});
afterAll(() => world.stop());

const run = (job: TickJob) => {
  const record = { ...lobbyRecord(JSON.stringify(job)), eventSourceARN: "fairline-ticks" };
  return world.invoke("tick", eventOf(record));
};

test("T7 with PUSH_CADENCE=distance a visitor far from the head hears one tick of a minute, one near it every tick", async () => {
  const line = await world.openRoom({ slots: 1, tickSeconds: 5 });
  const [near] = await arrive(world, line, 1);
  await ledger.issue(line, 300);
  const [far] = await arrive(world, line, 1);
  for (let tick = 1; tick <= 13; tick++) {
    await run({ job: "tick", ...line, dueSeconds: 1000 + 5 * tick, tickSeconds: 5 });
    for (const { body } of await world.receive("Ticks", line.room))
      await run(TickJobSchema.parse(JSON.parse(body)));
  }
  const heard = [near, far].map((visitor) => world.endpoint.framesOf(visitor?.connection ?? "", "tick"));
  expect(heard.map(({ length }) => length)).toEqual([13, 2]);
  expect(heard[1]?.[1]?.nextTickSeconds).toBe(60);
});
