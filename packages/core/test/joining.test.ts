import { expect, test } from "vitest";
import { register } from "../src/index.ts";
import { Fault, heldBack, intercepted, openWorld, refusing } from "../testing/index.ts";

test("J1 one entry of a batch that fails comes again, and the others are done", async () => {
  const world = await openWorld();
  const services = world.ports;
  world.ports = intercepted(services, ({ name, args }) => {
    if (name === "ledger.bindKey" && args[1] === "bob") throw new Fault("throttled");
  });
  await world.join("ada", "bob", "cleo");
  expect(await world.ticket("bob")).toBeUndefined();
  expect([world.heard("ada", "ticket").length, world.heard("cleo", "ticket").length]).toEqual([1, 1]);
  // The turn of a number whose ticket is missing serves whoever is at the head of the line.
  expect(world.turns.list().map((turn) => turn.reason)).toEqual(["ticket-1", "ticket-2", "ticket-3"]);
  expect(world.lobby.size).toBe(1);

  world.ports = services;
  await world.wait(180);
  expect(world.heard("bob", "ticket")).toHaveLength(1);
  expect(world.lobby.size).toBe(0);
});

test("J1 a batch whose answers are refused has brought its turns before it comes again", async () => {
  const world = await openWorld();
  const services = world.ports;
  world.ports = intercepted(services, ({ name }) => {
    if (name === "sockets.send") throw new Fault("throttled");
  });
  await world.join("ada", "bob");
  expect(world.turns.list().map((turn) => turn.reason)).toEqual(["ticket-1", "ticket-2"]);
  expect(world.lobby.size).toBe(2);
  world.ports = services;
  await world.wait(180);
  expect(world.heard("ada", "ticket")).toHaveLength(1);
});

test("J2 a batch costs one write to the counter, and its numbers follow the times of the joins", async () => {
  const world = await openWorld();
  let issues = 0;
  const ports = intercepted(world.ports, ({ name }) => {
    if (name === "ledger.issue") issues += 1;
  });
  const joins = ["late", "early", "middle"].map((key, i) => ({
    id: key,
    kind: "join" as const,
    room: "demo",
    key,
    arrival: { kind: "poll" } as const,
    sentAtMs: world.clock.nowMs() - ([10, 30, 20][i] ?? 0),
  }));
  expect(await register(ports, joins)).toEqual([]);
  expect(issues).toBe(1);
  const numbers = [await world.number("early"), await world.number("middle"), await world.number("late")];
  expect(numbers).toEqual([1, 2, 3]);
});

test("J3 two batches with the same key at once make one ticket, and the number that lost is void", async () => {
  const world = await openWorld();
  const ports = intercepted(world.ports, () => {});
  const join = (tab: string) => ({
    id: tab,
    kind: "join" as const,
    room: "demo",
    key: "ada",
    arrival: { kind: "socket" as const, connection: world.connect("ada") },
    sentAtMs: world.clock.nowMs(),
  });
  const failures = await Promise.all([register(ports, [join("a")]), register(ports, [join("b")])]);
  expect(failures).toEqual([[], []]);
  const number = await world.number("ada");
  const statuses = await Promise.all(
    [1, 2].map(async (n) => (await world.ports.ledger.readTicket(world.line, n))?.status),
  );
  expect([...statuses].sort()).toEqual(["void", "waiting"]);
  expect((await world.ticket("ada"))?.connections).toEqual(["ada#1", "ada#2"]);
  expect(world.heard("ada", "ticket").map((ticket) => ticket.number)).toEqual([number, number]);
  const reasons = world.turns.list().map((turn) => turn.reason);
  expect(reasons.filter((reason) => reason.startsWith("ticket-")).sort()).toEqual(["ticket-1", "ticket-2"]);
  expect((await world.tick())?.waiting).toBe(1);
});

test("J3 a registration that crashed between the key and the ticket is finished when it comes again", async () => {
  const world = await openWorld();
  const services = world.ports;
  world.ports = intercepted(services, ({ name }) => {
    if (name === "ledger.createTicket") throw new Fault("crashed");
  });
  await world.join("ada");
  expect([await world.number("ada"), await world.ticket("ada")]).toEqual([1, undefined]);
  world.ports = services;
  world.clock.advance(180_000);
  await world.register();
  expect(await world.ticket("ada")).toMatchObject({ number: 1, status: "waiting" });
  expect(world.turns.list().map((turn) => turn.reason)).toContain("ticket-1");
});

test("J4 a number that admit gave up while it was being registered is replaced by a new one", async () => {
  const world = await openWorld();
  const slow = heldBack(world.ports, "ledger.createTicket");
  const services = world.ports;
  world.ports = slow.ports;
  const joining = world.join("ada");
  await slow.reached;
  world.ports = services;
  await services.turns.send([{ line: world.line, lane: 0, through: 1, reason: "early" }]);
  expect(await world.deliver()).toEqual([{ kind: "retired", why: "nobody waits" }]);
  slow.letGo();
  await joining;
  expect(await world.ticket("ada")).toMatchObject({ number: 2, status: "waiting" });
  expect((await services.ledger.readTicket(world.line, 1))?.status).toBe("void");
  await world.settle();
  expect(world.heard("ada", "turn")).toHaveLength(1);
  expect((await world.tick())?.waiting).toBe(0);
});

test("J5 a closed room refuses a newcomer, and takes back who has a place", async () => {
  const world = await openWorld({ slots: 1 });
  await world.join("ada", "bob");
  await world.disconnect("bob");
  await world.change({ state: "closed" });
  await world.join("bob", "cleo");
  expect(world.heard("cleo", "error").map((error) => error.code)).toEqual(["room_closed"]);
  expect(await world.number("cleo")).toBeUndefined();
  expect(world.heard("bob", "ticket").at(-1)).toMatchObject({
    number: 2,
    status: "waiting",
    state: "closed",
  });
});

test("J5 a paused room takes newcomers in, and admits nobody", async () => {
  const world = await openWorld();
  await world.change({ state: "paused" });
  await world.join("ada");
  await world.wait(30);
  expect(await world.ticket("ada")).toMatchObject({ number: 1, status: "waiting" });
});

test("J5 a room that nobody knows is refused as unknown_room, for a join and for a leave", async () => {
  const world = await openWorld();
  const connection = world.connect("ada");
  const sentAtMs = world.clock.nowMs();
  const arrival = { kind: "socket", connection } as const;
  const at = { key: "ada", room: "nowhere", sentAtMs };
  await register(world.ports, [
    { id: "1", kind: "join", arrival, ...at },
    { id: "2", kind: "leave", connection, ...at },
    { id: "3", kind: "bad", connection, code: "bad_message", message: "action: what?" },
  ]);
  const codes = world.heard("ada", "error").map((error) => error.code);
  expect(codes.sort()).toEqual(["bad_message", "unknown_room", "unknown_room"]);
});

test("J6 every number brings one turn, into the lane n % X", async () => {
  const world = await openWorld({ slots: 3 });
  await world.join("ada", "bob", "cleo", "dan", "eve");
  expect(world.turns.list().map(({ lane, reason }) => [lane, reason])).toEqual([
    [1, "ticket-1"],
    [2, "ticket-2"],
    [0, "ticket-3"],
    [1, "ticket-4"],
    [2, "ticket-5"],
  ]);
});

test("J6 a number that was given up, and the one that replaced it, bring a turn each", async () => {
  const world = await openWorld({ slots: 1 });
  const slow = heldBack(world.ports, "ledger.createTicket");
  const services = world.ports;
  world.ports = slow.ports;
  const joining = world.join("ada");
  await slow.reached;
  world.ports = services;
  await services.ledger.voidTicket(world.line, 1, world.clock.nowMs());
  slow.letGo();
  await joining;
  expect(await world.number("ada")).toBe(2);
  expect(world.turns.list().map((turn) => turn.reason)).toEqual(["ticket-1", "ticket-2"]);
});

test("J6 a newcomer whose own lane is busy is admitted through another slot that is idle, without a tick", async () => {
  const world = await openWorld({ slots: 2 });
  await world.join("ada", "bob");
  await world.settle();
  await world.leave("bob");
  await world.settle();
  // Number 3 belongs to lane 1, which ada has.
  await world.join("cleo");
  await world.settle();
  expect(await world.ticket("cleo")).toMatchObject({ number: 3, status: "admitted", lane: 0 });
});

test("J6 who comes back brings no turn", async () => {
  const world = await openWorld();
  await world.join("ada");
  const before = world.turns.list();
  await world.join("ada");
  expect(world.turns.list()).toEqual(before);
});

test("J7 a newcomer hears number, line and settings, and no status", async () => {
  const world = await openWorld({ slots: 2, slotSeconds: 60, tickSeconds: 5 });
  await world.join("ada");
  expect(world.heard("ada", "ticket")).toEqual([
    {
      type: "ticket",
      room: "demo",
      number: 1,
      serving: 1,
      issued: 1,
      slots: 2,
      slotSeconds: 60,
      tickSeconds: 5,
      state: "open",
      resume: "resume demo.1.ada",
      at: "2030-01-01T00:00:00.000Z",
    },
  ]);
});

test.each([
  ["has the pass, though the turn was lost", "turn", "admitted"],
  ["has the call, though it was not heard", "call", "waiting"],
])("J7 a newcomer whose ticket is told after the admission %s", async (_, lost, status) => {
  const world = await openWorld({ slots: 1, slotSeconds: 60, confirm: lost === "call" });
  const services = world.ports;
  const slow = heldBack(services, "ledger.readGate");
  world.ports = slow.ports;
  const joining = world.join("ada");
  await slow.reached;
  world.ports = intercepted(services, ({ name, args }) => {
    const [, message] = args as [unknown, { type: string }];
    if (name === "sockets.send" && message.type === lost) throw new Fault("unreachable");
  });
  await world.ports.turns.send([{ line: world.line, lane: 0, through: 1, reason: "tick-5" }]);
  await world.deliver();
  await world.runVisits();
  world.ports = services;
  slow.letGo();
  await joining;
  expect(world.heard("ada", lost as "turn")).toEqual([]);
  const [ticket] = world.heard("ada", "ticket");
  expect(ticket?.status).toBe(status);
  if (lost === "turn") expect(ticket?.pass).toMatch(/^pass demo\.1\.1 /);
  else expect(ticket?.confirmBy).toBeDefined();
});

test("J7 whose place has moved before its ticket is told hears nothing of the new holder's visit", async () => {
  const world = await openWorld({ slots: 1, slotSeconds: 60 });
  const services = world.ports;
  const slow = heldBack(services, "ledger.readGate");
  world.ports = slow.ports;
  const joining = world.join("ada");
  await slow.reached;
  world.ports = services;
  expect(await world.takeOver(await world.offer("ada"), "device")).toMatchObject({ kind: "moved" });
  await services.turns.send([{ line: world.line, lane: 0, through: 1, reason: "tick-5" }]);
  await world.deliver();
  await world.runVisits();
  slow.letGo();
  await joining;
  expect(world.heard("ada", "ticket").map(({ pass }) => pass)).toEqual([undefined]);
});

test("J7 who comes back while admitted hears the status, the pass and its end", async () => {
  const world = await openWorld();
  await world.join("ada");
  await world.settle();
  await world.join("ada");
  const endMs = world.clock.nowMs() + 60_000;
  expect(world.heard("ada", "ticket").at(-1)).toMatchObject({
    status: "admitted",
    pass: `pass demo.1.1 ${endMs}`,
    expiresAt: new Date(endMs).toISOString(),
  });
});

test("J7 who comes back when all is over hears how it ended", async () => {
  const world = await openWorld();
  await world.join("ada");
  await world.leave("ada");
  await world.join("ada");
  const ticket = world.heard("ada", "ticket").at(-1);
  expect([ticket?.status, ticket?.pass]).toEqual(["left", undefined]);
});

test("J7 one whose connection closed before the answer is away", async () => {
  const world = await openWorld();
  const connection = world.connect("ada");
  world.sockets.close(connection);
  const join = { id: "1", kind: "join", room: "demo", key: "ada", sentAtMs: world.clock.nowMs() } as const;
  expect(await register(world.ports, [{ ...join, arrival: { kind: "socket", connection } }])).toEqual([]);
  expect((await world.ticket("ada"))?.connections).toEqual([]);
  const { ports, failedAt } = refusing(world.ports, 1);
  expect(await register(ports, [{ ...join, arrival: { kind: "socket", connection } }])).toHaveLength(1);
  expect(failedAt()).toBe("ledger.readRoom");
});
