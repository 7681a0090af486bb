import { expect, test } from "vitest";
import { complete, limits, type Outcome, openVisit, type Ports, reserve, settleVisit } from "../src/index.ts";
import { Fault, heldBack, intercepted, openWorld, type World } from "../testing/index.ts";
import { must } from "./must.ts";

const second = 1000;

/** Ada has the only slot, and has been called. */
async function adaIsIn(settings: Parameters<typeof openWorld>[0] = {}): Promise<World> {
  const world = await openWorld({ slots: 1, slotSeconds: 60, tickSeconds: 5, ...settings });
  await world.join("ada");
  await world.settle();
  return world;
}

/** Every execution is lost: nobody settles the visits but who finds them. */
function loseExecutions(world: World): void {
  for (const execution of world.visits.list()) world.visits.advance(execution, { kind: "done" });
}

/** No visit begins: the executions run, and cannot say so. */
function neverOpening(ports: Ports): Ports {
  return intercepted(ports, ({ name }) => {
    if (name === "ledger.openTicket") throw new Fault("throttled");
  });
}

/** Ada has the only slot and a visit that never began: its execution has given up, and is about to settle it. */
async function adaWasNeverIn(settings: Parameters<typeof openWorld>[0] = {}): Promise<World> {
  const world = await openWorld({ slots: 1, slotSeconds: 60, tickSeconds: 5, ...settings });
  await world.join("ada", "bob");
  const services = world.ports;
  world.ports = neverOpening(services);
  await world.deliver();
  // The attempts are a second apart, and the last one fails three seconds after the first.
  for (let attempt = 0; attempt < 4; attempt++) {
    await world.runVisits();
    if (attempt < 3) world.clock.advance(second);
  }
  world.ports = services;
  expect(world.visits.list()[0]?.stage).toEqual({ kind: "settling", said: undefined, failures: 0 });
  return world;
}

test("V1 the visitor gets the turn with the pass, which ends when the visit does", async () => {
  const world = await adaIsIn();
  const endMs = world.clock.nowMs() + 60 * second;
  expect(world.heard("ada", "turn")).toEqual([
    {
      type: "turn",
      room: "demo",
      number: 1,
      lane: 0,
      pass: `pass demo.1.1 ${endMs}`,
      expiresAt: new Date(endMs).toISOString(),
    },
  ]);
  expect((await world.slots())[0]?.taskToken).toBe("token of demo_1_1");
});

test("V1 every tab of the visitor gets the turn", async () => {
  const world = await openWorld();
  await world.join("ada");
  await world.join("ada");
  await world.settle();
  expect(world.heard("ada", "turn")).toHaveLength(2);
});

test("V1 an ending that comes before the token is stored ends the execution all the same", async () => {
  const world = await openWorld({ slots: 1, slotSeconds: 3600 });
  await world.join("ada", "bob");
  await world.deliver();
  const services = world.ports;
  const slow = heldBack(services, "ledger.storeToken");
  world.ports = slow.ports;
  const opening = world.runVisits();
  await slow.reached;
  world.ports = services;
  await world.leave("ada");
  slow.letGo();
  await opening;
  expect(world.visits.list().map(({ stage }) => stage)).toEqual([
    { kind: "settling", said: "left", failures: 0 },
  ]);
  await world.settle();
  expect(world.heard("ada", "turn")).toEqual([]);
  expect((await world.ticket("bob"))?.status).toBe("admitted");
});

test("V1 an execution that finds its visit over and its slot in other hands ends, and changes nothing", async () => {
  const world = await adaIsIn();
  await world.leave("ada");
  await world.settle();
  await world.join("bob");
  await world.settle();
  const before = await world.slots();
  await openVisit(world.ports, { ...world.line, ...must(before[0]), number: 1 }, "another token");
  expect(await world.slots()).toEqual(before);
  expect(world.heard("bob", "turn")).toHaveLength(1);
});

test("V1 a call that fails is made again, and the visitor hears the turn", async () => {
  const world = await openWorld({ slots: 1 });
  await world.join("ada");
  const services = world.ports;
  let refusals = 2;
  world.ports = intercepted(services, ({ name }) => {
    if (name === "ledger.openTicket" && refusals-- > 0) throw new Fault("throttled");
  });
  // The attempts are a second apart.
  await world.wait(2);
  expect(world.heard("ada", "turn")).toHaveLength(1);
});

test("V2 an ended visit is over for the visitor at once, and its execution is told", async () => {
  const world = await adaIsIn();
  expect(await complete(world.ports, world.line, 1)).toEqual({ kind: "committed" });
  expect((await world.ticket("ada"))?.status).toBe("completed");
  expect((await world.slots())[0]).toMatchObject({ number: 1, ending: "completed" });
  expect(world.visits.list()[0]?.stage).toMatchObject({ kind: "settling", said: "completed" });
});

test("V2 an ending that comes between the token and the ticket tells the execution exactly once", async () => {
  const world = await openWorld({ slots: 1 });
  await world.join("ada");
  await world.deliver();
  const services = world.ports;
  const slow = heldBack(services, "ledger.openTicket");
  world.ports = slow.ports;
  const opening = world.runVisits();
  await slow.reached;
  world.ports = services;
  await world.leave("ada");
  slow.letGo();
  await opening;
  await world.settle();
  expect(world.heard("ada", "turn")).toEqual([]);
  expect(world.heard("ada", "end").map((end) => end.outcome)).toEqual(["left"]);
  expect((await services.ledger.readStats(world.line)).left).toBe(1);
});

test("V3 an ending that comes when the time is up is too late for the execution, though it has not moved on", async () => {
  const world = await adaIsIn();
  const { taskToken } = must(world.visits.list()[0]);
  world.clock.advance(60 * second);
  await world.ports.visits.end(taskToken, "completed");
  expect(world.visits.list().map(({ stage }) => stage.kind)).toEqual(["holding"]);
  await world.settle();
  expect((await world.ticket("ada"))?.status).toBe("expired");
});

test("V3 a visit whose time is up expires: outcome, empty slot, word to the visitor, deleted turn", async () => {
  const world = await adaIsIn();
  await world.wait(60);
  expect((await world.ticket("ada"))?.status).toBe("expired");
  expect(world.heard("ada", "end").map((end) => end.outcome)).toEqual(["expired"]);
  expect(await world.slots()).toEqual([]);
  expect(world.turns.list()).toEqual([]);
});

test.each<[Outcome | undefined, number, Outcome]>([
  [undefined, 60, "expired"],
  ["completed", 0, "completed"],
  ["left", 0, "left"],
  ["noshow", 0, "noshow"],
])(
  "V3 an execution that heard %s, %i s after the visit began, settles as %s, and a second time changes nothing",
  async (said, afterSeconds, outcome) => {
    const world = await adaIsIn();
    world.clock.advance(afterSeconds * second);
    const { visit } = must(world.visits.list()[0]);
    const settled = await settleVisit(world.ports, visit, said);
    const [ticket, stats] = [await world.ticket("ada"), await world.ports.ledger.readStats(world.line)];
    expect([ticket?.status, stats[outcome]]).toEqual([outcome, 1]);
    expect(await settleVisit(world.ports, visit, "completed")).toEqual(settled);
    expect(await world.ticket("ada")).toEqual(ticket);
    expect(await world.ports.ledger.readStats(world.line)).toEqual(stats);
  },
);

test("V3 an execution that failed does not end a visit whose time is not up, to the skew of the clocks", async () => {
  const world = await adaIsIn();
  const { visit } = must(world.visits.list()[0]);
  const [ticket, slots] = [await world.ticket("ada"), await world.slots()];
  world.clock.advance(60 * second - limits.clockSkewMsMax - 1);
  expect(await settleVisit(world.ports, visit, undefined)).toEqual({ kind: "not over", secondsLeft: 2 });
  expect([await world.ticket("ada"), await world.slots()]).toEqual([ticket, slots]);
  expect(world.heard("ada", "end")).toEqual([]);
  world.clock.advance(1);
  expect((await settleVisit(world.ports, visit, undefined)).kind).toBe("settled");
  expect((await world.ticket("ada"))?.status).toBe("expired");
});

test("V3 an execution that fails when the visitor has been let in tries to settle until the time is up", async () => {
  const world = await openWorld({ slots: 1, slotSeconds: 60 });
  await world.join("ada", "bob");
  const services = world.ports;
  // The ticket is opened and the visitor called, but no attempt ever gets to its end.
  world.ports = intercepted(services, ({ name }) => {
    if (name === "sockets.send") throw new Fault("throttled");
  });
  await world.wait(4);
  world.ports = services;
  expect(world.visits.list()[0]?.stage.kind).toBe("settling");
  await world.wait(50);
  expect((await world.ticket("ada"))?.status).toBe("admitted");
  expect((await world.slots()).map(({ number }) => number)).toEqual([1]);
  expect(await complete(world.ports, world.line, 1)).toEqual({ kind: "committed" });
  await world.wait(15);
  expect(world.heard("bob", "turn")).toHaveLength(1);
});

test("V3 a settling that crashed when the slot was empty finds the handle again that its turn came back with", async () => {
  const world = await openWorld({ slots: 1, slotSeconds: 3600 });
  await world.join("ada", "bob");
  const services = world.ports;
  world.ports = intercepted(services, ({ name }) => {
    if (name === "turns.hold") throw new Fault("crashed");
  });
  await world.deliver();
  world.ports = services;
  // A tick starts the execution, which knows the first handle of the turn; then the turn comes again with another one.
  await world.tick();
  await world.runVisits();
  world.clock.advance(5 * second);
  await world.deliver();
  expect((await world.slots())[0]?.turnHandle).not.toBe(world.visits.list()[0]?.visit.turnHandle);
  const clearSlot: typeof services.ledger.clearSlot = async (line, lane, admitted) => {
    await services.ledger.clearSlot(line, lane, admitted);
    throw new Fault("crashed");
  };
  world.ports = { ...services, ledger: { ...services.ledger, clearSlot } };
  await world.leave("ada");
  await world.runVisits();
  world.ports = services;
  expect(await world.slots()).toEqual([]);
  await world.wait(3);
  expect((await world.ticket("bob"))?.status).toBe("admitted");
});

test("V3 settling once more does not empty a slot that was filled since, and knows nothing of its turn", async () => {
  const world = await adaIsIn();
  const { visit } = must(world.visits.list()[0]);
  await world.leave("ada");
  await world.settle();
  await world.join("bob");
  await world.settle();
  const before = await world.slots();
  expect(await settleVisit(world.ports, { ...visit, turnHandle: "its own" }, "left")).toMatchObject({
    turnHandle: "its own",
  });
  expect(await world.slots()).toEqual(before);
});

test("V3 settling keeps the outcome that the ticket has already", async () => {
  const world = await adaIsIn();
  await reserve(world.ports, world.line, 1, "ada@example.org");
  const [execution] = world.visits.list();
  await settleVisit(world.ports, must(execution).visit, undefined);
  expect((await world.ticket("ada"))?.status).toBe("completed");
  expect(world.heard("ada", "end").map((end) => end.outcome)).toEqual(["completed"]);
});

test("V3 settling an older visit leaves the slot to the one who has it now", async () => {
  const world = await adaIsIn();
  const older = must(world.visits.list()[0]).visit;
  await world.leave("ada");
  await world.settle();
  await world.join("bob");
  await world.settle();
  await settleVisit(world.ports, older, undefined);
  expect((await world.slots()).map(({ number }) => number)).toEqual([2]);
});

test("V4 a visit whose execution is lost is settled by the tick, and its turn is deleted", async () => {
  const world = await adaIsIn({ slotSeconds: 20 });
  for (const execution of world.visits.list()) world.visits.advance(execution, { kind: "done" });
  await world.join("bob");
  await world.wait(20);
  expect((await world.ticket("ada"))?.status).toBe("admitted");
  await world.wait(5);
  expect((await world.ticket("ada"))?.status).toBe("expired");
  expect((await world.ticket("bob"))?.status).toBe("admitted");
});

test("V4 a visit is not overdue before the allowance is over", async () => {
  const world = await adaIsIn({ slotSeconds: 20, tickSeconds: 1 });
  for (const execution of world.visits.list()) world.visits.advance(execution, { kind: "done" });
  await world.wait(20 + limits.overdueAllowanceMs / second);
  expect((await world.slots()).length).toBe(1);
  await world.wait(1);
  expect((await world.slots()).length).toBe(0);
});

test("V4 a crash in the middle of settling an overdue visit is made good by the next tick", async () => {
  const world = await adaIsIn({ slotSeconds: 20 });
  for (const execution of world.visits.list()) world.visits.advance(execution, { kind: "done" });
  await world.join("bob");
  const services = world.ports;
  world.clock.advance(24 * second);
  world.ports = intercepted(services, ({ name }) => {
    if (["turns.retire", "ledger.addStats", "sockets.send"].includes(name)) throw new Fault("crashed");
  });
  await world.tick();
  world.ports = services;
  await world.wait(5);
  expect((await world.ticket("bob"))?.status).toBe("admitted");
});

test("V4 a turn whose retirement gets lost opens its lane soon, however long its visit might have lasted", async () => {
  const world = await adaIsIn({ slotSeconds: 3600 });
  await world.join("bob");
  loseExecutions(world);
  await complete(world.ports, world.line, 1);
  const services = world.ports;
  world.ports = { ...services, turns: { ...services.turns, retire: async () => {} } };
  // The ending is stranded after 3 s, the next tick settles it, and the turn is back 5 s later.
  await world.wait(15);
  expect((await world.ticket("bob"))?.status).toBe("admitted");
});

test("V4 a turn that is back already is no reason not to settle its visit", async () => {
  const world = await adaIsIn({ slotSeconds: 3600 });
  loseExecutions(world);
  await complete(world.ports, world.line, 1);
  world.turns.delete(must((await world.slots())[0]).turnHandle);
  await world.wait(10);
  expect(await world.slots()).toEqual([]);
  expect(world.heard("ada", "end").map((end) => end.outcome)).toEqual(["completed"]);
});

test("V5 an admitted visitor who is away for graceSeconds is a no-show", async () => {
  const world = await adaIsIn({ graceSeconds: 15 });
  await world.disconnect("ada");
  await world.wait(14);
  expect((await world.ticket("ada"))?.status).toBe("admitted");
  await world.wait(6);
  expect((await world.ticket("ada"))?.status).toBe("noshow");
  expect(await world.slots()).toEqual([]);
});

test("V5 one who comes back within graceSeconds keeps the visit", async () => {
  const world = await adaIsIn({ graceSeconds: 15 });
  await world.disconnect("ada");
  await world.wait(10);
  await world.join("ada");
  expect((await world.slots())[0]?.awaySinceMs).toBeUndefined();
  await world.wait(30);
  expect((await world.ticket("ada"))?.status).toBe("admitted");
});

test("V5 one of two tabs that closes is not an absence", async () => {
  const world = await adaIsIn({ graceSeconds: 15 });
  await world.join("ada");
  world.sockets.close("ada#1");
  world.lobby.put({ kind: "disconnect", connection: "ada#1", sentAtMs: world.clock.nowMs() });
  await world.wait(30);
  expect((await world.ticket("ada"))?.status).toBe("admitted");
});

test("V5 one who was away already when the visit began, and never hears of it, is a no-show", async () => {
  const world = await openWorld({ slots: 1, graceSeconds: 15 });
  await world.join("ada");
  await world.deliver();
  world.sockets.close("ada#1");
  await world.settle();
  await world.wait(20);
  expect((await world.ticket("ada"))?.status).toBe("noshow");
});

test("V5 one who goes before the slot is filled, and whom the turn does not reach, is a no-show", async () => {
  const world = await openWorld({ slots: 1, graceSeconds: 15 });
  await world.join("ada");
  const services = world.ports;
  const slow = heldBack(services, "ledger.fillSlot");
  world.ports = slow.ports;
  const admitting = world.deliver();
  await slow.reached;
  world.ports = services;
  await world.disconnect("ada");
  slow.letGo();
  await admitting;
  await world.wait(20);
  expect((await world.ticket("ada"))?.status).toBe("noshow");
});

test("V5 one who polls has the grace period from the end of the last poll's time", async () => {
  const world = await openWorld({ slots: 1, graceSeconds: 15 });
  await world.joinByPoll("ada");
  await world.settle();
  await world.poll("ada");
  await world.wait(25);
  expect((await world.ticket("ada"))?.status).toBe("admitted");
  await world.wait(10);
  expect((await world.ticket("ada"))?.status).toBe("noshow");
});

test("V6 a reservation ends the visit as completed, in one step", async () => {
  const world = await adaIsIn();
  expect(await reserve(world.ports, world.line, 1, "ada@example.org")).toEqual({ kind: "committed" });
  expect(await world.ticket("ada")).toMatchObject({ status: "completed", reservation: "ada@example.org" });
});

test.each<[string, string, (world: World) => unknown]>([
  ["a second one", "already", (world) => reserve(world.ports, world.line, 1, "a@b.c")],
  ["one after the visitor was done", "already", (world) => complete(world.ports, world.line, 1)],
  ["one at the very end of the visit", "expired", (world) => world.clock.advance(60 * second)],
  ["one of a visitor who has left", "expired", (world) => world.leave("ada")],
])("V6 of the reservations %s is refused as %s", async (_, kind, happens) => {
  const world = await adaIsIn();
  await happens(world);
  const before = await world.ticket("ada");
  expect(await reserve(world.ports, world.line, 1, "ada@example.org")).toEqual({ kind });
  expect(await world.ticket("ada")).toEqual(before);
});

test("V6 a reservation one millisecond before the end is written, and one of a waiting visitor is not", async () => {
  const world = await adaIsIn();
  await world.join("bob");
  world.clock.advance(60 * second - 1);
  expect(await reserve(world.ports, world.line, 1, "ada@example.org")).toEqual({ kind: "committed" });
  expect(await reserve(world.ports, world.line, 2, "bob@example.org")).toEqual({ kind: "expired" });
  expect(await reserve(world.ports, world.line, 3, "nobody@example.org")).toEqual({ kind: "unknown" });
});

test("V6 of two reservations at once exactly one is written", async () => {
  const world = await adaIsIn();
  const ports = intercepted(world.ports, () => {});
  const commits = await Promise.all(
    ["one@example.org", "two@example.org"].map((email) => reserve(ports, world.line, 1, email)),
  );
  expect(commits.map(({ kind }) => kind).sort()).toEqual(["already", "committed"]);
});

test("V7 a visitor who is done makes room at once", async () => {
  const world = await adaIsIn();
  await world.join("bob");
  await complete(world.ports, world.line, 1);
  await world.settle();
  expect([(await world.ticket("ada"))?.status, (await world.ticket("bob"))?.status]).toEqual([
    "completed",
    "admitted",
  ]);
  expect(world.heard("ada", "end").map((end) => end.outcome)).toEqual(["completed"]);
});

test.each<[string, string, (world: World) => unknown]>([
  ["a second time", "already", (world) => complete(world.ports, world.line, 1)],
  ["after the end of the visit", "expired", (world) => world.clock.advance(60 * second)],
  ["after leaving", "expired", (world) => world.leave("ada")],
])("V7 who says so %s is told %s", async (_, kind, happens) => {
  const world = await adaIsIn();
  await happens(world);
  expect(await complete(world.ports, world.line, 1)).toEqual({ kind });
  expect(await complete(world.ports, world.line, 99)).toEqual({ kind: "unknown" });
});

test.each([
  ["the slot heard of it", "ledger.markEnding"],
  ["the execution heard of it", "visits.end"],
])("V8 an ending whose handler crashed before %s is made good within a few ticks", async (_, step) => {
  const world = await adaIsIn({ slotSeconds: 3600, tickSeconds: 5 });
  await world.join("bob");
  const services = world.ports;
  const crash = intercepted(services, ({ name }) => {
    if (name === step) throw new Fault("crashed");
  });
  await expect(complete(crash, world.line, 1)).rejects.toThrow("crashed");
  expect((await world.ticket("ada"))?.status).toBe("completed");
  await world.wait(15);
  expect((await world.ticket("bob"))?.status).toBe("admitted");
  expect(new Set(world.heard("ada", "end").map((end) => end.outcome))).toEqual(new Set(["completed"]));
});

test("V8 an execution that never began is started by the tick", async () => {
  const world = await openWorld({ slots: 1, slotSeconds: 3600, tickSeconds: 5 });
  await world.join("ada");
  const services = world.ports;
  let refusals = 1;
  world.ports = intercepted(services, ({ name }) => {
    if (name === "visits.start" && refusals-- > 0) throw new Fault("crashed");
  });
  await world.wait(10);
  expect(world.heard("ada", "turn")).toHaveLength(1);
});

test("V8 an execution that never began is started by the tick, for a ticket that came back to the line as well", async () => {
  const world = await adaWasNeverIn({ slotSeconds: 3600 });
  for (let step = 0; step < 2; step++) await world.runVisits();
  const services = world.ports;
  world.ports = intercepted(services, ({ name }) => {
    if (name === "visits.start") throw new Fault("crashed");
  });
  await world.deliver();
  expect(await world.slots()).toMatchObject([{ number: 1, returns: 1 }]);
  world.ports = services;
  world.clock.advance(limits.strandedAfterMs + 1);
  await world.tick();
  await world.runVisits();
  expect(world.heard("ada", "turn")).toHaveLength(1);
});

test("V8 in a room of many visits the ticks take turns in looking, and each is looked at", async () => {
  const slots = limits.endingChecksPerTickMax + 1;
  const world = await openWorld({ slots, slotSeconds: 3600, tickSeconds: 5 });
  await world.join(...Array.from({ length: slots }, (_, i) => `visitor-${i}`));
  await world.settle();
  const looks: number[] = [];
  world.ports = intercepted(world.ports, ({ name, args }) => {
    if (name === "ledger.readTicket") looks.push(Number(args[1]));
  });
  await world.tick();
  expect(looks.length).toBeLessThanOrEqual(limits.endingChecksPerTickMax);
  await world.tick();
  expect(new Set(looks).size).toBe(slots);
});

test("V8 an ending is not repeated for a ticket that waits again, whose slot is about to be emptied", async () => {
  const world = await adaWasNeverIn();
  const services = world.ports;
  const slow = heldBack(services, "ledger.clearSlot");
  world.ports = slow.ports;
  const settling = world.runVisits();
  await slow.reached;
  world.ports = services;
  const before = await world.slots();
  await world.tick();
  expect(await world.slots()).toEqual(before);
  slow.letGo();
  await settling;
  await world.settle();
  expect((await world.slots()).map(({ number }) => number)).toEqual([1]);
});

test("V9 a visitor whose visit never began is the next to be called, and loses none of its time", async () => {
  const world = await adaWasNeverIn();
  await world.runVisits();
  expect(await world.ticket("ada")).toMatchObject({ number: 1, status: "waiting", returns: 1 });
  expect([await world.slots(), (await world.gate()).recalled]).toEqual([[], [1]]);
  expect(world.heard("ada", "end")).toEqual([]);
  await world.settle();
  expect(await world.slots()).toMatchObject([
    { number: 1, returns: 1, expiresAtMs: world.clock.nowMs() + 60 * second },
  ]);
  expect(world.heard("ada", "turn")).toHaveLength(1);
  expect((await world.ticket("bob"))?.status).toBe("waiting");
});

test("V9 an admission that was in vain is counted as none, neither in number nor in time", async () => {
  const world = await adaWasNeverIn();
  await world.runVisits();
  expect(await world.ports.ledger.readStats(world.line)).toMatchObject({
    admitted: 0,
    waitMs: 0,
    expired: 0,
  });
  await world.settle();
  expect(await world.ports.ledger.readStats(world.line)).toMatchObject({ admitted: 1, waitMs: 3 * second });
});

test("V9 each admission of a ticket has an execution of its own, and the older one's does not open the newer visit", async () => {
  const world = await adaWasNeverIn();
  const older = must(world.visits.list()[0]);
  const [execution] = world.visits.ready();
  // The newer visit has its slot, and has not begun.
  for (let step = 0; step < 2; step++) await world.runVisits();
  await world.deliver();
  const newer = must(world.visits.list()[0]);
  expect([execution?.visit.returns, newer.visit.returns]).toEqual([undefined, 1]);
  expect(newer.taskToken).not.toBe(older.taskToken);
  const before = await world.slots();
  await openVisit(world.ports, older.visit, older.taskToken);
  expect(await world.slots()).toEqual(before);
  expect((await world.ticket("ada"))?.openedAtMs).toBeUndefined();
  expect(world.heard("ada", "turn")).toEqual([]);
});

test.each<[string, Outcome | undefined]>([
  ["without a word", undefined],
  ["as expired", "expired"],
  ["as left", "left"],
])(
  "V9 settling an older admission once more, %s, leaves the newer visit of the same ticket alone",
  async (_, said) => {
    const world = await adaWasNeverIn();
    const older = must(world.visits.list()[0]).visit;
    await world.settle();
    const [ticket, slots] = [await world.ticket("ada"), await world.slots()];
    expect((await settleVisit(world.ports, older, said)).kind).toBe("settled");
    expect([await world.ticket("ada"), await world.slots()]).toEqual([ticket, slots]);
    expect((await world.gate()).recalled).toEqual([]);
    expect(world.heard("ada", "end")).toEqual([]);
  },
);

test("V9 nobody has a pass before the visit begins: who asks meanwhile is told to wait", async () => {
  const world = await openWorld({ slots: 1 });
  await world.join("ada");
  await world.deliver();
  expect((await world.ticket("ada"))?.status).toBe("admitted");
  await world.join("ada");
  const told = world.heard("ada", "ticket").at(-1);
  expect([told?.status, told?.pass, told?.expiresAt]).toEqual(["waiting", undefined, undefined]);
  await world.settle();
  await world.join("ada");
  expect(world.heard("ada", "ticket").at(-1)).toMatchObject({
    status: "admitted",
    pass: expect.any(String),
  });
});

test("V9 a visit whose execution was lost before it began comes back to the line when its time is up", async () => {
  const world = await openWorld({ slots: 1, slotSeconds: 20, tickSeconds: 5 });
  await world.join("ada", "bob");
  await world.deliver();
  loseExecutions(world);
  await world.wait(25);
  expect((await world.slots()).map(({ number }) => number)).toEqual([1]);
  expect(world.heard("ada", "turn")).toHaveLength(1);
  await world.wait(20);
  expect((await world.ticket("ada"))?.status).toBe("expired");
  expect(world.heard("bob", "turn")).toHaveLength(1);
});

test.each([
  ["the gate heard of it", "ledger.recall"],
  ["it was counted", "ledger.addStats"],
  ["the slot was empty", "ledger.clearSlot"],
])("V9 a return to the line that crashed before %s is finished when it is settled again", async (_, step) => {
  const world = await adaWasNeverIn();
  const services = world.ports;
  world.ports = intercepted(services, ({ name }) => {
    if (name === step) throw new Fault("crashed");
  });
  await world.runVisits();
  world.ports = services;
  expect((await world.ticket("ada"))?.status).toBe("waiting");
  expect((await world.slots()).map(({ number }) => number)).toEqual([1]);
  await world.wait(2);
  expect(world.heard("ada", "turn")).toHaveLength(1);
  expect((await world.slots()).map(({ number, returns }) => [number, returns])).toEqual([[1, 1]]);
});

test("V9 one who comes back to the line is at its head before the slot is empty: nobody behind takes it", async () => {
  const world = await adaWasNeverIn();
  const steps: string[] = [];
  const order = ["ledger.returnTicket", "ledger.recall", "ledger.clearSlot"];
  world.ports = intercepted(world.ports, ({ name }) => {
    if (order.includes(name)) steps.push(name);
  });
  await world.runVisits();
  expect(steps).toEqual(order);
});

test("V9 one who was away when the visit was given up is passed over, and keeps the place", async () => {
  const world = await adaWasNeverIn();
  await world.disconnect("ada");
  await world.settle();
  expect((await world.slots()).map(({ number }) => number)).toEqual([2]);
  expect(await world.ticket("ada")).toMatchObject({ number: 1, status: "waiting" });
  await world.join("ada");
  await world.leave("bob");
  await world.settle();
  expect((await world.slots()).map(({ number }) => number)).toEqual([1]);
});

test("V9 one who leaves before the visit begins has left, and does not come back to the line", async () => {
  const world = await adaWasNeverIn();
  await world.leave("ada");
  await world.settle();
  expect(world.heard("ada", "end").map((end) => end.outcome)).toEqual(["left"]);
  expect((await world.slots()).map(({ number }) => number)).toEqual([2]);
  expect((await world.gate()).recalled).toEqual([]);
});

test("V9 a visit that fails for good ends as expired after so many returns, and the visitor hears it", async () => {
  const world = await openWorld({ slots: 1, slotSeconds: 60, tickSeconds: 5 });
  await world.join("ada");
  let attempts = 0;
  world.ports = intercepted(world.ports, ({ name }) => {
    if (name !== "ledger.openTicket") return;
    attempts += 1;
    throw new Fault("throttled");
  });
  // Each admission takes four attempts, a second apart, and a tick at most to come about.
  await world.wait((limits.returnsMax + 1) * 10);
  expect(attempts).toBe((limits.returnsMax + 1) * 4);
  expect(await world.ticket("ada")).toMatchObject({ returns: limits.returnsMax, status: "expired" });
  expect(world.heard("ada", "end").map((end) => end.outcome)).toEqual(["expired"]);
  expect([await world.slots(), world.turns.list(), await world.countConnections()]).toEqual([[], [], 0]);
  expect(await world.ports.ledger.readStats(world.line)).toMatchObject({ expired: 1 });
});

/** The last attempt of an execution that has given up already comes through all the same, at some moment of the settling. */
const lateBeginnings: Readonly<
  Record<string, (ports: Ports, begin: () => Promise<void>) => Ports["ledger"]>
> = {
  "between the refusal to end it and the look at it": ({ ledger }, begin) => ({
    ...ledger,
    async endTicket(line, number, when) {
      const ending = await ledger.endTicket(line, number, when);
      await begin();
      return { ...ending, ticket: await ledger.readTicket(line, number) } as typeof ending;
    },
  }),
  "before the return": ({ ledger }, begin) => ({
    ...ledger,
    async returnTicket(line, admitted) {
      await begin();
      return ledger.returnTicket(line, admitted);
    },
  }),
};

test.each(Object.entries(lateBeginnings))(
  "V9 a visit that begins %s keeps its slot, and ends when its time is up",
  async (_, beginning) => {
    const world = await adaWasNeverIn();
    const { visit, taskToken } = must(world.visits.list()[0]);
    const services = world.ports;
    const ledger = beginning(services, () => openVisit(services, visit, taskToken));
    world.ports = { ...services, ledger };
    await world.runVisits();
    world.ports = services;
    expect(world.heard("ada", "turn")).toHaveLength(1);
    await world.wait(50);
    expect((await world.slots()).map(({ number }) => number)).toEqual([1]);
    expect([(await world.ticket("ada"))?.status, (await world.ticket("bob"))?.status]).toEqual([
      "admitted",
      "waiting",
    ]);
    await world.wait(20);
    expect((await world.ticket("ada"))?.status).toBe("expired");
    expect(world.heard("bob", "turn")).toHaveLength(1);
  },
);

test("V9 one who leaves while the visit is being given up has left, and hears it", async () => {
  const world = await adaWasNeverIn();
  const services = world.ports;
  const slow = heldBack(services, "ledger.returnTicket");
  world.ports = slow.ports;
  const settling = world.runVisits();
  await slow.reached;
  world.ports = services;
  await world.leave("ada");
  slow.letGo();
  await settling;
  expect(world.heard("ada", "end").map((end) => end.outcome)).toEqual(["left"]);
  await world.settle();
  expect((await world.slots()).map(({ number }) => number)).toEqual([2]);
});

/** Ada is admitted to the only slot, for 20 s, and something on the way to her turn takes so long. */
async function adaIsInLate(seconds: number, slowStep: string): Promise<World> {
  const world = await openWorld({ slots: 1, slotSeconds: 20, maxVisitSeconds: 60, tickSeconds: 5 });
  await world.join("ada");
  await world.deliver();
  const services = world.ports;
  const slow = heldBack(services, slowStep);
  world.ports = slow.ports;
  const opening = world.runVisits();
  await slow.reached;
  world.ports = services;
  world.clock.advance(seconds * second);
  slow.letGo();
  await opening;
  return world;
}

test.each(["ledger.storeToken", "ledger.readRoom", "ledger.readTicket"])(
  "V10 a visit whose time was over before it could begin, for %s was slow, never began: its visitor is the next again",
  async (slowStep) => {
    const late = slowStep === "ledger.readTicket" ? 1.5 : 0;
    const world = await openWorld({ slots: 1, slotSeconds: 20, tickSeconds: 5 });
    await world.join("ada");
    await world.deliver();
    const services = world.ports;
    const slow = heldBack(services, slowStep);
    world.ports = slow.ports;
    world.clock.advance(late * second);
    const opening = world.runVisits();
    await slow.reached;
    world.ports = services;
    world.clock.advance(20 * second + 1);
    slow.letGo();
    await opening;
    expect(world.heard("ada", "turn")).toEqual([]);
    // Its execution's time is up, and settles it; the turn comes back, and she is let in.
    await world.runVisits();
    await world.runVisits();
    expect(await world.ticket("ada")).toMatchObject({ status: "waiting", returns: 1 });
    await world.settle();
    expect(world.heard("ada", "end")).toEqual([]);
    expect(world.heard("ada", "turn")).toHaveLength(1);
    expect(await services.ledger.readStats(world.line)).toMatchObject({ admitted: 1, expired: 0 });
  },
);

test("V10 a visit that begins late lasts all of its time, by ticket, slot, pass and execution", async () => {
  const world = await adaIsInLate(15, "ledger.storeToken");
  const endMs = world.clock.nowMs() + 20 * second;
  expect(await world.ticket("ada")).toMatchObject({ admittedAtMs: endMs - 20 * second, expiresAtMs: endMs });
  expect(await world.slots()).toMatchObject([{ expiresAtMs: endMs, slotSeconds: 20 }]);
  expect(world.heard("ada", "turn")).toMatchObject([
    { pass: `pass demo.1.1 ${endMs}`, expiresAt: new Date(endMs).toISOString() },
  ]);
  expect(await world.ports.ledger.readStats(world.line)).toMatchObject({ admitted: 1, waitMs: 15 * second });
  await world.wait(19);
  expect((await world.ticket("ada"))?.status).toBe("admitted");
  await world.wait(2);
  expect((await world.ticket("ada"))?.status).toBe("expired");
  await world.wait(10);
  expect([await world.slots(), world.turns.list(), world.visits.list()]).toEqual([[], [], []]);
});

test("V10 the turn of a visit that began so late that it comes back meanwhile is hidden again, and lets nobody else in", async () => {
  const world = await adaIsInLate(19, "ledger.storeToken");
  await world.join("bob");
  const services = world.ports;
  let comebacks = 0;
  world.ports = intercepted(services, ({ name }) => {
    if (name === "ledger.renewHandle") comebacks += 1;
  });
  await world.wait(19);
  expect(comebacks).toBe(1);
  expect([(await world.ticket("ada"))?.status, (await world.ticket("bob"))?.status]).toEqual([
    "admitted",
    "waiting",
  ]);
  await world.wait(3);
  expect([(await world.ticket("ada"))?.status, (await world.ticket("bob"))?.status]).toEqual([
    "expired",
    "admitted",
  ]);
  await world.wait(40);
  expect([await world.slots(), world.turns.list(), world.visits.list()]).toEqual([[], [], []]);
});

test("V10 the site may give such a visit as much time as any other", async () => {
  const world = await adaIsInLate(15, "ledger.storeToken");
  const beganAtMs = world.clock.nowMs();
  expect(await world.extend("ada", 60)).toMatchObject({ expiresAtMs: beganAtMs + 60 * second });
  expect(await world.slots()).toMatchObject([{ slotSeconds: 60, extendedSeconds: 40 }]);
});

test("V10 a visit that is held again has begun: it gains nothing", async () => {
  const world = await adaIsInLate(15, "ledger.storeToken");
  const before = await world.slots();
  world.clock.advance(6 * second);
  const [execution] = world.visits.list();
  await openVisit(world.ports, must(execution).visit, "another token");
  expect(await world.slots()).toMatchObject([{ expiresAtMs: must(before[0]).expiresAtMs }]);
});

test.each([
  [9, "is made, and stands for half of what is left", 1],
  [11, "is not made: the visit never began", 0],
])("V10 a call %i s after the admission to a visit of 20 s %s", async (seconds, _, calls) => {
  const world = await openWorld({ slots: 1, slotSeconds: 20, tickSeconds: 5, confirm: true });
  await world.join("ada");
  await world.deliver();
  world.clock.advance(seconds * second);
  await world.runVisits();
  const confirmBy = new Date(world.clock.nowMs() + 5.5 * second).toISOString();
  expect(world.heard("ada", "call")).toMatchObject(calls === 1 ? [{ confirmBy }] : []);
  await world.wait(2);
  // She is called in any case, by this admission or by the next.
  expect(world.heard("ada", "call")).toHaveLength(1);
  expect((await world.ticket("ada"))?.returns ?? 0).toBe(1 - calls);
});

test("V1, V3 where the pass took until the visit was over, the visitor hears the end, and no turn", async () => {
  const world = await adaIsInLate(21, "passes.pass");
  await world.settle();
  expect(world.heard("ada", "end").map(({ outcome }) => outcome)).toEqual(["expired"]);
  expect(world.heard("ada", "turn")).toEqual([]);
});
