import { randomUUID } from "node:crypto";
import { changeSettings, type Ledger, limits } from "@fairline/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TurnBody } from "../src/adapters/turns.ts";
import { admitIn, arrive, disconnectOf, joinOf, leaveOf, newVisitor } from "./arrivals.ts";
import { type Emulators, eventOf, lobbyRecord, startEmulators } from "./emulators.ts";

let world: Emulators;
let ledger: Ledger;

beforeAll(async () => {
  world = await startEmulators();
  ({ ledger } = world.runtime.ports);
});
afterAll(() => world.stop());

const register = (...records: Parameters<typeof eventOf>) =>
  world.invokeBatch("register", eventOf(...records));
const turnsOf = async (room: string) =>
  (await world.receive("Turns", room))
    .map(({ body, attributes }) => ({
      ...TurnBody.parse(JSON.parse(body)),
      group: attributes.MessageGroupId,
    }))
    .sort((a, b) => a.through - b.through);

describe("a batch of joins", () => {
  test("J2 gets numbers in the order in which the gateway received them", async () => {
    const line = await world.openRoom();
    const visitors = Array.from({ length: 5 }, newVisitor);
    const nowMs = Date.now();
    const joins = visitors.map((visitor, i) => joinOf(line.room, visitor, nowMs - i));
    expect(await register(...joins)).toEqual([]);
    const numbers = visitors.map(
      ({ connection }) => world.endpoint.framesOf(connection, "ticket")[0]?.number,
    );
    expect(numbers).toEqual([5, 4, 3, 2, 1]);
    for (const [i, { key, connection }] of visitors.entries()) {
      expect(await ledger.readTicket(line, 5 - i)).toMatchObject({
        key,
        status: "waiting",
        connections: [connection],
        joinedAtMs: nowMs - i,
      });
    }
  });

  test("J6 brings one turn each, into the lane n % X", async () => {
    const line = await world.openRoom({ slots: 4 });
    await arrive(world, line, 6);
    const first = await turnsOf(line.room);
    expect(first.map(({ lane, through, group }) => ({ lane, through, group }))).toEqual([
      { lane: 1, through: 1, group: `${line.room}.1.1` },
      { lane: 2, through: 2, group: `${line.room}.1.2` },
      { lane: 3, through: 3, group: `${line.room}.1.3` },
      { lane: 0, through: 4, group: `${line.room}.1.0` },
    ]);
  });

  test("J6 in a line shorter than X gives idle slots turns, too, and never two to a lane", async () => {
    const line = await world.openRoom({ slots: 3 });
    await arrive(world, line, 3);
    expect((await turnsOf(line.room)).map(({ lane }) => lane)).toEqual([1, 2, 0]);
    expect(await turnsOf(line.room)).toEqual([]);
  });

  test("J7 tells every newcomer the ticket, without a status, and with a token to read it", async () => {
    const line = await world.openRoom({ slots: 2, slotSeconds: 60, tickSeconds: 5 });
    const [first, second] = await arrive(world, line, 2);
    const [ticket] = world.endpoint.framesOf(second?.connection ?? "", "ticket");
    expect(ticket).toEqual({
      type: "ticket",
      room: line.room,
      number: 2,
      serving: 1,
      issued: 2,
      slots: 2,
      slotSeconds: 60,
      tickSeconds: 5,
      state: "open",
      resume: expect.any(String),
      at: expect.any(String),
    });
    const holder = await world.runtime.ports.passes.readResume(ticket?.resume ?? "");
    expect(holder).toEqual({ line, key: second?.key });
    expect(world.endpoint.frames(first?.connection ?? "")).toHaveLength(1);
  });

  test("I7 that comes again gives the same numbers, issues none, and brings no second turn", async () => {
    const line = await world.openRoom({ slots: 4 });
    const visitors = Array.from({ length: 3 }, newVisitor);
    const joins = visitors.map((visitor) => joinOf(line.room, visitor));
    await register(...joins);
    const turns = await turnsOf(line.room);
    expect(await register(...joins)).toEqual([]);
    expect(await ledger.readIssued(line)).toBe(3);
    for (const { connection } of visitors) {
      const [before, after] = world.endpoint.framesOf(connection, "ticket");
      expect(after).toMatchObject({ number: before?.number, status: "waiting" });
    }
    expect(turns.length).toBeGreaterThanOrEqual(3);
    expect(await turnsOf(line.room)).toEqual([]);
  });

  test("J1 of several rooms goes to each of them", async () => {
    const [one, two] = [await world.openRoom(), await world.openRoom()];
    const [a, b] = [newVisitor(), newVisitor()];
    await register(joinOf(one.room, a), joinOf(two.room, b));
    expect(world.endpoint.framesOf(a.connection, "ticket")).toMatchObject([{ room: one.room, number: 1 }]);
    expect(world.endpoint.framesOf(b.connection, "ticket")).toMatchObject([{ room: two.room, number: 1 }]);
  });

  test("J1 fails by the room whose visitor the gateway could not be asked about, and the other room is done", async () => {
    const [one, two] = [await world.openRoom(), await world.openRoom()];
    const [a, b] = [newVisitor(), newVisitor()];
    world.endpoint.fail(a.connection, 3);
    const joins = [joinOf(one.room, a), joinOf(two.room, b)] as const;
    expect(await register(...joins)).toEqual([joins[0].messageId]);
    expect(world.endpoint.framesOf(b.connection, "ticket")).toHaveLength(1);
    expect(await register(joins[0])).toEqual([]);
    expect(world.endpoint.framesOf(a.connection, "ticket")).toMatchObject([{ number: 1 }]);
  });
});

describe("one key", () => {
  test("I7 from two tabs in one batch is one ticket, and both tabs hear it", async () => {
    const line = await world.openRoom();
    const tab = newVisitor();
    const other = { ...newVisitor(), key: tab.key };
    await register(joinOf(line.room, tab), joinOf(line.room, other));
    expect(await ledger.readIssued(line)).toBe(1);
    for (const { connection } of [tab, other])
      expect(world.endpoint.framesOf(connection, "ticket")).toMatchObject([{ number: 1 }]);
  });

  test("I7 in capitals is the same key", async () => {
    const line = await world.openRoom();
    const [visitor] = await arrive(world, line, 1);
    const loud = { key: visitor?.key.toUpperCase() ?? "", connection: randomUUID() };
    await register(joinOf(line.room, loud));
    expect(world.endpoint.framesOf(loud.connection, "ticket")).toMatchObject([{ number: 1 }]);
  });

  test("P2 that comes back on another connection finds its ticket, with its status", async () => {
    const line = await world.openRoom();
    const [visitor = raise(), second = raise()] = await arrive(world, line, 2);
    await register(disconnectOf(visitor));
    const back = { ...visitor, connection: randomUUID() };
    await register(joinOf(line.room, back));
    expect(world.endpoint.framesOf(back.connection, "ticket")).toMatchObject([
      { number: 1, status: "waiting" },
    ]);
    expect(second.number).toBe(2);
    expect((await ledger.readTicket(line, 1))?.connections).toEqual([back.connection]);
  });

  test("J7 that comes back while admitted gets the pass of its visit again", async () => {
    const line = await world.openRoom();
    const [visitor = raise()] = await arrive(world, line, 1);
    await admitIn(world, line, 1);
    const back = { ...visitor, connection: randomUUID() };
    await register(joinOf(line.room, back));
    const [ticket] = world.endpoint.framesOf(back.connection, "ticket");
    const { expiresAtMs = 0 } = (await ledger.readTicket(line, 1)) ?? {};
    expect(ticket).toMatchObject({ status: "admitted", expiresAt: new Date(expiresAtMs).toISOString() });
    expect(await world.runtime.ports.passes.readPass(ticket?.pass ?? "")).toEqual({ line, number: 1 });
  });

  test("P3 that was passed over and comes back is recalled, and an idle slot gets a turn at once", async () => {
    const line = await world.openRoom();
    const [visitor = raise()] = await arrive(world, line, 1);
    await register(disconnectOf(visitor));
    await world.invoke("admit", eventOf(...(await world.receive("Turns", line.room))));
    expect(await ledger.listPassedOver(line, 9)).toEqual([1]);
    // A while ago: what was passed over just now might be so once more.
    await ledger.addPassedOver(line, 1, Date.now() - 60_000);
    await register(joinOf(line.room, visitor));
    expect((await ledger.readGate(line)).recalled).toEqual([1]);
    expect(await ledger.listPassedOver(line, 9)).toEqual([]);
    const [turn] = await world.receive("Turns", line.room);
    expect(turn?.attributes.MessageDeduplicationId).toContain(".recall-1-");
  });

  test("J4 whose number was given up before its ticket was written gets a new one", async () => {
    const line = await world.openRoom();
    const visitor = newVisitor();
    await ledger.bindKey(line, visitor.key, await ledger.issue(line, 1));
    await ledger.voidTicket(line, 1, Date.now());
    await register(joinOf(line.room, visitor));
    expect(world.endpoint.framesOf(visitor.connection, "ticket")).toMatchObject([{ number: 2 }]);
    expect((await ledger.findNumbers(line, [visitor.key])).get(visitor.key)).toBe(2);
  });

  test("J3 whose ticket a crash left unwritten gets it under the number that it has", async () => {
    const line = await world.openRoom();
    const visitor = newVisitor();
    await ledger.bindKey(line, visitor.key, await ledger.issue(line, 1));
    await register(joinOf(line.room, visitor));
    expect(world.endpoint.framesOf(visitor.connection, "ticket")).toMatchObject([{ number: 1 }]);
    expect(await ledger.readIssued(line)).toBe(1);
  });

  test("that joins over HTTP is present for as long as a poll counts", async () => {
    const line = await world.openRoom();
    const key = randomUUID();
    const frame = { action: "join", room: line.room, key };
    const nowMs = Date.now();
    await register(lobbyRecord({ action: "join", sentAtMs: nowMs, frame }));
    const ticket = await ledger.readTicket(line, 1);
    expect(ticket).toMatchObject({ key, connections: [] });
    expect(ticket?.polledUntilMs).toBeGreaterThanOrEqual(nowMs + limits.pollPresenceMs);
  });
});

test("P7 two keys on one connection in one batch get a number each, the later one is shown, and nobody's join is spoilt", async () => {
  const line = await world.openRoom();
  const [one, bystander] = [newVisitor(), newVisitor()];
  const { connection } = one;
  const two = { ...newVisitor(), connection };
  const nowMs = Date.now();
  const joins = [joinOf(line.room, two, nowMs), joinOf(line.room, one, nowMs - 1)];
  expect(await register(...joins, joinOf(line.room, bystander, nowMs - 2))).toEqual([]);
  const heard = world.endpoint.framesOf(connection, "ticket").map(({ number }) => number);
  expect(heard.sort()).toEqual([2, 3]);
  expect((await ledger.readTicket(line, 2))?.connections).toEqual([]);
  expect((await ledger.readTicket(line, 3))?.connections).toEqual([connection]);
  expect(await ledger.readConnections([connection])).toMatchObject([{ number: 3 }]);
  expect(world.endpoint.framesOf(bystander.connection, "ticket")).toHaveLength(1);
});

describe("among good messages", () => {
  const goodKey = "7f0b2f0e-4d54-4a4b-9d43-6a2f0c1d2e3f";

  // what is wrong, the frame, what its sender hears
  test.each<[string, unknown, { code: string; message: string }]>([
    ["an unknown action", { action: "dance" }, { code: "bad_message", message: "action" }],
    ["no key", { action: "join", room: "demo" }, { code: "bad_message", message: "key" }],
    [
      "a key that is no UUID",
      { action: "join", room: "demo", key: "7" },
      { code: "bad_message", message: 'was "7"' },
    ],
    ["no room", { action: "join", key: goodKey }, { code: "bad_message", message: "room" }],
    [
      "a name that no room has",
      { action: "join", room: "A!", key: goodKey },
      { code: "bad_message", message: "A!" },
    ],
    [
      "an unknown room",
      { action: "join", room: "nowhere", key: goodKey },
      { code: "unknown_room", message: "nowhere" },
    ],
    [
      "an unknown room to leave",
      { action: "leave", room: "nowhere", key: goodKey },
      { code: "unknown_room", message: "nowhere" },
    ],
    ["a frame that is no object", "join", { code: "bad_message", message: "" }],
    ["no frame", undefined, { code: "bad_message", message: "" }],
    [
      "a frame of 9 KB",
      { action: "join", room: "demo", key: goodKey, x: "x".repeat(9000) },
      { code: "too_large", message: "4096" },
    ],
  ])("one with %s is refused by name, and the others are done", async (_, frame, expected) => {
    const line = await world.openRoom();
    const [bad, good] = [newVisitor(), newVisitor()];
    const record = lobbyRecord({ action: "join", connectionId: bad.connection, sentAtMs: Date.now(), frame });
    expect(await register(record, joinOf(line.room, good))).toEqual([]);
    expect(world.endpoint.frames(bad.connection)).toEqual([
      { type: "error", code: expected.code, message: expect.stringContaining(expected.message) },
    ]);
    expect(world.endpoint.framesOf(good.connection, "ticket")).toMatchObject([{ number: 1 }]);
  });

  test.each(["", "not JSON", "null", '{"action":"dance"}', '{"action":"join","sentAtMs":"yesterday"}'])(
    "what the gateway never writes (%j) is dropped, for no retry would mend it",
    async (body) => {
      const line = await world.openRoom();
      const good = newVisitor();
      expect(await register(lobbyRecord(body), joinOf(line.room, good))).toEqual([]);
      expect(world.endpoint.framesOf(good.connection, "ticket")).toHaveLength(1);
    },
  );

  test("a ping is nothing to register, and neither is what comes without a connection and is no join", async () => {
    const { key } = newVisitor();
    const ping = {
      action: "join",
      connectionId: randomUUID(),
      sentAtMs: 1,
      frame: { action: "ping" },
    } as const;
    const leave = { action: "leave", sentAtMs: 1, frame: { action: "leave", room: "demo", key } } as const;
    const bad = { action: "join", sentAtMs: 1, frame: {} } as const;
    const gone = { action: "disconnect", sentAtMs: 1 } as const;
    expect(await register(...[ping, leave, bad, gone].map(lobbyRecord))).toEqual([]);
  });
});

describe("a room that is", () => {
  test("J5 closed refuses newcomers, and takes back who has a place", async () => {
    const line = await world.openRoom();
    const [visitor = raise()] = await arrive(world, line, 1);
    await changeSettings(world.runtime.ports, line.room, { state: "closed" }, { who: "olga" });
    const [back, newcomer] = [{ ...visitor, connection: randomUUID() }, newVisitor()];
    expect(await register(joinOf(line.room, newcomer), joinOf(line.room, back))).toEqual([]);
    expect(world.endpoint.frames(newcomer.connection)).toMatchObject([
      { type: "error", code: "room_closed" },
    ]);
    expect(world.endpoint.framesOf(back.connection, "ticket")).toMatchObject([
      { number: 1, state: "closed" },
    ]);
    expect(await ledger.readIssued(line)).toBe(1);
  });

  test("A8 paused takes newcomers in, and says that it is paused", async () => {
    const line = await world.openRoom({ state: "paused" });
    const [visitor = raise()] = await arrive(world, line, 1);
    expect(world.endpoint.framesOf(visitor.connection, "ticket")).toMatchObject([
      { number: 1, state: "paused" },
    ]);
  });
});

describe("a visitor who", () => {
  test("P5 leaves the line hears it once, keeps no place, and shows no connection any more", async () => {
    const line = await world.openRoom();
    const [visitor = raise()] = await arrive(world, line, 1);
    expect(await register(leaveOf(line.room, visitor))).toEqual([]);
    const end = { type: "end", room: line.room, number: 1, outcome: "left" };
    expect(world.endpoint.framesOf(visitor.connection, "end")).toEqual([end]);
    expect((await ledger.readTicket(line, 1))?.status).toBe("left");
    expect(await ledger.removeConnection(visitor.connection)).toBeUndefined();
    expect(await ledger.readStats(line)).toMatchObject({ left: 1, leftWaiting: 1 });
    expect(await register(leaveOf(line.room, visitor))).toEqual([]);
    expect(await ledger.readStats(line)).toMatchObject({ left: 1, leftWaiting: 1 });
  });

  test("P5 joins and leaves in one batch has joined and left", async () => {
    const line = await world.openRoom();
    const visitor = newVisitor();
    expect(await register(leaveOf(line.room, visitor), joinOf(line.room, visitor))).toEqual([]);
    expect(world.endpoint.frames(visitor.connection).map(({ type }) => type)).toEqual(["ticket", "end"]);
  });

  test("leaves with a key that has no place is told so", async () => {
    const line = await world.openRoom();
    const stranger = newVisitor();
    expect(await register(leaveOf(line.room, stranger))).toEqual([]);
    expect(world.endpoint.frames(stranger.connection)).toMatchObject([
      { type: "error", code: "bad_message" },
    ]);
  });

  test("P1 disconnects keeps the place, and is away; disconnecting again changes nothing", async () => {
    const line = await world.openRoom();
    const [visitor = raise()] = await arrive(world, line, 1);
    expect(await register(disconnectOf(visitor), disconnectOf(newVisitor()))).toEqual([]);
    const ticket = await ledger.readTicket(line, 1);
    expect(ticket).toMatchObject({ status: "waiting", connections: [] });
    expect(await register(disconnectOf(visitor))).toEqual([]);
    expect(await ledger.readTicket(line, 1)).toEqual(ticket);
  });

  test("V5 disconnects while admitted is away from then on, as the slot says", async () => {
    const line = await world.openRoom();
    const [visitor = raise()] = await arrive(world, line, 1);
    await admitIn(world, line, 1);
    const nowMs = Date.now();
    await register(disconnectOf(visitor));
    expect((await ledger.readSlot(line, 1))?.awaySinceMs).toBeGreaterThanOrEqual(nowMs);
    await register(joinOf(line.room, visitor));
    expect((await ledger.readSlot(line, 1))?.awaySinceMs).toBeUndefined();
  });

  test("P1 is gone before the answer comes is away, and the join is done", async () => {
    const line = await world.openRoom();
    const visitor = newVisitor();
    world.endpoint.hangUp(visitor.connection);
    expect(await register(joinOf(line.room, visitor))).toEqual([]);
    expect(await ledger.readTicket(line, 1)).toMatchObject({ status: "waiting", connections: [] });
  });
});

function raise(): never {
  throw new Error("fewer visitors arrived than joined");
}
