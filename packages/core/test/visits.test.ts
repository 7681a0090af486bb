import { expect, test } from "vitest";
import { complete, limits, type Outcome, openVisit, reserve, settleVisit } from "../src/index.ts";
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
  await world.settle();
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

test("V3 a visit whose time is up expires: outcome, empty slot, word to the visitor, deleted turn", async () => {
  const world = await adaIsIn();
  await world.wait(60);
  expect((await world.ticket("ada"))?.status).toBe("expired");
  expect(world.heard("ada", "end").map((end) => end.outcome)).toEqual(["expired"]);
  expect(await world.slots()).toEqual([]);
  expect(world.turns.list()).toEqual([]);
});

test.each<[Outcome | undefined, Outcome]>([
  [undefined, "expired"],
  ["completed", "completed"],
  ["left", "left"],
  ["noshow", "noshow"],
])(
  "V3 an execution that heard %s settles as %s, and a second time changes nothing",
  async (said, outcome) => {
    const world = await adaIsIn();
    const { visit } = must(world.visits.list()[0]);
    const settled = await settleVisit(world.ports, visit, said);
    const [ticket, stats] = [await world.ticket("ada"), await world.ports.ledger.readStats(world.line)];
    expect([ticket?.status, stats[outcome]]).toEqual([outcome, 1]);
    expect(await settleVisit(world.ports, visit, "completed")).toEqual(settled);
    expect(await world.ticket("ada")).toEqual(ticket);
    expect(await world.ports.ledger.readStats(world.line)).toEqual(stats);
  },
);

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
