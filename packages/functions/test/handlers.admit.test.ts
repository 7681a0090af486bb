import {
  changeSettings,
  type Ledger,
  type Line,
  limits,
  type SettingsChange,
  type Slot,
} from "@fairline/core";
import type { SQSRecord } from "aws-lambda";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { admitIn, arrive, disconnectOf, passOf, receiveTurn } from "./arrivals.ts";
import { type Emulators, eventOf, startEmulators } from "./emulators.ts";
import { until } from "./until.ts";

let world: Emulators;
let ledger: Ledger;

beforeAll(async () => {
  world = await startEmulators();
  ({ ledger } = world.runtime.ports);
});
afterAll(() => world.stop());

const admit = (record: SQSRecord) => world.invokeBatch("admit", eventOf(record));
const change = (line: Line, to: SettingsChange) =>
  changeSettings(world.runtime.ports, line.room, to, { who: "olga" });
const sendTurn = (line: Line, lane: number, reason: string) =>
  world.runtime.ports.turns.send([{ line, lane, through: 0, reason }]);

/** The turn's deletion shows in that the next one of its lane can be received. */
async function expectRetired(line: Line, lane: number): Promise<void> {
  await sendTurn(line, lane, `behind-${Math.random()}`);
  await receiveTurn(world, line, lane);
}

function filled(line: Line, lane: number, number: number, over: Partial<Slot> = {}): Promise<boolean> {
  const turn = { messageId: "of another turn", turnHandle: "handle", through: number, slotSeconds: 60 };
  return ledger.fillSlot(line, { lane, number, ...turn, expiresAtMs: Date.now() + 60_000, ...over });
}

describe("a turn", () => {
  test("A1 fills its slot with the head of the line, whoever brought the turn", async () => {
    const line = await world.openRoom({ slots: 2 });
    const [first = raise()] = await arrive(world, line, 3);
    const turn = await receiveTurn(world, line, 0);
    const nowMs = Date.now();
    expect(await admit(turn)).toEqual([]);
    const ticket = await ledger.readTicket(line, 1);
    expect(ticket).toMatchObject({ status: "admitted", lane: 0 });
    expect(ticket?.expiresAtMs).toBeGreaterThanOrEqual(nowMs + 60_000);
    expect(await ledger.readSlot(line, 0)).toMatchObject({
      number: 1,
      messageId: turn.messageId,
      turnHandle: turn.receiptHandle,
      expiresAtMs: ticket?.expiresAtMs,
    });
    expect(await world.runtime.ports.passes.readPass(await passOf(world, first))).toEqual({
      line,
      number: 1,
    });
    expect(await world.visitStatus(line, 1)).toBe("RUNNING");
  });

  test("A6 that filled a slot keeps no claim, stays in flight, and shuts its lane", async () => {
    const line = await world.openRoom({ slots: 2 });
    await arrive(world, line, 3);
    await admitIn(world, line, 1);
    await until("the claim is dropped", async () => (await ledger.readGate(line)).claims.size === 0);
    await sendTurn(line, 1, "behind");
    const lanes = (await world.receive("Turns", line.room)).map(({ body }) => JSON.parse(body).lane);
    expect(lanes).not.toContain(1);
    expect(await ledger.readStats(line)).toMatchObject({ admitted: 1 });
  });

  test("A2 that comes again while its visit runs renews its handle and changes nothing else", async () => {
    const line = await world.openRoom({ slots: 1 });
    const [visitor = raise()] = await arrive(world, line, 2);
    const turn = await admitIn(world, line, 0);
    const before = await ledger.readSlot(line, 0);
    await world.runtime.ports.turns.hold(turn.receiptHandle, 0);
    const again = await receiveTurn(world, line, 0);
    expect(again.messageId).toBe(turn.messageId);
    expect(await admit(again)).toEqual([]);
    expect(await ledger.readSlot(line, 0)).toEqual({ ...before, turnHandle: again.receiptHandle });
    expect((await ledger.readTicket(line, 2))?.status).toBe("waiting");
    expect(await ledger.readStats(line)).toMatchObject({ admitted: 1 });
    expect(world.endpoint.framesOf(visitor.connection, "turn")).toHaveLength(1);
    expect(await world.receive("Turns", line.room)).toEqual([]);
  });

  test("A2 that comes again after a crash between the slot and the execution starts the execution", async () => {
    const line = await world.openRoom({ slots: 1 });
    const [visitor = raise()] = await arrive(world, line, 1);
    const turn = await receiveTurn(world, line, 0);
    const by = { messageId: turn.messageId, nowMs: Date.now(), issued: 1 };
    const expiresAtMs = Date.now() + 60_000;
    await ledger.claim(line, 0, by);
    await ledger.admitTicket(line, 1, { lane: 0, nowMs: by.nowMs, expiresAtMs });
    await filled(line, 0, 1, { messageId: turn.messageId, turnHandle: turn.receiptHandle, expiresAtMs });
    expect(await admit(turn)).toEqual([]);
    expect(await passOf(world, visitor)).not.toBe("");
    expect((await ledger.readGate(line)).claims.size).toBe(0);
  });

  test("A3 whose slot another visit holds is reported, and comes back after a second", async () => {
    const line = await world.openRoom({ slots: 1 });
    await arrive(world, line, 1);
    await filled(line, 0, 99);
    const turn = await receiveTurn(world, line, 0);
    const nowMs = Date.now();
    expect(await admit(turn)).toEqual([turn.messageId]);
    const again = await receiveTurn(world, line, 0);
    expect(again.messageId).toBe(turn.messageId);
    expect(Date.now() - nowMs).toBeLessThan(limits.turnRetrySeconds * 1000 + 1000);
    expect((await ledger.readSlot(line, 0))?.number).toBe(99);
    expect((await ledger.readTicket(line, 1))?.status).toBe("waiting");
  });

  test("A3 whose slot an overdue visit holds settles that one first, and then fills the slot", async () => {
    const line = await world.openRoom({ slots: 1 });
    const [first = raise(), second = raise()] = await arrive(world, line, 2);
    const turn = await receiveTurn(world, line, 0);
    const overdueMs = Date.now() - limits.overdueAllowanceMs - 1;
    await ledger.claim(line, 0, { messageId: "crashed", nowMs: overdueMs, issued: 2 });
    await ledger.admitTicket(line, 1, { lane: 0, nowMs: overdueMs - 60_000, expiresAtMs: overdueMs });
    await ledger.openTicket(line, { number: 1 }, overdueMs - 60_000);
    await ledger.dropClaim(line, 0, 1, overdueMs);
    await filled(line, 0, 1, { expiresAtMs: overdueMs });
    expect(await admit(turn)).toEqual([]);
    expect(world.endpoint.framesOf(first.connection, "end")).toMatchObject([{ outcome: "expired" }]);
    expect((await ledger.readSlot(line, 0))?.number).toBe(2);
    expect(await passOf(world, second)).not.toBe("");
  });

  test("A4 whose handler crashed after the claim goes on with the claim", async () => {
    const line = await world.openRoom({ slots: 2 });
    await arrive(world, line, 2);
    await ledger.claim(line, 1, { messageId: "crashed", nowMs: Date.now(), issued: 2 });
    await admitIn(world, line, 1);
    expect((await ledger.readSlot(line, 1))?.number).toBe(1);
    expect((await ledger.readGate(line)).serving).toBe(2);
  });

  test("A4 passes by who has left, and takes the next", async () => {
    const line = await world.openRoom({ slots: 2 });
    const [first = raise()] = await arrive(world, line, 2);
    await ledger.endTicket(line, 1, { from: "waiting", outcome: "left", nowMs: Date.now() });
    await admitIn(world, line, 0);
    expect((await ledger.readSlot(line, 0))?.number).toBe(2);
    expect(world.endpoint.framesOf(first.connection, "turn")).toEqual([]);
    expect((await ledger.readTicket(line, 1))?.status).toBe("left");
  });

  test("A5 passes over who is away, who keeps the place", async () => {
    const line = await world.openRoom({ slots: 2 });
    const [first = raise()] = await arrive(world, line, 2);
    await world.invoke("register", eventOf(disconnectOf(first)));
    await admitIn(world, line, 0);
    expect((await ledger.readSlot(line, 0))?.number).toBe(2);
    expect((await ledger.readTicket(line, 1))?.status).toBe("waiting");
    expect(await ledger.listPassedOver(line, 9)).toEqual([1]);
  });

  test("A7 waits a moment for a number without a ticket, gives it up, and takes the next", async () => {
    const line = await world.openRoom({ slots: 2 });
    await ledger.issue(line, 1);
    await arrive(world, line, 1);
    await admitIn(world, line, 0);
    expect((await ledger.readTicket(line, 1))?.status).toBe("void");
    expect((await ledger.readSlot(line, 0))?.number).toBe(2);
    expect(await ledger.readStats(line)).toMatchObject({ voided: 1, admitted: 1 });
  });

  test("A7 takes the number whose ticket is written while it waits", async () => {
    const line = await world.openRoom({ slots: 1 });
    await ledger.issue(line, 1);
    await sendTurn(line, 0, "early");
    const admitting = admit(await receiveTurn(world, line, 0));
    await until("the claim", async () => (await ledger.readGate(line)).claims.size === 1);
    const times = { joinedAtMs: Date.now(), seenAtMs: Date.now(), polledUntilMs: Date.now() + 9000 };
    await ledger.createTicket(line, { number: 1, key: "key", status: "waiting", connections: [], ...times });
    expect(await admitting).toEqual([]);
    expect((await ledger.readTicket(line, 1))?.status).toBe("admitted");
  });
});

describe("a turn is retired", () => {
  test("A1 when nobody waits", async () => {
    const line = await world.openRoom({ slots: 2 });
    await sendTurn(line, 1, "surplus");
    expect(await admit(await receiveTurn(world, line, 1))).toEqual([]);
    await expectRetired(line, 1);
    expect(await ledger.readGate(line)).toMatchObject({ serving: 1 });
  });

  test.each(["paused", "closed"] as const)("A8 in a room that is %s", async (state) => {
    const line = await world.openRoom({ slots: 2 });
    await arrive(world, line, 2);
    await change(line, { state });
    expect(await admit(await receiveTurn(world, line, 1))).toEqual([]);
    await expectRetired(line, 1);
    expect((await ledger.readTicket(line, 1))?.status).toBe("waiting");
    expect(await ledger.readSlot(line, 1)).toBeUndefined();
  });

  test("I1 A8 in a lane at or above X", async () => {
    const line = await world.openRoom({ slots: 4 });
    await arrive(world, line, 5);
    await change(line, { slots: 2 });
    expect(await admit(await receiveTurn(world, line, 2))).toEqual([]);
    await expectRetired(line, 2);
    expect(await ledger.listSlots(line)).toEqual([]);
  });

  test("A8 in a room that is paused, but not before the claim of its lane is finished", async () => {
    const line = await world.openRoom({ slots: 2 });
    const [first = raise()] = await arrive(world, line, 2);
    await ledger.claim(line, 1, { messageId: "crashed", nowMs: Date.now(), issued: 2 });
    await change(line, { state: "paused" });
    expect(await admit(await receiveTurn(world, line, 1))).toEqual([]);
    expect(await passOf(world, first)).not.toBe("");
    expect((await ledger.readSlot(line, 1))?.number).toBe(1);
  });

  test("R3 when it is of an older run", async () => {
    const line = await world.openRoom({ slots: 2 });
    await arrive(world, line, 2);
    const record = (await ledger.readRoom(line.room)) ?? raise();
    await ledger.openLine({ ...line, run: 2 });
    await ledger.writeRoom(line.room, { ...record, run: 2, version: 2 }, 1);
    expect(await admit(await receiveTurn(world, line, 1))).toEqual([]);
    await expectRetired(line, 1);
    expect(await ledger.listSlots(line)).toEqual([]);
  });

  test("R1 when its room was never there", async () => {
    const line = { room: "never-there", run: 1 };
    await sendTurn(line, 0, "stray");
    expect(await admit(await receiveTurn(world, line, 0))).toEqual([]);
    await expectRetired(line, 0);
  });
});

test("I1 I2 turns of all lanes at once admit the first X in line, each in a slot of its own", async () => {
  const line = await world.openRoom({ slots: 8 });
  await arrive(world, line, 10);
  const turns = await world.receive("Turns", line.room);
  expect(turns).toHaveLength(8);
  await Promise.all(turns.map(admit));
  const numbers = (await ledger.listSlots(line)).map(({ number }) => number);
  expect(numbers.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});

test("A2 one turn that two functions use at once admits one visitor", async () => {
  const line = await world.openRoom({ slots: 1 });
  await arrive(world, line, 3);
  const turn = await receiveTurn(world, line, 0);
  await Promise.all([admit(turn), admit(turn), admit(turn)]);
  const tickets = await Promise.all([1, 2, 3].map((number) => ledger.readTicket(line, number)));
  expect(tickets.map((ticket) => ticket?.status)).toEqual(["admitted", "waiting", "waiting"]);
  expect((await ledger.readSlot(line, 0))?.number).toBe(1);
});

test("what is no turn is an error, so that the message goes to the dead letters in the end", async () => {
  const line = await world.openRoom({ slots: 1 });
  await arrive(world, line, 1);
  const turn = await receiveTurn(world, line, 0);
  await expect(admit({ ...turn, body: '{"room":"demo"}' })).rejects.toThrow();
  await expect(admit({ ...turn, body: "turn" })).rejects.toThrow();
});

function raise(): never {
  throw new Error("it was not there");
}
