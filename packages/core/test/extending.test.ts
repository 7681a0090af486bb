import { expect, test } from "vitest";
import { complete, type Settings, snapshot } from "../src/index.ts";
import {
  breaksAfterTick,
  breaksAtRest,
  crashing,
  Fault,
  heldBack,
  leftovers,
  openWorld,
  refusing,
  type World,
} from "../testing/index.ts";
import { must } from "./must.ts";

const second = 1000;

/** Ada has the only slot for 60 s, and the site may make that 150 s; Bob waits. */
async function adaIsIn(settings: Partial<Settings> = {}): Promise<World> {
  const world = await openWorld({
    slots: 1,
    slotSeconds: 60,
    tickSeconds: 5,
    maxVisitSeconds: 150,
    ...settings,
  });
  await world.join("ada", "bob");
  await world.settle();
  return world;
}

/** How long the visit may last from its beginning on, in seconds: by the ticket, and by the slot. */
async function lengths(world: World): Promise<{ ticket: number; slot: number }> {
  const { admittedAtMs = 0, expiresAtMs = 0 } = must(await world.ticket("ada"));
  const [slot] = await world.slots();
  return {
    ticket: (expiresAtMs - admittedAtMs) / second,
    slot: (must(slot).expiresAtMs - admittedAtMs) / second,
  };
}

// biome-ignore format: a table
test.each<[string, Partial<Settings>, readonly number[], string, number]>([
  ["once, within the bound",               {},                                        [30],     "extended",     90],
  ["twice",                                {},                                        [30, 40], "extended",     130],
  ["more than is left",                    {},                                        [500],    "extended",     150],
  ["when all of it was given",             {},                                        [90, 1],  "no more time", 150],
  ["where the room gives none",            { maxVisitSeconds: 0 },                    [30],     "no more time", 60],
  ["where the bound is no longer than Y",  { maxVisitSeconds: 60 },                   [30],     "no more time", 60],
  ["where the bound is shorter than Y",    { maxVisitSeconds: 20 },                   [30],     "no more time", 60],
  ["up to the longest of all visits",      { maxVisitSeconds: 43_000 },               [43_000], "extended",     43_000],
])("X1 more time %s", async (_, settings, given, kind, seconds) => {
  const world = await adaIsIn(settings);
  let last: string | undefined;
  for (const more of given) ({ kind: last } = await world.extend("ada", more));
  expect(last).toBe(kind);
  expect(await lengths(world)).toEqual({ ticket: seconds, slot: seconds });
  expect(must((await world.slots())[0])).toMatchObject({ slotSeconds: seconds });
  expect(must((await world.slots())[0]).extendedSeconds ?? 0).toBe(seconds - 60);
});

test("X1 the bound is the one that the room has now, and Y the one that the visit began with", async () => {
  const world = await adaIsIn();
  await world.change({ slotSeconds: 10, maxVisitSeconds: 80 });
  expect(await world.extend("ada", 30)).toMatchObject({ kind: "extended" });
  expect(await lengths(world)).toEqual({ ticket: 80, slot: 80 });
});

/** Three slots, and three visits in them; the numbers 1, 2 and 3 are in the lanes 1, 2 and 0. */
async function threeAreIn(): Promise<World> {
  const world = await openWorld({ slots: 3, slotSeconds: 60, tickSeconds: 5, maxVisitSeconds: 150 });
  await world.join("ada", "bob", "cleo");
  await world.settle();
  return world;
}

// biome-ignore format: a table
test.each<[string, number, string]>([
  ["above X",  1, "no more time"],
  ["at X",     2, "no more time"],
  ["below X",  3, "extended"],
])("X1 a visit in a lane %s", async (_, slots, kind) => {
  const world = await threeAreIn();
  await world.change({ slots });
  const before = await world.ticket("bob");
  expect(await world.extend("bob", 30)).toMatchObject({ kind });
  expect((await world.ticket("bob"))?.expiresAtMs).toBe((before?.expiresAtMs ?? 0) + (kind === "extended" ? 30_000 : 0));
});

test("X1 after X was lowered a visit above it ends as was told then, and gets time again once X is raised", async () => {
  const world = await threeAreIn();
  await world.extend("bob", 30);
  await world.change({ slots: 1 });
  expect(await world.extend("bob", 30)).toEqual({ kind: "no more time" });
  await world.change({ slots: 3 });
  expect(await world.extend("bob", 30)).toMatchObject({ kind: "extended" });
  await world.change({ slots: 1 });
  await world.wait(119);
  expect((await world.ticket("bob"))?.status).toBe("admitted");
  await world.wait(4);
  expect((await world.ticket("bob"))?.status).toBe("expired");
});

test("X1 an extended visit lasts for as long as it was given, and then the next is called", async () => {
  const world = await adaIsIn();
  await world.wait(50);
  await world.extend("ada", 30);
  await world.wait(39);
  expect([(await world.ticket("ada"))?.status, (await world.ticket("bob"))?.status]).toEqual([
    "admitted",
    "waiting",
  ]);
  await world.wait(3);
  expect([(await world.ticket("ada"))?.status, (await world.ticket("bob"))?.status]).toEqual([
    "expired",
    "admitted",
  ]);
});

test.each<[string, (world: World) => Promise<unknown>]>([
  ["was completed", (world) => complete(world.ports, world.line, 1)],
  ["was left", (world) => world.leave("ada")],
  ["is past its end, and not settled yet", async (world) => world.clock.advance(60 * second)],
  ["ended with its run", (world) => world.reset()],
])("X1 a visit that %s is given nothing", async (_, end) => {
  const world = await adaIsIn();
  const { line } = world;
  await end(world);
  const before = await world.ports.ledger.readTicket(line, 1);
  world.line = line;
  expect(await world.extend("ada", 30)).toEqual({ kind: "over" });
  expect(await world.ports.ledger.readTicket(line, 1)).toEqual(before);
});

test("X1, G4 one who has gone to the site keeps the time that is given there, though the page is closed", async () => {
  const world = await adaIsIn({ graceSeconds: 5, returnAddresses: ["https://shop.example/"] });
  await world.leaveForSite("ada", "challenge");
  await world.arriveAtSite("site-1", "challenge");
  await world.disconnect("ada");
  await world.extend("ada", 60);
  await world.wait(119);
  expect((await world.ticket("ada"))?.status).toBe("admitted");
  await world.wait(4);
  expect((await world.ticket("ada"))?.status).toBe("expired");
});

test("X1 one who waits is given nothing", async () => {
  const world = await adaIsIn();
  expect(await world.extend("bob", 30)).toEqual({ kind: "over" });
});

test("X1 one who is called and has not answered is given nothing", async () => {
  const world = await adaIsIn({ confirm: true });
  expect(await world.extend("ada", 30)).toEqual({ kind: "over" });
});

const steps = ["turns.hold", "ledger.prolongSlot", "ledger.extendTicket"] as const;

test("X2 the turn is hidden and the slot held before the ticket says so", async () => {
  const world = await adaIsIn();
  const services = world.ports;
  const seen: string[] = [];
  const slow = heldBack(services, "ledger.extendTicket");
  world.ports = slow.ports;
  const extending = world.extend("ada", 30);
  await slow.reached;
  seen.push(JSON.stringify(await lengths(world)));
  slow.letGo();
  await extending;
  seen.push(JSON.stringify(await lengths(world)));
  expect(seen).toEqual(['{"ticket":60,"slot":90}', '{"ticket":90,"slot":90}']);
});

test.each(steps)(
  "X2 a visit that is completed before %s is over, and its slot goes to the next",
  async (step) => {
    const world = await adaIsIn();
    const services = world.ports;
    const slow = heldBack(services, step);
    world.ports = slow.ports;
    const extending = world.extend("ada", 30);
    await slow.reached;
    world.ports = services;
    await complete(services, world.line, 1);
    await world.settle();
    slow.letGo();
    expect(await extending).toEqual({ kind: "over" });
    expect((await world.ticket("ada"))?.status).toBe("completed");
    await world.wait(10);
    expect((await world.ticket("bob"))?.status).toBe("admitted");
    expect(must((await world.slots())[0])).toMatchObject({ number: 2, slotSeconds: 60 });
  },
);

test("X2 of two who give at once each gives", async () => {
  const world = await adaIsIn();
  const results = await Promise.all([world.extend("ada", 30), world.extend("ada", 20)]);
  expect(results.map(({ kind }) => kind)).toEqual(["extended", "extended"]);
  expect(await lengths(world)).toEqual({ ticket: 110, slot: 110 });
});

test("X2 of two who give all that is left one gives it", async () => {
  const world = await adaIsIn();
  const results = await Promise.all([world.extend("ada", 90), world.extend("ada", 90)]);
  expect(results.map(({ kind }) => kind).sort()).toEqual(["extended", "no more time"]);
  expect(await lengths(world)).toEqual({ ticket: 150, slot: 150 });
});

test.each(Object.entries({ crash: crashing, refusal: refusing }))(
  "X2 a %s at any step leaves a visit that ends as its ticket says, and nothing behind",
  async (_, faulty) => {
    let failures = 0;
    for (let atStep = 1; ; atStep++) {
      const world = await adaIsIn();
      await world.wait(40);
      const services = world.ports;
      const { ports, failedAt } = faulty(services, atStep);
      world.ports = ports;
      await world.extend("ada", 30).catch((error) => expect(error).toBeInstanceOf(Fault));
      world.ports = services;
      const { ticket } = await lengths(world);
      expect([60, 90]).toContain(ticket);
      await world.wait(ticket - 40 - 1);
      expect([failedAt(), (await world.ticket("ada"))?.status]).toEqual([failedAt(), "admitted"]);
      await world.wait(4);
      expect([failedAt(), (await world.ticket("ada"))?.status]).toEqual([failedAt(), "expired"]);
      expect([...(await breaksAtRest(world)), ...(await breaksAfterTick(world))]).toEqual([]);
      await world.wait(90);
      for (const key of world.keys) await world.disconnect(key);
      await world.wait(90);
      expect(await leftovers(world)).toEqual([]);
      if (failedAt() === undefined) break;
      failures += 1;
    }
    expect(failures).toBeGreaterThan(5);
  },
);

test("X3 an execution whose time is up holds the slot for what is left, and hears how the visit ends", async () => {
  const world = await adaIsIn();
  await world.extend("ada", 45);
  await world.wait(61);
  expect(world.visits.list()[0]).toMatchObject({ stage: { kind: "holding" } });
  expect(must((await world.slots())[0]).taskToken).toBe(world.visits.list()[0]?.taskToken);
  await complete(world.ports, world.line, 1);
  await world.settle();
  expect((await world.ticket("bob"))?.status).toBe("admitted");
});

test("X3 a visit that is completed while its execution begins to hold the slot again is over at once", async () => {
  const world = await adaIsIn();
  await world.extend("ada", 45);
  world.clock.advance(60 * second);
  // The time is up, and settling says that the visit is not over.
  await world.runVisits();
  await world.runVisits();
  expect(world.visits.list()[0]?.stage).toMatchObject({ kind: "calling", holdSeconds: 45 });
  await complete(world.ports, world.line, 1);
  await world.settle();
  expect((await world.ticket("bob"))?.status).toBe("admitted");
});

test("X3 an execution that could not hold the slot again leaves it to the tick", async () => {
  const world = await adaIsIn();
  await world.extend("ada", 45);
  world.clock.advance(60 * second);
  for (const execution of world.visits.list()) world.visits.advance(execution, { kind: "done" });
  await world.wait(60);
  expect([(await world.ticket("ada"))?.status, (await world.ticket("bob"))?.status]).toEqual([
    "expired",
    "admitted",
  ]);
});

test("X4 every tab hears the turn again, with a pass that ends later", async () => {
  const world = await adaIsIn();
  await world.join("ada");
  const endMs = must(await world.ticket("ada")).expiresAtMs ?? 0;
  await world.extend("ada", 30);
  const expected = {
    pass: `pass demo.1.1 ${endMs + 30 * second}`,
    expiresAt: new Date(endMs + 30 * second).toISOString(),
  };
  const heard = world.heard("ada", "turn").filter(({ pass }) => pass === expected.pass);
  expect(heard).toMatchObject([expected, expected]);
});

test("X4 a visit is given more time though no tab of it can be reached", async () => {
  const world = await adaIsIn();
  const { sockets } = world.ports;
  world.ports = {
    ...world.ports,
    sockets: { ...sockets, send: () => Promise.reject(new Fault("throttled")) },
  };
  expect(await world.extend("ada", 30)).toMatchObject({ kind: "extended" });
  expect(await lengths(world)).toEqual({ ticket: 90, slot: 90 });
});

// biome-ignore format: a table
test.each([
  ["is longer than Y",     150, 150],
  ["is no longer than Y",  60,  undefined],
  ["is not set",           0,   undefined],
])("X1 the snapshot tells the longest visit where it %s", async (_, maxVisitSeconds, told) => {
  const world = await adaIsIn({ maxVisitSeconds });
  expect((await snapshot(world.ports, world.line.room))?.maxVisitSeconds).toBe(told);
});
