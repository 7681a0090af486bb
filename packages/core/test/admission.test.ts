import { expect, test } from "vitest";
import { admit, limits } from "../src/index.ts";
import { Fault, heldBack, intercepted, openWorld } from "../testing/index.ts";
import { must } from "./must.ts";

const second = 1000;

test("A1 the head of the line fills the slot, whoever brought the turn", async () => {
  const world = await openWorld({ slots: 2 });
  await world.join("ada", "bob", "cleo", "dan");
  await world.leave("ada");
  await world.settle();
  // The turn of number 1, who has left, serves number 2; the turn of number 2 serves number 3.
  expect((await world.slots()).map(({ lane, number }) => [lane, number])).toEqual([
    [0, 3],
    [1, 2],
  ]);
});

test("A1 a surplus turn is retired when nobody waits", async () => {
  const world = await openWorld();
  await world.ports.turns.send([{ line: world.line, lane: 0, through: 0, reason: "surplus" }]);
  expect(await world.deliver()).toEqual([{ kind: "retired", why: "nobody waits" }]);
  expect(world.turns.list()).toEqual([]);
});

test("A1 one who joined while the lane was passing others over is served by the turn that did it", async () => {
  const world = await openWorld({ slots: 2 });
  await world.join("lane-1", "ada");
  await world.settle();
  await world.leave("lane-1");
  await world.settle();
  // Lane 1 is idle; number 3 is away, and its turn goes to lane 1, where it is about to find nobody else.
  await world.join("away");
  await world.disconnect("away");
  const services = world.ports;
  const slow = heldBack(services, "ledger.addPassedOver");
  world.ports = slow.ports;
  const passingOver = Promise.all(world.turns.receive().map((turn) => world.use(turn)));
  await slow.reached;
  world.ports = services;
  // Number 4 belongs to lane 0, which ada has; lane 1 has a claim, and looks busy.
  await world.join("bob");
  slow.letGo();
  await passingOver;
  await world.settle();
  expect(await world.ticket("bob")).toMatchObject({ number: 4, status: "admitted", lane: 1 });
});

test("A2 a turn that comes again while its visit holds the slot starts nothing twice, and stays hidden", async () => {
  const world = await openWorld({ slots: 1, slotSeconds: 60 });
  await world.join("ada", "bob");
  const [turn] = world.turns.receive();
  await world.use(must(turn));
  await world.runVisits();
  const [before] = await world.slots();
  expect(await admit(world.ports, must(turn))).toEqual({ kind: "held", number: 1 });
  expect(await world.slots()).toEqual([before]);
  expect(world.visits.list()).toHaveLength(1);
  expect((await world.ports.ledger.readStats(world.line)).admitted).toBe(1);
});

test("A2 a turn that comes again is deleted by the handle that it came with last", async () => {
  const world = await openWorld({ slots: 1, slotSeconds: 60 });
  await world.join("ada");
  const services = world.ports;
  world.ports = intercepted(services, ({ name }) => {
    if (name === "turns.hold") throw new Fault("crashed");
  });
  await world.deliver();
  world.ports = services;
  world.clock.advance(10 * second);
  expect(await world.deliver()).toEqual([{ kind: "held", number: 1 }]);
  await world.leave("ada");
  await world.settle();
  expect(world.turns.list()).toEqual([]);
});

test("A2 a turn that comes again just when its visit is settled does not shut its lane", async () => {
  const world = await openWorld({ slots: 1, slotSeconds: 3600 });
  await world.join("ada");
  const services = world.ports;
  world.ports = intercepted(services, ({ name }) => {
    if (name === "turns.hold") throw new Fault("crashed");
  });
  await world.deliver();
  world.ports = services;
  await world.ports.visits.start({ ...world.line, ...must((await world.slots())[0]) });
  await world.runVisits();
  world.clock.advance(10 * second);
  const slow = heldBack(services, "ledger.renewHandle");
  const [turn] = world.turns.receive();
  const comingAgain = world.use(must(turn), slow.ports);
  await slow.reached;
  await world.leave("ada");
  await world.runVisits();
  await world.runVisits();
  slow.letGo();
  await comingAgain;
  await world.join("bob");
  await world.wait(10);
  expect((await world.ticket("bob"))?.status).toBe("admitted");
});

test("A3 a turn whose slot another visit holds comes back later", async () => {
  const world = await openWorld({ slots: 1, slotSeconds: 40 });
  await world.join("ada", "bob");
  await world.settle();
  // The message that holds the slot is lost: the next one in the lane is seen.
  const [slot] = await world.slots();
  world.turns.delete(must(slot).turnHandle);
  expect(await world.deliver()).toEqual([{ kind: "later", why: "slot is taken" }]);
  await world.wait(39);
  expect((await world.ticket("bob"))?.status).toBe("waiting");
  await world.wait(2);
  expect((await world.ticket("bob"))?.status).toBe("admitted");
});

test("A3 an overdue visit is settled by the next turn in its lane, which then serves the head of the line", async () => {
  const world = await openWorld({ slots: 1, slotSeconds: 60 });
  await world.join("ada", "bob");
  await world.settle();
  const [slot] = await world.slots();
  world.turns.delete(must(slot).turnHandle);
  world.clock.advance(60 * second + limits.overdueAllowanceMs + 1);
  expect(await world.deliver()).toEqual([{ kind: "held", number: 2 }]);
  expect((await world.ticket("ada"))?.status).toBe("expired");
  await world.settle();
  expect((await world.slots()).map(({ number }) => number)).toEqual([2]);
});

test("A4 a claim that a crash left is gone on with, before anybody else is served", async () => {
  const world = await openWorld({ slots: 1 });
  await world.join("ada", "bob");
  const services = world.ports;
  world.ports = intercepted(services, ({ name }) => {
    if (name === "ledger.admitTicket") throw new Fault("crashed");
  });
  await world.deliver();
  expect((await world.gate()).claims.get(0)?.number).toBe(1);
  world.ports = services;
  world.clock.advance(10 * second);
  expect(await world.deliver()).toEqual([{ kind: "held", number: 1 }]);
});

test("A4 a claim whose visitor has left in the meantime goes to the next number", async () => {
  const world = await openWorld({ slots: 1 });
  await world.join("ada", "bob");
  const services = world.ports;
  world.ports = intercepted(services, ({ name }) => {
    if (name === "ledger.admitTicket") throw new Fault("crashed");
  });
  await world.deliver();
  world.ports = services;
  await world.leave("ada");
  world.clock.advance(10 * second);
  expect(await world.deliver()).toEqual([{ kind: "held", number: 2 }]);
  expect((await world.gate()).claims.size).toBe(0);
});

test("A4 a ticket that was admitted before the crash gets its whole time from the second attempt", async () => {
  const world = await openWorld({ slots: 1, slotSeconds: 60 });
  await world.join("ada");
  const services = world.ports;
  world.ports = intercepted(services, ({ name }) => {
    if (name === "ledger.fillSlot") throw new Fault("crashed");
  });
  await world.deliver();
  expect((await world.ticket("ada"))?.status).toBe("admitted");
  world.ports = services;
  world.clock.advance(10 * second);
  await world.deliver();
  expect((await world.slots())[0]?.expiresAtMs).toBe(world.clock.nowMs() + 60 * second);
  expect((await world.ports.ledger.readStats(world.line)).admitted).toBe(1);
});

test.each([
  ["has admitted the next one", false],
  ["has found nobody else", true],
])(
  "A4 a turn that loses its claim to another handler of the same turn, which %s, takes no further number",
  async (_, isAlone) => {
    const world = await openWorld({ slots: 1, slotSeconds: 3600 });
    await world.join("ada", "bob", "cleo");
    await world.disconnect("ada");
    if (isAlone) for (const key of ["bob", "cleo"]) await world.leave(key);
    const services = world.ports;
    const slow = heldBack(services, "ledger.addPassedOver");
    const turn = must(world.turns.receive()[0]);
    const overtaken = admit(slow.ports, turn);
    await slow.reached;
    await world.use(turn);
    // One more comes in the meantime: the overtaken handler may not claim that number, either.
    if (isAlone) await world.join("dan");
    const before = await world.gate();
    slow.letGo();
    expect(await overtaken).toEqual({ kind: "later", why: "another was faster" });
    expect(await world.gate()).toEqual(before);
    await world.settle();
    expect((await world.slots()).map(({ number }) => number)).toEqual([isAlone ? 4 : 2]);
  },
);

test("A5 a head of the line who is away is passed over and keeps the place", async () => {
  const world = await openWorld({ slots: 1 });
  await world.join("ada", "bob");
  await world.disconnect("ada");
  expect(await world.deliver()).toEqual([{ kind: "held", number: 2 }]);
  expect(await world.ticket("ada")).toMatchObject({ number: 1, status: "waiting" });
  expect(await world.ports.ledger.listPassedOver(world.line, 10)).toEqual([1]);
});

test("A5 a turn that has passed over all it may comes back later, and leaves no claim", async () => {
  const world = await openWorld({ slots: 1 });
  const count = limits.passOversPerTurnMax;
  const away = Array.from({ length: count }, (_, i) => `away-${i}`);
  await world.join(...away);
  for (const key of away) await world.disconnect(key);
  await world.join("ada");
  expect(await world.deliver()).toEqual([{ kind: "later", why: "many were passed over" }]);
  expect((await world.gate()).claims.size).toBe(0);
  await world.wait(1);
  expect((await world.ticket("ada"))?.status).toBe("admitted");
});

test("A6 slot, hidden turn and execution are there before the claim is dropped", async () => {
  const world = await openWorld({ slots: 1 });
  await world.join("ada");
  const steps: string[] = [];
  const order = ["ledger.claim", "ledger.fillSlot", "turns.hold", "visits.start", "ledger.dropClaim"];
  world.ports = intercepted(world.ports, ({ name }) => {
    if (order.includes(name)) steps.push(name);
  });
  await world.deliver();
  expect(steps).toEqual(order);
});

test.each([
  ["fillSlot", "ledger.fillSlot"],
  ["the hidden turn", "turns.hold"],
  ["the execution", "visits.start"],
  ["the dropped claim", "ledger.dropClaim"],
])("A6 a crash before %s is finished when the turn comes again", async (_, step) => {
  const world = await openWorld({ slots: 1, slotSeconds: 60 });
  await world.join("ada", "bob");
  const services = world.ports;
  world.ports = intercepted(services, ({ name }) => {
    if (name === step) throw new Fault("crashed");
  });
  await world.deliver();
  world.ports = services;
  await world.wait(20);
  expect(world.heard("ada", "turn")).toHaveLength(1);
  await world.wait(200);
  expect(world.heard("bob", "turn")).toHaveLength(1);
  expect((await world.gate()).claims.size).toBe(0);
});

test("A7 a number whose registration is under way is waited for", async () => {
  const world = await openWorld({ slots: 1 });
  const services = world.ports;
  const slow = heldBack(services, "ledger.createTicket");
  world.ports = slow.ports;
  const joining = world.join("ada");
  await slow.reached;
  await services.turns.send([{ line: world.line, lane: 0, through: 1, reason: "early" }]);
  let waits = 0;
  const pause = async (ms: number) => {
    world.clock.advance(ms);
    waits += 1;
    if (waits < 2) return;
    slow.letGo();
    await joining;
  };
  world.ports = { ...services, clock: { ...services.clock, pause } };
  expect(await world.deliver()).toEqual([{ kind: "held", number: 1 }]);
});

test("A7 a number that is written between the refusal and the look at it is admitted at once", async () => {
  const world = await openWorld({ slots: 1 });
  const services = world.ports;
  const slow = heldBack(services, "ledger.createTicket");
  world.ports = slow.ports;
  const joining = world.join("ada");
  await slow.reached;
  await services.turns.send([{ line: world.line, lane: 0, through: 1, reason: "early" }]);
  const admitTicket: typeof services.ledger.admitTicket = async (line, number, to) => {
    const admission = await services.ledger.admitTicket(line, number, to);
    if (admission.kind === "admitted") return admission;
    slow.letGo();
    await joining;
    return { kind: "refused", ticket: await services.ledger.readTicket(line, number) };
  };
  world.ports = { ...services, ledger: { ...services.ledger, admitTicket } };
  expect(await world.deliver()).toEqual([{ kind: "held", number: 1 }]);
  expect(await services.ledger.listPassedOver(world.line, 1)).toEqual([]);
});

test("A7 a number that nobody ever wrote is given up as void after half a second, and counted", async () => {
  const world = await openWorld({ slots: 1 });
  await world.ports.ledger.issue(world.line, 1);
  await world.join("ada");
  const beforeMs = world.clock.nowMs();
  expect(await world.deliver()).toEqual([{ kind: "held", number: 2 }]);
  expect(world.clock.nowMs() - beforeMs).toBe(limits.ticketWaitAttemptsMax * limits.ticketWaitMs);
  expect((await world.ports.ledger.readTicket(world.line, 1))?.status).toBe("void");
  expect((await world.ports.ledger.readStats(world.line)).voided).toBe(1);
});

test.each([
  ["in a paused room", { state: "paused" as const }],
  ["in a closed room", { state: "closed" as const }],
  ["in a lane at or above X", { slots: 1 }],
])("A8 %s a turn is retired", async (_, change) => {
  const world = await openWorld({ slots: 2 });
  await world.join("ada");
  await world.change(change);
  const results = await world.deliver();
  expect(results).toContainEqual({ kind: "retired", why: "lane closed" });
});

test.each([
  ["in a paused room", { state: "paused" as const }],
  ["in a closed room", { state: "closed" as const }],
  ["in a lane at or above X", { slots: 1 }],
])("A8 %s a claim that is there is finished", async (_, change) => {
  const world = await openWorld({ slots: 2 });
  await world.join("ada");
  const services = world.ports;
  world.ports = intercepted(services, ({ name }) => {
    if (name === "ledger.admitTicket") throw new Fault("crashed");
  });
  const [own] = world.turns.receive().filter((turn) => turn.lane === 1);
  await world.use(must(own));
  await world.change(change);
  world.ports = services;
  world.clock.advance(10 * second);
  await world.settle();
  expect(await world.ticket("ada")).toMatchObject({ status: "admitted", lane: 1 });
});

test("A8 a claim of one who is away is dropped by a shut lane, and the place is kept", async () => {
  const world = await openWorld({ slots: 1 });
  await world.join("ada");
  const services = world.ports;
  world.ports = intercepted(services, ({ name }) => {
    if (name === "ledger.admitTicket") throw new Fault("crashed");
  });
  await world.deliver();
  world.ports = services;
  await world.disconnect("ada");
  await world.change({ state: "paused" });
  world.clock.advance(10 * second);
  expect(await world.deliver()).toEqual([{ kind: "retired", why: "lane closed" }]);
  expect((await world.gate()).claims.size).toBe(0);
  await world.change({ state: "open" });
  await world.join("ada");
  await world.settle();
  expect((await world.ticket("ada"))?.status).toBe("admitted");
});

test("A8 a turn of an older run is retired, and so is one of a room that is not there", async () => {
  const world = await openWorld({ slots: 1 });
  await world.join("ada");
  await world.reset();
  await world.ports.turns.send([{ line: { room: "nowhere", run: 1 }, lane: 0, through: 0, reason: "stray" }]);
  expect(await world.deliver()).toEqual([
    { kind: "retired", why: "older run" },
    { kind: "retired", why: "older run" },
  ]);
});

test("A8 a turn of an older run clears away what nobody settled of the visit that held it", async () => {
  const world = await openWorld({ slots: 1, slotSeconds: 20 });
  await world.join("ada");
  await world.settle();
  for (const execution of world.visits.list()) world.visits.advance(execution, { kind: "done" });
  const older = world.line;
  await world.reset();
  expect((await world.ports.ledger.listSlots(older)).map(({ number }) => number)).toEqual([1]);
  world.clock.advance((20 + limits.turnHoldAllowanceSeconds) * second);
  let retirements = 0;
  world.ports = intercepted(world.ports, ({ name }) => {
    if (name === "turns.retire") retirements += 1;
  });
  expect(await world.deliver()).toEqual([{ kind: "retired", why: "older run" }]);
  expect(retirements).toBe(1);
  expect([await world.ports.ledger.listSlots(older), world.turns.list()]).toEqual([[], []]);
});

test("A8 a turn of an older run ends the visit that it filled its slot for too late, as left", async () => {
  const world = await openWorld({ slots: 1, slotSeconds: 3600 });
  await world.join("ada");
  const older = world.line;
  const services = world.ports;
  // The handler fills the slot when no look of the reset sees it any more, and crashes.
  const slow = heldBack(
    intercepted(services, ({ name }) => {
      if (name === "turns.hold") throw new Fault("crashed");
    }),
    "ledger.fillSlot",
  );
  const overtaken = world.use(must(world.turns.receive()[0]), slow.ports);
  await slow.reached;
  await world.reset();
  slow.letGo();
  await overtaken;
  expect((await services.ledger.listSlots(older)).map(({ number }) => number)).toEqual([1]);
  world.clock.advance(10 * second);
  await world.settle();
  expect((await services.ledger.readTicket(older, 1))?.status).toBe("left");
  expect(await services.ledger.readStats(older)).toMatchObject({ left: 1, expired: 0 });
  expect([await services.ledger.listSlots(older), world.turns.list(), world.visits.list()]).toEqual([
    [],
    [],
    [],
  ]);
  expect([world.heard("ada", "turn"), world.heard("ada", "end").at(-1)?.outcome]).toEqual([[], "left"]);
});

test("A8 a turn of an older run that is surplus there clears its lane's slot, and the turn that held it", async () => {
  const world = await openWorld({ slots: 1, slotSeconds: 3600 });
  await world.join("ada", "bob");
  await world.settle();
  for (const execution of world.visits.list()) world.visits.advance(execution, { kind: "done" });
  const older = world.line;
  await world.reset();
  // The held message is lost; bob's turn is the next in the lane.
  world.turns.delete(must((await world.ports.ledger.listSlots(older))[0]).turnHandle);
  expect(await world.deliver()).toEqual([{ kind: "retired", why: "older run" }]);
  expect([await world.ports.ledger.listSlots(older), world.turns.list()]).toEqual([[], []]);
});

test("A6 a handler overtaken by its own redelivery admits nobody twice and leaves the newer handle", async () => {
  const world = await openWorld({ slots: 1, slotSeconds: 3600 });
  await world.join("ada", "bob");
  const services = world.ports;
  const slow = heldBack(services, "ledger.fillSlot");
  const [first] = world.turns.receive();
  const overtaken = world.use(must(first), slow.ports);
  await slow.reached;
  world.clock.advance(10 * second);
  await world.deliver();
  await world.runVisits();
  slow.letGo();
  await overtaken;
  expect(world.heard("ada", "turn")).toHaveLength(1);
  expect((await services.ledger.readStats(world.line)).admitted).toBe(1);
  await world.leave("ada");
  await world.settle();
  await world.wait(2);
  expect((await world.ticket("bob"))?.status).toBe("admitted");
});

test("A6 a handler that fills the slot when the visit is long over leaves it idle for a few ticks at most", async () => {
  const world = await openWorld({ slots: 1, slotSeconds: 3600, tickSeconds: 5 });
  await world.join("ada");
  const services = world.ports;
  const slow = heldBack(services, "ledger.fillSlot");
  const [first] = world.turns.receive();
  const overtaken = world.use(must(first), slow.ports);
  await slow.reached;
  world.clock.advance(10 * second);
  await world.settle();
  await world.leave("ada");
  await world.settle();
  slow.letGo();
  await overtaken;
  expect((await world.slots()).map(({ number }) => number)).toEqual([1]);
  await world.join("bob");
  await world.wait(15);
  expect((await world.ticket("bob"))?.status).toBe("admitted");
  expect((await services.ledger.readStats(world.line)).left).toBe(1);
});
