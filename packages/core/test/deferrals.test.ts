import { expect, test } from "vitest";
import { breaksAtRest, crashing, Fault, heldBack, openWorld, type World } from "../testing/index.ts";
import { must } from "./must.ts";

/** The slot is Zoe's, and the others wait, in this order. */
async function inLine(...keys: readonly string[]): Promise<World> {
  const world = await openWorld({ slots: 1, slotSeconds: 600, tickSeconds: 2, holdSeconds: 120 });
  await world.join("zoe", ...keys);
  await world.settle();
  return world;
}

/** Ends so many visits, one after the other, and says who had them. */
async function served(world: World, count: number): Promise<string[]> {
  const order: string[] = [];
  for (let i = 0; i < count; i++) {
    await world.wait(3);
    for (let waits = 0; (await world.slots()).length === 0 && waits < 20; waits++) await world.wait(1);
    const [slot] = await world.slots();
    const keys = await Promise.all(world.keys.map(async (key) => ({ key, number: await world.number(key) })));
    const key = keys.find(({ number }) => number === slot?.number)?.key;
    if (key === undefined) break;
    order.push(key);
    await world.leave(key);
  }
  return order;
}

test("D1 who lets two go ahead is called after them, and before everybody behind them", async () => {
  const world = await inLine("ada", "bob", "cleo", "dan");
  expect(await world.defer("ada", 2)).toMatchObject({ kind: "deferred", ticket: { aside: { until: 4 } } });
  expect(await served(world, 5)).toEqual(["zoe", "bob", "cleo", "ada", "dan"]);
});

test("D1 every tab hears from which number the place is counted", async () => {
  const world = await inLine("ada", "bob", "cleo");
  await world.join("ada");
  await world.defer("ada", 1);
  expect(world.heard("ada", "ticket").filter(({ deferredTo }) => deferredTo === 3)).toHaveLength(2);
});

test("D1 nobody goes further back than the last number that was issued", async () => {
  const world = await inLine("ada", "bob", "cleo");
  expect(await world.defer("ada", 1000)).toMatchObject({ ticket: { aside: { until: 4 } } });
  expect(await world.defer("ada", 1)).toEqual({ kind: "nobody behind" });
  expect(await world.defer("cleo", 1)).toEqual({ kind: "nobody behind" });
});

test("D1 who lets others ahead twice goes back twice", async () => {
  const world = await inLine("ada", "bob", "cleo", "dan");
  await world.defer("ada", 1);
  await world.defer("ada", 2);
  expect(await served(world, 5)).toEqual(["zoe", "bob", "cleo", "dan", "ada"]);
});

test("D1 one who was recalled, and lets one go ahead, is called after the next", async () => {
  const world = await inLine("ada", "bob", "cleo", "dan");
  await world.disconnect("ada");
  await world.leave("zoe");
  await world.settle();
  await world.join("ada");
  expect(await world.defer("ada", 1)).toMatchObject({ kind: "deferred" });
  expect(await served(world, 4)).toEqual(["bob", "cleo", "ada", "dan"]);
});

test("D1 who comes back while others go ahead is not called sooner", async () => {
  const world = await inLine("ada", "bob", "cleo");
  await world.defer("ada", 2);
  await world.leave("zoe");
  await world.settle();
  await world.disconnect("ada");
  await world.join("ada");
  await world.poll("ada");
  await world.wait(3);
  expect(world.heard("ada", "turn")).toEqual([]);
  expect(await breaksAtRest(world)).toEqual([]);
});

test("D1 who has let others ahead and is away when they were called is called on coming back", async () => {
  const world = await inLine("ada", "bob", "cleo");
  await world.defer("ada", 1);
  await world.disconnect("ada");
  await world.wait(20);
  expect(await served(world, 2)).toEqual(["zoe", "bob"]);
  await world.wait(20);
  await world.join("ada");
  await world.leave("cleo");
  await world.settle();
  expect(world.heard("ada", "turn")).toHaveLength(1);
});

test.each(["called", "missed", "visiting", "left"])("D1 who is %s lets nobody ahead", async (stage) => {
  const world = await openWorld({ slots: 1, confirm: stage !== "visiting", graceSeconds: 15 });
  await world.join("ada", "bob", "cleo");
  await world.settle();
  if (stage === "missed") await world.wait(20);
  if (stage === "left") await world.leave("ada");
  expect(await world.defer("ada", 1)).toEqual({ kind: "not waiting" });
});

test("D1 who is on the way into a slot, and lets others ahead in that moment, is not lost", async () => {
  for (let atStep = 1; ; atStep++) {
    const world = await openWorld({ slots: 1, slotSeconds: 600, tickSeconds: 2 });
    await world.join("ada", "bob", "cleo");
    const services = world.ports;
    const { ports, failedAt } = crashing(services, atStep);
    world.ports = ports;
    await world.deliver();
    world.ports = services;
    await world.defer("ada", 1);
    expect(await served(world, 3)).toEqual(expect.arrayContaining(["ada", "bob", "cleo"]));
    if (failedAt() === undefined) return expect(atStep).toBeGreaterThan(5);
  }
});

test("D1 a step back that crashed anywhere loses nobody", async () => {
  for (let atStep = 1; ; atStep++) {
    const world = await inLine("ada", "bob", "cleo");
    const services = world.ports;
    const { ports, failedAt } = crashing(services, atStep);
    world.ports = ports;
    await world.defer("ada", 1).catch((error) => expect(error).toBeInstanceOf(Fault));
    world.ports = services;
    expect(await served(world, 4)).toEqual(expect.arrayContaining(["zoe", "ada", "bob", "cleo"]));
    expect(await world.ports.ledger.listDeferrals(world.line, 10)).toEqual([]);
    if (failedAt() === undefined) return expect(atStep).toBeGreaterThan(4);
  }
});

test("D1 a tick that crashed anywhere while it calls who let others ahead loses nobody", async () => {
  for (let atStep = 1; ; atStep++) {
    const world = await inLine("ada", "bob", "cleo");
    await world.defer("ada", 1);
    await world.leave("zoe");
    await world.settle();
    const services = world.ports;
    const { ports, failedAt } = crashing(services, atStep);
    world.ports = ports;
    await world.tick();
    world.ports = services;
    expect(await served(world, 3)).toEqual(["bob", "ada", "cleo"]);
    if (failedAt() === undefined) return expect(atStep).toBeGreaterThan(10);
  }
});

test("D1 who stands back when those behind were called already, and the note of it is gone, is called all the same", async () => {
  const world = await inLine("ada", "bob", "cleo");
  const services = world.ports;
  const slow = heldBack(services, "ledger.deferTicket");
  world.ports = slow.ports;
  const deferring = world.defer("ada", 1);
  await slow.reached;
  world.ports = services;
  await world.disconnect("ada");
  await world.wait(20);
  await world.leave("zoe");
  await world.wait(5);
  expect(world.heard("bob", "turn")).toHaveLength(1);
  expect(await services.ledger.listDeferrals(world.line, 10)).toEqual([]);
  await world.join("ada");
  slow.letGo();
  expect(await deferring).toMatchObject({ kind: "deferred", ticket: { aside: { until: 3 } } });
  await world.leave("bob");
  await world.wait(10);
  await world.leave("cleo");
  await world.wait(10);
  expect(world.heard("ada", "turn")).toHaveLength(1);
});

test("D2 where nobody else is left, the next tick calls who let others ahead", async () => {
  const world = await inLine("ada", "bob");
  await world.defer("ada", 1);
  await world.leave("bob");
  await world.leave("zoe");
  await world.settle();
  expect(world.heard("ada", "turn")).toEqual([]);
  must(await world.tick());
  await world.settle();
  expect(world.heard("ada", "turn")).toHaveLength(1);
});
