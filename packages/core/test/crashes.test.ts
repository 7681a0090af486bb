import { expect, test } from "vitest";
import { complete } from "../src/index.ts";
import {
  breaksAfterTick,
  breaksAtRest,
  crashing,
  Fault,
  leftovers,
  openWorld,
  refusing,
  type World,
} from "../testing/index.ts";

const settings = { slots: 2, slotSeconds: 20, tickSeconds: 5, holdSeconds: 60, graceSeconds: 10 };
const stepsMax = 200;

interface Case {
  readonly handler: string;
  /** It takes at least so many steps, each of which is made to fail once. */
  readonly stepsMin: number;
  prepare?(world: World): Promise<unknown>;
  act(world: World): Promise<unknown>;
}

/** Ada's visit is over and not settled yet, Bob is in, `away` was passed over, Cleo and Dan wait. */
const cases: readonly Case[] = [
  { handler: "register, of newcomers", stepsMin: 12, act: (world) => world.join("eve", "finn") },
  { handler: "register, of one who comes back", stepsMin: 8, act: (world) => world.join("away") },
  { handler: "register, of one who leaves the line", stepsMin: 6, act: (world) => world.leave("cleo") },
  { handler: "register, of one who leaves the slot", stepsMin: 6, act: (world) => world.leave("bob") },
  { handler: "register, of a closed connection", stepsMin: 3, act: (world) => world.disconnect("bob") },
  {
    handler: "admit",
    stepsMin: 10,
    prepare: (world) => twice(() => world.runVisits()),
    act: (world) => world.deliver(),
  },
  {
    handler: "openVisit",
    stepsMin: 5,
    prepare: (world) => twice(() => world.runVisits()).then(() => world.deliver()),
    act: (world) => world.runVisits(),
  },
  { handler: "settleVisit", stepsMin: 6, act: (world) => world.runVisits() },
  { handler: "complete", stepsMin: 4, act: (world) => complete(world.ports, world.line, 3) },
  { handler: "the tick", stepsMin: 12, act: (world) => world.tick() },
  {
    handler: "the tick that ends a no-show",
    stepsMin: 12,
    prepare: async (world) => {
      await world.disconnect("bob");
      world.clock.advance(settings.graceSeconds * 1000);
    },
    act: (world) => world.tick(),
  },
  {
    handler: "the tick that settles an overdue visit",
    stepsMin: 12,
    prepare: async (world) => {
      for (const execution of world.visits.list()) world.visits.advance(execution, { kind: "done" });
      world.clock.advance(settings.slotSeconds * 1000);
    },
    act: (world) => world.tick(),
  },
];

async function before(): Promise<World> {
  const world = await openWorld(settings);
  await world.join("ada", "away", "bob", "cleo", "dan");
  await world.disconnect("away");
  await world.settle();
  await world.leave("ada");
  return world;
}

async function twice(work: () => Promise<unknown>): Promise<void> {
  await work();
  await work();
}

/** Everybody who is there has been called in the end, everybody has one outcome, and nothing is left behind. */
async function endsWell(world: World): Promise<void> {
  await world.wait(220);
  expect([...(await breaksAtRest(world)), ...(await breaksAfterTick(world))]).toEqual([]);
  for (const key of world.keys) {
    const ticket = await world.ticket(key);
    expect([key, ticket?.status]).toEqual([key, expect.stringMatching(/^(completed|expired|left|noshow)$/)]);
    if (ticket?.status === "expired" || ticket?.status === "completed")
      expect([key, world.heard(key, "turn").length > 0]).toEqual([key, true]);
  }
  for (const key of ["bob", "cleo", "dan", "eve", "finn"].filter((key) => world.keys.includes(key))) {
    const hasLeft = (await world.ticket(key))?.status === "left";
    expect([key, hasLeft || world.heard(key, "turn").length > 0]).toEqual([key, true]);
  }
  for (const key of world.keys) await world.disconnect(key);
  await world.wait(30);
  expect(await leftovers(world)).toEqual([]);
}

const faults = { crash: crashing, refusal: refusing } as const;

test.each(cases.flatMap((of) => Object.entries(faults).map(([fault, faulty]) => ({ ...of, fault, faulty }))))(
  "I3 nobody is lost by a $fault at any step of $handler",
  async ({ stepsMin, prepare, act, faulty }) => {
    let isOver = false;
    let atStep = 0;
    while (!isOver) {
      atStep += 1;
      expect(atStep).toBeLessThan(stepsMax);
      const world = await before();
      await prepare?.(world);
      const services = world.ports;
      const { ports, failedAt } = faulty(services, atStep);
      world.ports = ports;
      await act(world).catch((error) => expect(error).toBeInstanceOf(Fault));
      isOver = failedAt() === undefined;
      world.ports = services;
      await endsWell(world);
    }
    expect(atStep).toBeGreaterThan(stepsMin);
  },
);
