import { expect, test } from "vitest";
import { type LobbyEntry, limits, register } from "../src/index.ts";
import { Fault, heldBack, intercepted, openWorld, type World } from "../testing/index.ts";
import { must } from "./must.ts";

const second = 1000;

/** Ada has been passed over, Bob has the only slot, Cleo waits. */
async function adaIsPassedOver(settings: Parameters<typeof openWorld>[0] = {}): Promise<World> {
  const world = await openWorld({ slots: 1, slotSeconds: 60, holdSeconds: 120, ...settings });
  await world.join("ada", "bob", "cleo");
  await world.disconnect("ada");
  await world.settle();
  return world;
}

/** A join as the gateway received it; it may reach its handler at any time after that, and twice. */
function joinOf(world: World, key: string, connection: string, sentAtMs = world.clock.nowMs()): LobbyEntry {
  const arrival = { kind: "socket", connection } as const;
  return { id: `${key} ${sentAtMs}`, kind: "join", room: "demo", key, arrival, sentAtMs };
}

test("P1 the last connection that closes makes the visitor away, and the place stays", async () => {
  const world = await openWorld();
  await world.change({ state: "paused" });
  await world.join("ada");
  await world.join("ada");
  world.sockets.close("ada#1");
  world.lobby.put({ kind: "disconnect", connection: "ada#1", sentAtMs: world.clock.nowMs() });
  await world.register();
  expect((await world.ticket("ada"))?.connections).toEqual(["ada#2"]);
  await world.disconnect("ada");
  expect(await world.ticket("ada")).toMatchObject({ number: 1, status: "waiting", connections: [] });
  expect(await world.countConnections()).toBe(0);
});

test("P1 a closed connection that nobody knows is nothing", async () => {
  const world = await openWorld();
  world.lobby.put({ kind: "disconnect", connection: "stranger", sentAtMs: world.clock.nowMs() });
  await world.settle();
  expect(world.lobby.size).toBe(0);
});

test("P2 a key that comes back finds its ticket, with the same number, on any connection", async () => {
  const world = await openWorld();
  await world.change({ state: "paused" });
  await world.join("ada", "bob");
  await world.disconnect("ada");
  await world.join("ada");
  await world.joinByPoll("ada");
  await world.poll("ada");
  expect(await world.ticket("ada")).toMatchObject({ number: 1, connections: ["ada#2"] });
  expect(world.heard("ada", "ticket").map(({ number }) => number)).toEqual([1, 1]);
});

test("P2 in more tabs than are kept the newest stay", async () => {
  const world = await openWorld();
  await world.change({ state: "paused" });
  for (let tab = 0; tab <= limits.connectionsPerTicketMax; tab++) await world.join("ada");
  const { connections } = must(await world.ticket("ada"));
  expect(connections).toHaveLength(limits.connectionsPerTicketMax);
  expect(connections).toContain(`ada#${limits.connectionsPerTicketMax + 1}`);
});

test("P3 one who was passed over and comes back has the next free slot", async () => {
  const world = await adaIsPassedOver();
  await world.join("ada");
  expect((await world.gate()).recalled).toEqual([1]);
  await world.leave("bob");
  await world.settle();
  expect([(await world.ticket("ada"))?.status, (await world.ticket("cleo"))?.status]).toEqual([
    "admitted",
    "waiting",
  ]);
});

test("P3 of several who come back the smallest number is first", async () => {
  const world = await openWorld({ slots: 1 });
  await world.join("ada", "bob", "cleo", "dan");
  for (const key of ["ada", "bob"]) await world.disconnect(key);
  await world.settle();
  await world.join("bob");
  await world.join("ada");
  await world.leave("cleo");
  await world.settle();
  expect((await world.slots()).map(({ number }) => number)).toEqual([1]);
});

test("P3 one who comes back while a slot is idle is admitted at once, without a tick", async () => {
  const world = await adaIsPassedOver();
  await world.leave("bob");
  await world.leave("cleo");
  await world.settle();
  expect(await world.slots()).toEqual([]);
  await world.join("ada");
  await world.settle();
  expect((await world.ticket("ada"))?.status).toBe("admitted");
});

test("P3 one who polls again is recalled as well", async () => {
  const world = await openWorld({ slots: 1 });
  await world.joinByPoll("ada");
  await world.join("bob");
  world.clock.advance(limits.pollPresenceMs);
  await world.settle();
  expect((await world.ticket("bob"))?.status).toBe("admitted");
  await world.poll("ada");
  expect((await world.gate()).recalled).toEqual([1]);
});

test.each([
  ["before the ticket is asked", "ledger.admitTicket"],
  ["between the ticket and the note that it was passed over", "ledger.addPassedOver"],
  ["before the next number is claimed", "ledger.claim"],
])("P3 one who comes back %s is served before anyone behind", async (_, step) => {
  const world = await openWorld({ slots: 1 });
  await world.join("ada", "bob");
  await world.disconnect("ada");
  const services = world.ports;
  // The second claim: the first one is ada's.
  let claims = 0;
  const reached = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  world.ports = intercepted(services, async ({ name }) => {
    if (name === "ledger.claim") claims += 1;
    if (name !== step || (step === "ledger.claim" && claims < 2)) return;
    reached.resolve();
    await released.promise;
  });
  const admitting = Promise.all(
    world.turns
      .receive()
      .slice(0, 1)
      .map((turn) => world.use(turn)),
  );
  await reached.promise;
  world.ports = services;
  await world.join("ada");
  released.resolve();
  await admitting;
  await world.settle();
  expect((await world.slots()).map(({ number }) => number)).toEqual([1]);
  await world.leave("ada");
  await world.settle();
  expect((await world.ticket("bob"))?.status).toBe("admitted");
  await world.leave("bob");
  await world.wait(10);
  expect((await world.gate()).recalled).toEqual([]);
});

test.each([
  ["before the gate is read", "ledger.readGate"],
  ["before the recall", "ledger.recall"],
])("P3 a return that crashes %s is finished when it comes again", async (_, step) => {
  const world = await adaIsPassedOver({ slotSeconds: 3600, holdSeconds: 600 });
  const services = world.ports;
  world.ports = intercepted(services, ({ name }) => {
    if (name === step) throw new Fault("crashed");
  });
  await world.join("ada");
  expect((await world.gate()).recalled).toEqual([]);
  world.ports = services;
  await world.wait(180);
  expect((await world.gate()).recalled).toEqual([1]);
});

test("P4 one who stays away for longer than holdSeconds has left when coming back", async () => {
  const world = await openWorld({ slots: 1, holdSeconds: 120 });
  await world.change({ state: "paused" });
  await world.join("ada", "bob");
  await world.disconnect("ada");
  await world.disconnect("bob");
  world.clock.advance(120 * second);
  await world.join("ada");
  world.clock.advance(1);
  await world.join("bob");
  expect([(await world.ticket("ada"))?.status, (await world.ticket("bob"))?.status]).toEqual([
    "waiting",
    "left",
  ]);
  expect(world.heard("bob", "ticket").at(-1)?.status).toBe("left");
});

test("P4 one who polls counts as here until the poll's time is up", async () => {
  const world = await openWorld({ slots: 1, holdSeconds: 10 });
  await world.change({ state: "paused" });
  await world.joinByPoll("ada");
  world.clock.advance(limits.pollPresenceMs + 10 * second);
  expect((await world.poll("ada")).status).toBe("waiting");
  world.clock.advance(limits.pollPresenceMs + 10 * second + 1);
  expect((await world.poll("ada")).status).toBe("left");
});

test("P4 one who comes back while the tick is giving the place up keeps it", async () => {
  const world = await adaIsPassedOver({ slotSeconds: 3600, holdSeconds: 30 });
  world.clock.advance(31 * second);
  const services = world.ports;
  const slow = heldBack(services, "ledger.endTicket");
  world.ports = slow.ports;
  const sweeping = world.tick();
  await slow.reached;
  world.ports = services;
  // A return that found the time not over yet, and attaches only now.
  await services.ledger.attach(world.line, 1, world.connect("ada"), world.clock.nowMs());
  slow.letGo();
  await sweeping;
  expect((await world.ticket("ada"))?.status).toBe("waiting");
});

test("P5 a waiting visitor who leaves is out of the line at once, and every tab hears it", async () => {
  const world = await openWorld({ slots: 1 });
  await world.join("ada", "bob");
  await world.join("bob");
  await world.leave("bob");
  expect((await world.ticket("bob"))?.status).toBe("left");
  expect(world.heard("bob", "end").map((end) => end.outcome)).toEqual(["left", "left"]);
  expect(await world.ports.ledger.readStats(world.line)).toMatchObject({ left: 1, leftWaiting: 1 });
});

test("P5 a visitor who leaves during the visit makes room at once", async () => {
  const world = await openWorld({ slots: 1 });
  await world.join("ada", "bob");
  await world.settle();
  await world.leave("ada");
  await world.settle();
  expect([(await world.ticket("ada"))?.status, (await world.ticket("bob"))?.status]).toEqual([
    "left",
    "admitted",
  ]);
  expect(await world.ports.ledger.readStats(world.line)).toMatchObject({ left: 1, leftWaiting: 0 });
});

test("P5 one who was passed over and leaves is swept from the list", async () => {
  const world = await adaIsPassedOver();
  await world.leave("ada");
  expect(await world.ports.ledger.listPassedOver(world.line, 10)).toEqual([]);
});

test("P5 leaving twice changes nothing, and without a place it is an error", async () => {
  const world = await openWorld();
  await world.join("ada");
  await world.leave("ada");
  await world.leave("ada");
  await world.leave("stranger");
  expect((await world.ports.ledger.readStats(world.line)).left).toBe(1);
  expect(world.heard("stranger", "error").map((error) => error.code)).toEqual(["bad_message"]);
});

test("P5 one who leaves between admission and slot leaves the slot to the next", async () => {
  const world = await openWorld({ slots: 1 });
  await world.join("ada", "bob");
  const services = world.ports;
  const slow = heldBack(services, "ledger.fillSlot");
  world.ports = slow.ports;
  const admitting = world.deliver();
  await slow.reached;
  world.ports = services;
  await world.leave("ada");
  slow.letGo();
  await admitting;
  await world.settle();
  expect(world.heard("ada", "turn")).toEqual([]);
  expect((await world.ticket("bob"))?.status).toBe("admitted");
});

test("P6 whoever hears the end of a ticket hears no more ticks", async () => {
  const world = await openWorld({ slots: 1 });
  await world.join("ada", "bob", "cleo");
  await world.settle();
  await world.leave("ada");
  await world.leave("cleo");
  await world.settle();
  await world.tick();
  expect([world.heard("ada", "tick").length, world.heard("cleo", "tick").length]).toEqual([0, 0]);
  expect(world.heard("bob", "tick")).toHaveLength(1);
  expect(await world.countConnections()).toBe(1);
});

test("P6 one who leaves and joins again on the same connection hears the ticks of the new ticket", async () => {
  const world = await openWorld({ slots: 1 });
  await world.join("ada", "bob");
  await world.settle();
  const [connection, sentAtMs] = ["bob#1", world.clock.nowMs()];
  // In one batch the join is registered first, and the older ticket ends after it.
  world.lobby.put({ kind: "leave", room: "demo", key: "bob", connection, sentAtMs });
  const arrival = { kind: "socket", connection } as const;
  world.lobby.put({ kind: "join", room: "demo", key: "bob again", arrival, sentAtMs });
  await world.register();
  await world.tick();
  expect(world.heard("bob", "tick")).toHaveLength(1);
  await world.disconnect("bob");
  expect((await world.ticket("bob again"))?.connections).toEqual([]);
});

test("P7 a tab that joins with another key leaves the place it showed, which is kept", async () => {
  const world = await openWorld({ slots: 1, slotSeconds: 3600 });
  await world.join("ada", "bob");
  await world.settle();
  const connection = (await world.ticket("bob"))?.connections[0] ?? "";
  await register(world.ports, [joinOf(world, "cleo", connection)]);
  expect(await world.ticket("bob")).toMatchObject({ status: "waiting", connections: [] });
  expect(await world.ticket("cleo")).toMatchObject({ status: "waiting", connections: [connection] });
});

test("P7 a join that comes twice, the second time when its tab has joined with another key, changes nothing", async () => {
  const world = await openWorld();
  await world.change({ state: "paused" });
  const tab = world.connect("tab");
  const [ada, bob] = [joinOf(world, "ada", tab), joinOf(world, "bob", tab, world.clock.nowMs() + 1)];
  await register(world.ports, [ada]);
  await register(world.ports, [bob]);
  expect(await register(world.ports, [ada])).toEqual([]);
  expect((await world.ticket("ada"))?.connections).toEqual([]);
  expect((await world.ticket("bob"))?.connections).toEqual([tab]);
  expect(world.heard("tab", "ticket").map(({ number }) => number)).toEqual([1, 2]);
  await world.tick();
  await world.disconnect("tab");
  expect((await world.ticket("bob"))?.connections).toEqual([]);
});

test("P7 a join that comes when its tab has long joined with another key makes no ticket and no turn", async () => {
  const world = await openWorld();
  const tab = world.connect("tab");
  const laterMs = world.clock.nowMs() + limits.overtakenJoinMs + 1;
  const [ada, bob] = [joinOf(world, "ada", tab), joinOf(world, "bob", tab, laterMs)];
  await register(world.ports, [bob]);
  const turns = world.turns.list();
  expect(await register(world.ports, [ada])).toEqual([]);
  expect(await world.number("ada")).toBeUndefined();
  expect(await world.ports.ledger.readIssued(world.line)).toBe(1);
  expect(world.turns.list()).toEqual(turns);
  expect(world.heard("tab", "ticket")).toHaveLength(1);
});

test("P7 a join that comes twice for the place that its tab shows is answered twice", async () => {
  const world = await openWorld();
  const tab = world.connect("tab");
  const ada = joinOf(world, "ada", tab);
  await register(world.ports, [ada]);
  await register(world.ports, [ada]);
  expect(world.heard("tab", "ticket").map(({ number }) => number)).toEqual([1, 1]);
  expect((await world.ticket("ada"))?.connections).toEqual([tab]);
});

test("P7 of two keys on one connection in one batch both get a number and hear it, and the later one alone is shown", async () => {
  const world = await openWorld();
  await world.change({ state: "paused" });
  const tab = world.connect("tab");
  const [ada, bob] = [joinOf(world, "ada", tab), joinOf(world, "bob", tab, world.clock.nowMs() + 1)];
  expect(await register(world.ports, [bob, ada])).toEqual([]);
  expect(await world.ticket("ada")).toMatchObject({ number: 1, connections: [] });
  expect(await world.ticket("bob")).toMatchObject({ number: 2, connections: [tab] });
  expect(
    world
      .heard("tab", "ticket")
      .map(({ number }) => number)
      .sort(),
  ).toEqual([1, 2]);
});

test("P7 a newcomer's join that is overtaken while it is registered does not take the tab away, and is answered", async () => {
  const world = await openWorld();
  await world.change({ state: "paused" });
  const tab = world.connect("tab");
  const [ada, bob] = [joinOf(world, "ada", tab), joinOf(world, "bob", tab, world.clock.nowMs() + 1)];
  const slow = heldBack(world.ports, "ledger.addNewConnections");
  const overtaken = register(slow.ports, [ada]);
  await slow.reached;
  await register(world.ports, [bob]);
  slow.letGo();
  expect(await overtaken).toEqual([]);
  expect(await world.ticket("ada")).toMatchObject({ status: "waiting", connections: [] });
  expect((await world.ticket("bob"))?.connections).toEqual([tab]);
  expect(world.heard("tab", "ticket").map(({ number }) => number)).toEqual([2, 1]);
  expect(await world.ports.ledger.readConnections([tab])).toMatchObject([{ number: 2 }]);
});

test("P7 a copy that a slow handler registers in the run before takes no tab away from this run, and is not answered", async () => {
  const world = await openWorld();
  await world.change({ state: "paused" });
  const tab = world.connect("tab");
  const join = joinOf(world, "ada", tab);
  const slow = heldBack(world.ports, "ledger.findNumbers");
  const copy = register(slow.ports, [join]);
  await slow.reached;
  await world.reset();
  await register(world.ports, [join]);
  slow.letGo();
  expect(await copy).toEqual([]);
  expect(await world.ports.ledger.readConnections([tab])).toMatchObject([{ line: world.line, number: 1 }]);
  expect((await world.ticket("ada"))?.connections).toEqual([tab]);
  expect(world.heard("tab", "ticket")).toHaveLength(1);
});

test("P7 a join of the older place that comes late, on another tab or by a poll, counts", async () => {
  const world = await openWorld();
  await world.change({ state: "paused" });
  const tab = world.connect("tab");
  await register(world.ports, [joinOf(world, "bob", tab, world.clock.nowMs() + 1)]);
  await world.join("ada");
  await world.joinByPoll("cleo");
  expect([await world.number("ada"), await world.number("cleo")]).toEqual([2, 3]);
});
