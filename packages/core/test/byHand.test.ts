import { expect, test } from "vitest";
import { callIn, endByHand, viewTicket } from "../src/index.ts";
import { breaksAtRest, crashing, Fault, intercepted, openWorld, type World } from "../testing/index.ts";
import { must } from "./must.ts";

/** The slot is Zoe's, and the others wait, in this order. */
async function inLine(...keys: readonly string[]): Promise<World> {
  const world = await openWorld({ slots: 1, slotSeconds: 600, tickSeconds: 2, holdSeconds: 120 });
  await world.join("zoe", ...keys);
  await world.settle();
  return world;
}

/** Who is let in when the slot's visit ends. */
async function next(world: World): Promise<string | undefined> {
  const [before] = await world.slots();
  for (const key of world.keys)
    if ((await world.number(key)) === before?.number && before !== undefined) await world.leave(key);
  await world.wait(3);
  const [slot] = await world.slots();
  for (const key of world.keys) if ((await world.number(key)) === slot?.number) return key;
  return undefined;
}

test("R8 whom an operator calls in has the next free slot, and then the line goes on", async () => {
  const world = await inLine("ada", "bob", "cleo");
  expect(await world.callIn("cleo")).toEqual({ kind: "called in" });
  expect([await next(world), await next(world), await next(world)]).toEqual(["cleo", "ada", "bob"]);
  expect(await breaksAtRest(world)).toEqual([]);
});

test("R8 of several who are called in the first in line is the next, and each is let in once", async () => {
  const world = await inLine("ada", "bob", "cleo", "dan");
  for (const key of ["dan", "cleo", "dan"]) await world.callIn(key);
  const order = [await next(world), await next(world), await next(world), await next(world)];
  expect(order).toEqual(["cleo", "dan", "ada", "bob"]);
});

test("R8 whom an operator calls in comes before one who was away and came back", async () => {
  const world = await inLine("ada", "bob", "cleo");
  await world.disconnect("ada");
  expect(await next(world)).toBe("bob");
  await world.join("ada");
  await world.callIn("cleo");
  expect([await next(world), await next(world)]).toEqual(["cleo", "ada"]);
});

test("R8 one who is called in, and whose connection is lost and comes back, is still called in", async () => {
  const world = await inLine("ada", "bob", "cleo");
  await world.disconnect("ada");
  expect(await next(world)).toBe("bob");
  await world.join("ada");
  await world.join("dan");
  await world.callIn("cleo");
  await world.callIn("ada");
  await world.disconnect("ada");
  await world.join("ada");
  expect(await next(world)).toBe("ada");
});

test("R8 a slot that is free is theirs at once", async () => {
  const world = await openWorld({ slots: 1, tickSeconds: 60 });
  await world.change({ state: "paused" });
  await world.join("ada", "bob");
  await world.settle();
  await world.callIn("bob");
  await world.change({ state: "open" });
  await world.wait(60);
  expect(world.heard("bob", "turn")).toHaveLength(1);
  expect(world.heard("ada", "turn")).toEqual([]);
});

test("R8 who lets others ahead is called in all the same", async () => {
  const world = await inLine("ada", "bob", "cleo");
  await world.defer("ada", 2);
  await world.callIn("ada");
  expect([await next(world), await next(world)]).toEqual(["ada", "bob"]);
});

test("R8 who missed a call is called in for the last one, without having said “I'm here”", async () => {
  const world = await openWorld({
    slots: 1,
    slotSeconds: 600,
    tickSeconds: 2,
    confirm: true,
    graceSeconds: 5,
  });
  await world.join("ada");
  await world.wait(10);
  expect(world.heard("ada", "missed")).toHaveLength(1);
  expect(await world.callIn("ada")).toEqual({ kind: "called in" });
  await world.wait(3);
  expect(world.heard("ada", "call")).toMatchObject([{}, { lastChance: true }]);
});

test.each(["away", "visiting", "left", "a stranger"])(
  "R8 who is %s is not called in, and no log tells of it",
  async (stage) => {
    const world = await inLine("ada", "bob");
    if (stage === "away") await world.disconnect("ada");
    if (stage === "left") await world.leave("ada");
    const key = stage === "visiting" ? "zoe" : stage === "a stranger" ? "dan" : "ada";
    const kind = stage === "away" ? "away" : stage === "a stranger" ? "unknown" : "not waiting";
    expect(await world.callIn(key)).toEqual({ kind });
    expect(await world.log()).toHaveLength(1);
    expect((await world.gate()).calledIn).toEqual([]);
  },
);

test("R8 who is called in and goes away in that moment is passed over, and is the next as soon as they are back, without a tick", async () => {
  const world = await inLine("ada", "bob", "cleo", "dan");
  await world.callIn("cleo");
  await world.disconnect("cleo");
  expect(await next(world)).toBe("ada");
  expect(await viewTicket(world.ports, world.line, 4)).toMatchObject({ calledIn: true, present: false });
  await world.join("cleo");
  expect(await world.gate()).toMatchObject({ recalled: [4], calledIn: [4] });
  await world.leave("ada");
  await world.settle();
  expect(world.heard("cleo", "turn")).toHaveLength(1);
  expect([await next(world), await next(world)]).toEqual(["bob", "dan"]);
});

test("R8 who is called in and was away comes back before all who were only recalled", async () => {
  const world = await inLine("ada", "bob", "cleo", "dan");
  await world.disconnect("ada");
  await world.callIn("dan");
  await world.disconnect("dan");
  expect(await next(world)).toBe("bob");
  await world.join("ada", "dan");
  expect([await next(world), await next(world)]).toEqual(["dan", "ada"]);
});

test("R8 who is called in and then lets others ahead is called in no more", async () => {
  const world = await inLine("ada", "bob", "cleo");
  await world.callIn("ada");
  await world.defer("ada", 1);
  expect(await viewTicket(world.ports, world.line, 2)).toMatchObject({ calledIn: false });
  expect([await next(world), await next(world), await next(world)]).toEqual(["bob", "ada", "cleo"]);
});

test("R8 a call that crashed anywhere loses nobody, and can be made again", async () => {
  for (let atStep = 1; ; atStep++) {
    const world = await inLine("ada", "bob");
    await world.defer("ada", 1);
    const services = world.ports;
    const { ports, failedAt } = crashing(services, atStep);
    world.ports = ports;
    await world.callIn("ada").catch((error) => expect(error).toBeInstanceOf(Fault));
    world.ports = services;
    if (failedAt() === undefined) return expect(atStep).toBeGreaterThan(6);
    await world.callIn("ada");
    expect([await next(world), await next(world)]).toEqual(["ada", "bob"]);
  }
});

test("R5 a call is logged before it is made, and written over where it was refused", async () => {
  const world = await inLine("ada", "bob");
  await world.callIn("bob");
  expect((await world.log())[0]).toMatchObject({ who: "olga", what: "called number 3 in", undoable: false });
  await world.defer("ada", 1);
  const ports = intercepted(world.ports, async ({ name }) => {
    if (name === "ledger.markCalledIn") await world.leave("ada");
  });
  world.clock.advance(1);
  const called = await callIn(ports, world.line, await world.room(), 2, "oleg");
  expect(called).toEqual({ kind: "not waiting" });
  expect((await world.log())[0]).toMatchObject({
    who: "oleg",
    what: "tried to call number 2 in, which waited no more",
  });
});

test("R9 a visit that an operator ends is over at once, and the slot goes to the next", async () => {
  const world = await inLine("ada");
  expect(await world.endVisit("zoe")).toEqual({ kind: "ended" });
  expect((await world.ticket("zoe"))?.status).toBe("expired");
  await world.settle();
  expect(world.heard("zoe", "end")).toMatchObject([{ outcome: "expired" }]);
  expect(world.heard("ada", "turn")).toHaveLength(1);
  expect((await world.log())[0]).toMatchObject({ who: "olga", what: "ended the visit of number 1" });
});

test.each([
  ["waits", "ada", "no visit"],
  ["has left", "bob", "no visit"],
  ["was never there", "dan", "unknown"],
])("R9 of one who %s no visit is ended, and no log tells of it", async (_, key, kind) => {
  const world = await inLine("ada", "bob");
  await world.leave("bob");
  expect(await world.endVisit(key)).toEqual({ kind });
  expect(await world.log()).toHaveLength(1);
});

/** Ada is called and has not answered, Bob waits. */
async function calledRoom(): Promise<World> {
  const world = await openWorld({ slots: 1, slotSeconds: 600, confirm: true, graceSeconds: 60 });
  await world.join("ada", "bob");
  await world.settle();
  return world;
}

test("R9 a call that an operator ends is over at once, and the slot goes to the next", async () => {
  const world = await calledRoom();
  expect(await viewTicket(world.ports, world.line, 1)).toMatchObject({ status: "called" });
  expect(await world.endVisit("ada")).toEqual({ kind: "ended" });
  await world.settle();
  expect(world.heard("ada", "end")).toMatchObject([{ outcome: "expired" }]);
  expect((await world.confirm("ada")).status).toBe("expired");
  expect(world.heard("ada", "turn")).toEqual([]);
  expect(world.heard("bob", "call")).toHaveLength(1);
  expect((await world.log())[0]).toMatchObject({ who: "olga", what: "ended the call of number 1" });
  expect(await viewTicket(world.ports, world.line, 1)).toMatchObject({ status: "expired" });
  await world.confirm("bob");
  await world.leave("bob");
  await world.settle();
  expect(await breaksAtRest(world)).toEqual([]);
});

test("R9 a call that is answered in the very moment in which an operator ends it is a visit, and ends", async () => {
  const world = await calledRoom();
  let isFirst = true;
  const ports = intercepted(world.ports, async ({ name }) => {
    if (name !== "ledger.endTicket" || !isFirst) return;
    isFirst = false;
    await world.confirm("ada");
  });
  expect(await endByHand(ports, world.line, 1, "olga")).toEqual({ kind: "ended" });
  await world.settle();
  expect(world.heard("ada", "end")).toMatchObject([{ outcome: "expired" }]);
  expect(world.heard("bob", "call")).toHaveLength(1);
});

test("R9 one who is let in, and whose visit has not begun, has no visit yet that could be ended", async () => {
  const world = await openWorld({ slots: 1 });
  await world.join("ada");
  await world.deliver();
  expect(await viewTicket(world.ports, world.line, 1)).toMatchObject({ status: "admitted" });
  expect(await world.endVisit("ada")).toEqual({ kind: "no visit" });
});

test("R9 a visit that ends by itself in the moment that an operator ends it has one outcome, and the log tells the truth", async () => {
  const world = await inLine("ada");
  const ports = intercepted(world.ports, async ({ name }) => {
    if (name === "ledger.endTicket") await world.leave("zoe");
  });
  expect(await endByHand(ports, world.line, 1, "olga")).toEqual({ kind: "no visit" });
  await world.settle();
  expect((await world.ticket("zoe"))?.status).toBe("left");
  expect((await world.log())[0]?.what).toBe("tried to end the visit of number 1, which was over");
});

test("R9 an ending that crashed anywhere frees the slot all the same", async () => {
  for (let atStep = 1; ; atStep++) {
    const world = await inLine("ada");
    const services = world.ports;
    const { ports, failedAt } = crashing(services, atStep);
    world.ports = ports;
    await world.endVisit("zoe").catch((error) => expect(error).toBeInstanceOf(Fault));
    world.ports = services;
    if (failedAt() === undefined) return expect(atStep).toBeGreaterThan(4);
    if ((await world.ticket("zoe"))?.status === "admitted") await world.endVisit("zoe");
    await world.wait(10);
    expect(world.heard("ada", "turn")).toHaveLength(1);
  }
});

test("R8 of several who are called in each has a place of their own, and the others come after them", async () => {
  const world = await inLine("ada", "bob", "cleo", "dan");
  for (const key of ["dan", "cleo"]) await world.callIn(key);
  const places: Record<string, number | undefined> = {};
  for (const key of ["cleo", "dan", "ada", "bob"]) {
    const view = await viewTicket(world.ports, world.line, must(await world.number(key)));
    places[key] = view?.position;
  }
  expect(places).toEqual({ cleo: 1, dan: 2, ada: 3, bob: 4 });
});

test("R8 an operator who looks a number up sees where it stands", async () => {
  const world = await inLine("ada", "bob", "cleo");
  const view = async (key: string) => viewTicket(world.ports, world.line, must(await world.number(key)));
  await world.callIn("cleo");
  await world.defer("ada", 1);
  await world.disconnect("bob");
  expect(await view("zoe")).toMatchObject({ number: 1, status: "admitted", present: true, calledIn: false });
  expect(await view("zoe")).toHaveProperty("expiresAt");
  expect(await view("zoe")).not.toHaveProperty("position");
  expect(await view("ada")).toMatchObject({ status: "waiting", position: 3, calledIn: false });
  expect(await view("bob")).toMatchObject({ status: "waiting", present: false, position: 3 });
  expect(await view("cleo")).toMatchObject({ status: "waiting", position: 1, calledIn: true });
  expect(await viewTicket(world.ports, world.line, 99)).toBeUndefined();
});
