import { expect, test } from "vitest";
import {
  breaksAfterTick,
  breaksAtRest,
  crashing,
  Fault,
  intercepted,
  leftovers,
  openWorld,
  type World,
} from "../testing/index.ts";
import { must } from "./must.ts";

const second = 1000;

/** One slot, and everybody has to say "I'm here" within 15 s. */
async function callingRoom(settings: Parameters<typeof openWorld>[0] = {}): Promise<World> {
  return openWorld({
    slots: 1,
    slotSeconds: 60,
    graceSeconds: 15,
    holdSeconds: 60,
    confirm: true,
    ...settings,
  });
}

/** Ada is being called, Bob waits. */
async function adaIsCalled(settings: Parameters<typeof openWorld>[0] = {}): Promise<World> {
  const world = await callingRoom(settings);
  await world.join("ada", "bob");
  await world.settle();
  return world;
}

/** Ada has missed her call, Bob is being called. */
async function adaMissedHerCall(settings: Parameters<typeof openWorld>[0] = {}): Promise<World> {
  const world = await adaIsCalled(settings);
  await world.wait(20);
  return world;
}

test("C1 whoever is called hears until when to answer, and has no pass", async () => {
  const world = await adaIsCalled();
  const [call] = world.heard("ada", "call");
  expect(call).toEqual({ type: "call", room: "demo", number: 1, confirmBy: expect.any(String) });
  expect(Date.parse(must(call).confirmBy) - world.clock.nowMs()).toBe(15 * second);
  expect(world.heard("ada", "turn")).toEqual([]);
  expect(world.heard("bob", "call")).toEqual([]);
});

test("C1 who says 'I'm here' is let in, and every tab gets the pass, which ends Y seconds after the call", async () => {
  const world = await callingRoom();
  await world.join("ada");
  await world.join("ada");
  await world.settle();
  const calledAtMs = world.clock.nowMs();
  world.clock.advance(10 * second);
  expect(await world.confirm("ada")).toMatchObject({ status: "admitted", openedAtMs: world.clock.nowMs() });
  const turns = world.heard("ada", "turn");
  expect(turns).toHaveLength(2);
  expect(Date.parse(must(turns[0]).expiresAt)).toBe(calledAtMs + 60 * second);
  await world.wait(30);
  expect(await world.ticket("ada")).toMatchObject({ status: "admitted" });
  await world.wait(60);
  expect(await world.ticket("ada")).toMatchObject({ status: "expired" });
});

test("C1 a call stands no longer than half of the visit", async () => {
  const world = await adaIsCalled({ slotSeconds: 5 });
  expect(Date.parse(must(world.heard("ada", "call")[0]).confirmBy) - world.clock.nowMs()).toBe(2.5 * second);
});

test("C1 who comes back while called is told until when the call stands", async () => {
  const world = await adaIsCalled();
  world.clock.advance(5 * second);
  await world.join("ada");
  const ticket = must(world.heard("ada", "ticket").at(-1));
  expect(ticket).toMatchObject({
    status: "waiting",
    confirmBy: must(world.heard("ada", "call")[0]).confirmBy,
  });
  expect(ticket.pass).toBeUndefined();
});

test("C1 'I'm here' said twice, or to no call, changes nothing", async () => {
  const world = await adaIsCalled();
  expect(await world.confirm("bob")).toMatchObject({ status: "waiting" });
  await world.confirm("ada");
  const before = await world.ticket("ada");
  world.clock.advance(second);
  const { seenAtMs: _, polledUntilMs: __, ...after } = await world.confirm("ada");
  expect(before).toMatchObject(after);
  expect(await world.slots()).toHaveLength(1);
});

test("C1 in a room where nobody has to answer, whoever is called is let in at once", async () => {
  const world = await adaIsCalled({ confirm: false });
  expect(world.heard("ada", "call")).toEqual([]);
  expect(world.heard("ada", "turn")).toHaveLength(1);
});

test("C1 a call that was made before confirm was switched off is still to be answered", async () => {
  const world = await adaIsCalled();
  await world.change({ confirm: false });
  await world.confirm("ada");
  expect(world.heard("ada", "turn")).toHaveLength(1);
});

test("C1 the pass ends with the visit, even where a handler that was overtaken has just moved its end", async () => {
  const world = await adaIsCalled();
  const [services, { lane }] = [world.ports, must((await world.slots())[0])];
  const nowMs = world.clock.nowMs();
  const moved = { lane, nowMs, expiresAtMs: nowMs + 61 * second };
  world.ports = intercepted(services, async ({ name }) => {
    if (name === "ledger.openTicket") await services.ledger.admitTicket(world.line, 1, moved);
  });
  await world.confirm("ada");
  expect(Date.parse(must(world.heard("ada", "turn")[0]).expiresAt)).toBe(moved.expiresAtMs);
});

test("C1 who leaves while called is gone at once, and the next is called", async () => {
  const world = await adaIsCalled();
  await world.leave("ada");
  await world.settle();
  expect(await world.ticket("ada")).toMatchObject({ status: "left" });
  expect(world.heard("bob", "call")).toHaveLength(1);
});

test("C2 who misses the call loses the slot to the next, and keeps the place", async () => {
  const world = await adaMissedHerCall();
  const [missed] = world.heard("ada", "missed");
  expect(missed).toMatchObject({ room: "demo", number: 1 });
  expect(await world.ticket("ada")).toMatchObject({ number: 1, status: "waiting", missed: 1 });
  expect(world.heard("ada", "end")).toEqual([]);
  expect(world.heard("bob", "call")).toHaveLength(1);
  expect(await breaksAtRest(world)).toEqual([]);
});

test("C2 who is connected all the while is not called again before asking for it", async () => {
  const world = await adaMissedHerCall();
  await world.confirm("bob");
  await world.leave("bob");
  await world.wait(10);
  await world.poll("ada");
  await world.join("ada");
  await world.wait(5);
  expect(world.heard("ada", "call")).toHaveLength(1);
  expect(must(world.heard("ada", "ticket").at(-1))).toMatchObject({
    missedUntil: must(world.heard("ada", "missed")[0]).missedUntil,
    lastChance: true,
  });
});

test("C2 who says 'I'm here' after a missed call is the next, and hears that it is the last chance", async () => {
  const world = await adaMissedHerCall();
  await world.join("cleo");
  expect(await world.confirm("ada")).toMatchObject({ status: "waiting" });
  await world.confirm("bob");
  await world.leave("bob");
  await world.settle();
  expect(must(world.heard("ada", "call")[1])).toMatchObject({ number: 1, lastChance: true });
  expect(world.heard("cleo", "call")).toEqual([]);
  await world.confirm("ada");
  expect(world.heard("ada", "turn")).toHaveLength(1);
});

test("C2 a second call that is missed makes a no-show", async () => {
  const world = await adaMissedHerCall();
  await world.confirm("ada");
  await world.leave("bob");
  await world.wait(25);
  expect(world.heard("ada", "call")).toHaveLength(2);
  expect(world.heard("ada", "end").map(({ outcome }) => outcome)).toEqual(["noshow"]);
  expect(await world.confirm("ada")).toMatchObject({ status: "noshow" });
  expect(await world.slots()).toEqual([]);
});

test("C2 who never says 'I'm here' again is a no-show after holdSeconds, present or not", async () => {
  for (const isPresent of [true, false]) {
    const world = await adaMissedHerCall({ holdSeconds: 30 });
    if (!isPresent) await world.disconnect("ada");
    await world.wait(40);
    expect(await world.ticket("ada")).toMatchObject({ status: "noshow" });
    expect(await world.ports.ledger.listPassedOver(world.line, 10)).not.toContain(1);
  }
});

test("C2 whose connection is gone when called keeps the second chance", async () => {
  const world = await adaIsCalled();
  await world.disconnect("ada");
  await world.wait(20);
  expect(await world.ticket("ada")).toMatchObject({ status: "waiting", missed: 1 });
  await world.join("ada");
  await world.confirm("ada");
  await world.leave("bob");
  await world.settle();
  expect(world.heard("ada", "call")).toHaveLength(2);
});

test("C2 who goes before the call, and is called late, does not lose the place by the tick that comes between", async () => {
  const world = await callingRoom({ graceSeconds: 5 });
  await world.join("ada", "bob");
  await world.deliver();
  await world.disconnect("ada");
  world.clock.advance(6 * second);
  const services = world.ports;
  // The tick has read the slots when the visitor is called.
  world.ports = intercepted(services, async ({ name }) => {
    if (name !== "ledger.endTicket") return;
    world.ports = services;
    await world.runVisits();
    await world.runVisits();
  });
  await world.tick();
  world.ports = services;
  expect(await world.ticket("ada")).not.toMatchObject({ status: "noshow" });
});

test("C2 an 'I'm here' in the last moment wins, or the missed call does: never both", async () => {
  const world = await adaIsCalled();
  world.clock.advance(17 * second);
  const [ticket] = await Promise.all([world.confirm("ada"), world.tick()]);
  await world.settle();
  const [turns, missed] = [world.heard("ada", "turn"), world.heard("ada", "missed")];
  expect(turns.length + missed.length).toBe(1);
  expect(ticket.status === "admitted").toBe(turns.length === 1);
});

test("C2 who leaves in the very moment in which the call is missed has left", async () => {
  const world = await adaIsCalled();
  const services = world.ports;
  world.ports = intercepted(services, async ({ name, args }) => {
    const [, , when] = args as Parameters<typeof services.ledger.endTicket>;
    if (name !== "ledger.endTicket" || when.from !== "admitted") return;
    world.ports = services;
    world.clock.advance(17 * second);
    await world.tick();
  });
  await world.leave("ada");
  expect(await world.ticket("ada")).toMatchObject({ status: "left", missed: 1 });
  expect(must(world.heard("ada").at(-1))).toMatchObject({ type: "end", outcome: "left" });
  await endsWell(world);
});

test("C2 who has left before a missed call was dealt with hears nothing more of it", async () => {
  const world = await adaIsCalled();
  const services = world.ports;
  world.clock.advance(17 * second);
  world.ports = intercepted(services, ({ name }) => {
    if (name === "ledger.addPassedOver") throw new Fault("the handler died");
  });
  await world.tick();
  world.ports = services;
  expect(await world.ticket("ada")).toMatchObject({ status: "waiting", missed: 1 });
  await world.leave("ada");
  await world.wait(10);
  expect(world.heard("ada", "missed")).toEqual([]);
  expect(world.heard("ada").at(-1)).toMatchObject({ type: "end", outcome: "left" });
  await endsWell(world);
});

test("V9 C2 whose call could not be said, and whose execution failed, has missed nothing, and is called again", async () => {
  const world = await callingRoom();
  const services = world.ports;
  world.ports = intercepted(services, ({ name, args }) => {
    const [, message] = args as Parameters<typeof services.sockets.send>;
    if (name === "sockets.send" && message.type === "call") throw new Fault("the gateway is down");
  });
  await world.join("ada");
  await world.wait(8);
  world.ports = services;
  await world.wait(8);
  expect(must(await world.ticket("ada")).missed).toBeUndefined();
  expect(world.heard("ada", "missed")).toEqual([]);
  expect(must(world.heard("ada", "call")[0]).lastChance).toBeUndefined();
  await world.confirm("ada");
  expect(world.heard("ada", "turn")).toHaveLength(1);
});

test("C2 the figures count nobody twice", async () => {
  const world = await adaMissedHerCall();
  expect(await world.ports.ledger.readStats(world.line)).toMatchObject({ admitted: 1, noshow: 0 });
  expect(must(await world.tick())).toMatchObject({ waiting: 1, active: 1 });
  await world.wait(120);
  expect(must(await world.tick())).toMatchObject({ waiting: 0, active: 0 });
});

test("C3 a call whose handler crashed at any step is made good, and nobody is lost", async () => {
  for (let atStep = 1; ; atStep++) {
    const world = await callingRoom();
    const services = world.ports;
    await world.join("ada", "bob");
    await world.deliver();
    const { ports, failedAt } = crashing(services, atStep);
    world.ports = ports;
    await world.runVisits().catch((error) => expect(error).toBeInstanceOf(Fault));
    world.ports = services;
    await world.wait(300);
    await endsWell(world);
    if (failedAt() === undefined) return expect(atStep).toBeGreaterThan(5);
  }
});

test("C3 a missed call whose tick crashed at any step is made good, and nobody is lost", async () => {
  for (let atStep = 1; ; atStep++) {
    const world = await adaIsCalled();
    const services = world.ports;
    world.clock.advance(17 * second);
    const { ports, failedAt } = crashing(services, atStep);
    world.ports = ports;
    await world.tick();
    world.ports = services;
    await world.wait(300);
    expect(await world.ticket("ada")).toMatchObject({ status: "noshow" });
    await endsWell(world);
    if (failedAt() === undefined) return expect(atStep).toBeGreaterThan(10);
  }
});

test("C3 a slot whose visitor has answered, and which has not heard of it, hears of it from the tick", async () => {
  const world = await adaIsCalled();
  const services = world.ports;
  world.ports = intercepted(services, ({ name }) => {
    if (name === "ledger.markCalled") throw new Fault("the handler died");
  });
  await expect(world.confirm("ada")).rejects.toThrow(Fault);
  world.ports = services;
  expect((await world.slots())[0]?.confirmByMs).toBeDefined();
  await world.wait(20);
  expect(must((await world.slots())[0])).not.toHaveProperty("confirmByMs");
  expect(await world.ticket("ada")).toMatchObject({ status: "admitted" });
});

test("C3 a missed call that is settled by its execution, and crashes at any step, is made good, and nobody is lost", async () => {
  for (let atStep = 1; ; atStep++) {
    const world = await adaIsCalled({ slotSeconds: 10, tickSeconds: 30 });
    const services = world.ports;
    world.clock.advance(11 * second);
    const { ports, failedAt } = crashing(services, atStep);
    world.ports = ports;
    for (let step = 0; step < 2; step++)
      await world.runVisits().catch((error) => expect(error).toBeInstanceOf(Fault));
    world.ports = services;
    await world.wait(300);
    expect(await world.ticket("ada")).toMatchObject({ status: "noshow" });
    await endsWell(world);
    if (failedAt() === undefined) return expect(atStep).toBeGreaterThan(10);
  }
});

test("C3 an 'I'm here' that crashed at any step is answered when it is said again", async () => {
  for (let atStep = 1; ; atStep++) {
    const world = await adaMissedHerCall();
    const services = world.ports;
    const { ports, failedAt } = crashing(services, atStep);
    world.ports = ports;
    await world.confirm("ada").catch((error) => expect(error).toBeInstanceOf(Fault));
    world.ports = services;
    await world.confirm("ada");
    await world.leave("bob");
    await world.wait(5);
    expect(world.heard("ada", "call")).toHaveLength(2);
    await world.confirm("ada");
    expect(world.heard("ada", "turn").length).toBeGreaterThan(0);
    if (failedAt() === undefined) return expect(atStep).toBeGreaterThan(4);
  }
});

/** Everybody has one outcome, and nothing is left behind. */
async function endsWell(world: World): Promise<void> {
  expect([...(await breaksAtRest(world)), ...(await breaksAfterTick(world))]).toEqual([]);
  for (const key of world.keys) await world.disconnect(key);
  await world.wait(30);
  expect(await leftovers(world)).toEqual([]);
}

test("C3 a call whose handler fails for good is no missed call: the visitor is called again, with both chances", async () => {
  const world = await callingRoom();
  const services = world.ports;
  world.ports = intercepted(services, ({ name }) => {
    if (name === "ledger.markCalled") throw new Fault("it is refused");
  });
  await world.join("ada");
  // Four attempts, a second apart, and the execution gives up: long before the call's time is up.
  await world.wait(4);
  world.ports = services;
  await world.wait(6);
  expect(world.heard("ada", "missed")).toEqual([]);
  const [call] = world.heard("ada", "call");
  expect(must(call).lastChance).toBeUndefined();
  expect(await world.confirm("ada")).toMatchObject({ status: "admitted" });
  expect(await breaksAtRest(world)).toEqual([]);
});

test("C1 a call whose handler is tried again after confirm was switched off is still to be answered", async () => {
  const world = await callingRoom();
  const services = world.ports;
  world.ports = intercepted(services, ({ name, args: [, message] }) => {
    const { type } = (message ?? {}) as { type?: string };
    if (name === "sockets.send" && type === "call") throw new Fault("it is refused");
  });
  await world.join("ada");
  await world.settle();
  world.ports = services;
  await world.change({ confirm: false });
  await world.wait(2);
  expect(world.heard("ada", "turn")).toEqual([]);
  expect(world.heard("ada", "call")).toHaveLength(1);
  expect(await world.confirm("ada")).toMatchObject({ status: "admitted" });
});
