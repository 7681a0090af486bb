import { randomUUID } from "node:crypto";
import type { Ledger, Line, Ticket, Visit } from "@fairline/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Arrived, admitIn, arrive, leaveOf, passOf, receiveTurn } from "./arrivals.ts";
import { type Emulators, eventOf, lobbyRecord, startEmulators } from "./emulators.ts";
import { send } from "./requests.ts";
import { until } from "./until.ts";

let world: Emulators;
let ledger: Ledger;

beforeAll(async () => {
  world = await startEmulators();
  ({ ledger } = world.runtime.ports);
});
afterAll(() => world.stop());

const hasEnded = (line: Line, number: number) =>
  until("the execution's end", async () => (await world.visitStatus(line, number)) === "SUCCEEDED");

/** What admit leaves behind for a visit that lasts a minute, without its execution. */
async function admitted(line: Line, over: Partial<Ticket> = {}): Promise<Visit & { connection: string }> {
  const number = await ledger.issue(line, 1);
  const nowMs = Date.now();
  const { expiresAtMs = nowMs + 60_000 } = over;
  const connection = randomUUID();
  const times = { polledUntilMs: 0, seenAtMs: nowMs, joinedAtMs: nowMs, admittedAtMs: nowMs, expiresAtMs };
  const ticket = {
    number,
    key: randomUUID(),
    status: "admitted",
    connections: [connection],
    lane: 0,
  } as const;
  await ledger.createTicket(line, { ...ticket, ...times, ...over });
  await ledger.addConnections([{ connection, line, number, askedAtMs: nowMs }], nowMs);
  const turn = { messageId: "message", turnHandle: "handle", through: number };
  await ledger.fillSlot(line, { lane: 0, number, ...turn, slotSeconds: 60, expiresAtMs });
  return { ...line, number, lane: 0, slotSeconds: 60, turnHandle: "handle", connection };
}

describe("an execution of Visit", () => {
  test("V1 calls the visitor with a pass that ends no later than the visit", async () => {
    const line = await world.openRoom({ slots: 2, slotSeconds: 60 });
    const [visitor = raise()] = await arrive(world, line, 1);
    await admitIn(world, line, 1);
    await passOf(world, visitor);
    const { expiresAtMs = 0 } = (await ledger.readTicket(line, 1)) ?? {};
    expect(world.endpoint.framesOf(visitor.connection, "turn")).toEqual([
      {
        type: "turn",
        room: line.room,
        number: 1,
        lane: 1,
        pass: expect.any(String),
        expiresAt: new Date(expiresAtMs).toISOString(),
      },
    ]);
  });

  test("P5 ends when the visitor leaves: outcome, empty slot, deleted turn, and the lane is open for the next", async () => {
    const line = await world.openRoom({ slots: 1 });
    const [first = raise(), second = raise()] = await arrive(world, line, 2);
    const turn = await admitIn(world, line, 0);
    await world.invoke("register", eventOf(leaveOf(line.room, first)));
    await hasEnded(line, 1);
    const end = { type: "end", room: line.room, number: 1, outcome: "left" };
    expect(world.endpoint.framesOf(first.connection, "end")).toEqual([end]);
    expect((await ledger.readTicket(line, 1))?.status).toBe("left");
    expect(await ledger.readSlot(line, 0)).toBeUndefined();
    expect((await admitIn(world, line, 0)).messageId).not.toBe(turn.messageId);
    expect(await passOf(world, second)).not.toBe("");
    expect(await ledger.readStats(line)).toMatchObject({ admitted: 2, left: 1, leftWaiting: 0 });
  });

  test("I5 ends by itself after Y seconds as expired, and opens the lane", async () => {
    const line = await world.openRoom({ slots: 1, slotSeconds: 1 });
    const [first = raise()] = await arrive(world, line, 2);
    const startedAtMs = Date.now();
    await admitIn(world, line, 0);
    await hasEnded(line, 1);
    expect(Date.now() - startedAtMs).toBeGreaterThanOrEqual(1000);
    expect(Date.now() - startedAtMs).toBeLessThan(3000);
    expect(world.endpoint.framesOf(first.connection, "end")).toMatchObject([{ outcome: "expired" }]);
    expect((await ledger.readTicket(line, 1))?.status).toBe("expired");
    expect(await ledger.readStats(line)).toMatchObject({ expired: 1 });
    expect((await ledger.listSlots(line)).length).toBe(0);
    await receiveTurn(world, line, 0);
  });

  test("H3 that ends in a dry lane brings a turn while somebody waits", async () => {
    const line = await world.openRoom({ slots: 2 });
    const [first = raise()] = await arrive(world, line, 3);
    await admitIn(world, line, 0);
    await admitIn(world, line, 1);
    // Number 3 waits behind lane 1; lane 0 has had the last turn that was sent there.
    await world.invoke("register", eventOf(leaveOf(line.room, first)));
    await hasEnded(line, 1);
    expect((await receiveTurn(world, line, 0)).attributes.MessageDeduplicationId).toMatch(/\.after-1-0$/);
  });

  test("I3 whose opening fails is opened again, and the visitor loses nothing", async () => {
    const line = await world.openRoom();
    const visit = await admitted(line);
    // As often as the SDK tries one push: the first openVisit fails, and the second one does not.
    world.endpoint.fail(visit.connection, 3);
    await world.runtime.ports.visits.start(visit);
    await until("the call", () => world.endpoint.framesOf(visit.connection, "turn").length > 0, 5000);
    expect((await ledger.readTicket(line, visit.number))?.status).toBe("admitted");
    const { taskToken = "" } = (await ledger.readSlot(line, 0)) ?? {};
    await world.runtime.ports.visits.end(taskToken, "noshow");
    await hasEnded(line, visit.number);
  });

  test("V2 whose visitor left before it began ends at once", async () => {
    const line = await world.openRoom();
    const visit = await admitted(line, { status: "left" });
    await world.runtime.ports.visits.start(visit);
    await hasEnded(line, visit.number);
    expect(world.endpoint.framesOf(visit.connection, "turn")).toEqual([]);
    expect(await ledger.readSlot(line, 0)).toBeUndefined();
    expect((await ledger.readTicket(line, visit.number))?.status).toBe("left");
  });

  test("R3 of an older run ends at once, and its visitor has left", async () => {
    const line = await world.openRoom();
    const visit = await admitted(line);
    const record = (await ledger.readRoom(line.room)) ?? raise();
    await ledger.writeRoom(line.room, { ...record, run: 2, version: 2 }, 1);
    await world.runtime.ports.visits.start(visit);
    await hasEnded(line, visit.number);
    expect((await ledger.readTicket(line, visit.number))?.status).toBe("left");
    expect(world.endpoint.framesOf(visit.connection, "turn")).toEqual([]);
  });
});

describe("an execution of Visit in a room with confirm", () => {
  const calls = (visitor: Arrived) => world.endpoint.framesOf(visitor.connection, "call");
  const hears = (visitor: Arrived, type: "call" | "missed" | "end", count = 1) =>
    until(`${type} of ${visitor.number}`, () => {
      const frames = world.endpoint.framesOf(visitor.connection, type);
      return frames.length >= count ? frames : undefined;
    });
  /** "I'm here", over HTTP. */
  const confirm = async (line: Line, { connection }: Arrived) => {
    const [ticket = raise()] = world.endpoint.framesOf(connection, "ticket");
    const response = await send(`POST /rooms/${line.room}/tickets/me/confirm`, { token: ticket.resume });
    return (await response.json()) as { status: string; pass?: string };
  };
  let dueSeconds = 0;
  const tick = async (line: Line) => {
    dueSeconds += 5;
    const job = { job: "tick", ...line, dueSeconds, tickSeconds: 5 };
    await world.invoke("tick", eventOf(lobbyRecord(JSON.stringify(job))));
  };
  /** Ticks until the call's time is up, as they would come one after the other. */
  const misses = async (line: Line, visitor: Arrived, type: "missed" | "end") => {
    await until(`${type} of ${visitor.number}`, async () => {
      await tick(line);
      return world.endpoint.framesOf(visitor.connection, type).length > 0;
    });
  };
  const answered = { slots: 1, slotSeconds: 60, confirm: true };
  const silent = { ...answered, graceSeconds: 1 };

  test("C1 calls the visitor and goes on waiting; who answers is let in, and is done as in any room", async () => {
    const line = await world.openRoom(answered);
    const [visitor = raise()] = await arrive(world, line, 1);
    await admitIn(world, line, 0);
    const [call] = await hears(visitor, "call");
    const { expiresAtMs = 0, admittedAtMs = 0, confirmByMs = 0 } = (await ledger.readTicket(line, 1)) ?? {};
    const confirmBy = new Date(confirmByMs).toISOString();
    expect(call).toEqual({ type: "call", room: line.room, number: 1, confirmBy });
    expect(confirmByMs - admittedAtMs).toBeGreaterThanOrEqual(15_000);
    expect(confirmByMs).toBeLessThan(expiresAtMs);
    expect(world.endpoint.framesOf(visitor.connection, "turn")).toEqual([]);
    const { status, pass } = await confirm(line, visitor);
    expect([status, pass]).toEqual(["admitted", expect.any(String)]);
    expect(await passOf(world, visitor)).not.toBe("");
    expect(await world.visitStatus(line, 1)).toBe("RUNNING");
    await send(`POST /rooms/${line.room}/visits/complete`, { token: pass });
    await hasEnded(line, 1);
    expect(await hears(visitor, "end")).toMatchObject([{ outcome: "completed" }]);
    expect(await ledger.readSlot(line, 0)).toBeUndefined();
    expect(await ledger.readStats(line)).toMatchObject({ admitted: 1, completed: 1 });
  });

  test("C2 of a call that a tick finds missed ends, and its lane opens for the next; the place is kept, for one last call", async () => {
    const line = await world.openRoom(silent);
    const [first = raise(), second = raise()] = await arrive(world, line, 2);
    await admitIn(world, line, 0);
    await misses(line, first, "missed");
    await hasEnded(line, 1);
    expect(world.endpoint.framesOf(first.connection, "end")).toEqual([]);
    await admitIn(world, line, 0);
    await hears(second, "call");
    expect(await confirm(line, first)).toMatchObject({ status: "waiting" });
    await world.invoke("register", eventOf(leaveOf(line.room, second)));
    await hasEnded(line, 2);
    await admitIn(world, line, 0);
    expect(await hears(first, "call", 2)).toMatchObject([{ number: 1 }, { number: 1, lastChance: true }]);
    expect(await confirm(line, first)).toMatchObject({ status: "admitted" });
    expect(await ledger.readStats(line)).toMatchObject({ admitted: 2, left: 1, noshow: 0 });
  });

  test("C2 of a last call that is missed ends, and the visitor is a no-show", async () => {
    const line = await world.openRoom(silent);
    const [visitor = raise()] = await arrive(world, line, 1);
    await admitIn(world, line, 0);
    await misses(line, visitor, "missed");
    await hasEnded(line, 1);
    await confirm(line, visitor);
    await admitIn(world, line, 0);
    await hears(visitor, "call", 2);
    await misses(line, visitor, "end");
    expect(await hears(visitor, "end")).toMatchObject([{ outcome: "noshow" }]);
    await until("the slot is empty", async () => (await ledger.listSlots(line)).length === 0);
    expect(await ledger.readStats(line)).toMatchObject({ admitted: 1, noshow: 1, leftWaiting: 0 });
  });

  test("C3 whose time is up before any tick came by takes the call for missed, and opens the lane", async () => {
    const line = await world.openRoom({ ...answered, slotSeconds: 1 });
    const [first = raise(), second = raise()] = await arrive(world, line, 2);
    await admitIn(world, line, 0);
    await hears(first, "missed");
    await hasEnded(line, 1);
    expect(await ledger.readTicket(line, 1)).toMatchObject({ status: "waiting", missed: 1 });
    await admitIn(world, line, 0);
    await hears(second, "call");
  });

  test("V9 C2 whose call cannot be said fails, and the visitor has missed nothing", async () => {
    const line = await world.openRoom(answered);
    const [visitor = raise()] = await arrive(world, line, 1);
    // Four attempts, and three pushes each.
    world.endpoint.fail(visitor.connection, 12);
    const turn = await receiveTurn(world, line, 0);
    await world.invoke("admit", eventOf(turn));
    await hasEnded(line, 1);
    const ticket = (await ledger.readTicket(line, 1)) ?? raise();
    expect(ticket).toMatchObject({ status: "waiting", returns: 1 });
    expect([ticket.missed, ticket.aside, ticket.confirmByMs]).toEqual([undefined, undefined, undefined]);
    await admitIn(world, line, 0);
    await hears(visitor, "call");
    expect(calls(visitor)[0]).not.toHaveProperty("lastChance");
  });

  test("V2 whose visitor leaves while called ends at once", async () => {
    const line = await world.openRoom(answered);
    const [first = raise(), second = raise()] = await arrive(world, line, 2);
    await admitIn(world, line, 0);
    await hears(first, "call");
    await world.invoke("register", eventOf(leaveOf(line.room, first)));
    await hasEnded(line, 1);
    await admitIn(world, line, 0);
    await hears(second, "call");
    expect(world.endpoint.framesOf(first.connection, "end")).toMatchObject([{ outcome: "left" }]);
  });
});

describe("openVisit", () => {
  const open = (
    { connection: _, ...visit }: Visit & { connection: string },
    taskToken: string = randomUUID(),
  ) => world.invoke("openVisit", { visit, taskToken });

  test("V1 keeps the token of the execution in the slot", async () => {
    const line = await world.openRoom();
    const visit = await admitted(line);
    expect(await open(visit, "token-of-this-execution")).toBeUndefined();
    expect((await ledger.readSlot(line, 0))?.taskToken).toBe("token-of-this-execution");
  });

  test("V5 whose call nobody hears leaves the visitor away from now on", async () => {
    const line = await world.openRoom();
    const visit = await admitted(line);
    world.endpoint.hangUp(visit.connection);
    const nowMs = Date.now();
    await open(visit);
    expect((await ledger.readSlot(line, 0))?.awaySinceMs).toBeGreaterThanOrEqual(nowMs);
    expect((await ledger.readTicket(line, visit.number))?.connections).toEqual([]);
  });

  test("V5 of a visitor who polls lets the grace period begin when the poll is over", async () => {
    const line = await world.openRoom();
    const polledUntilMs = Date.now() + 12_000;
    const visit = await admitted(line, { connections: [], polledUntilMs });
    await open(visit);
    expect((await ledger.readSlot(line, 0))?.awaySinceMs).toBe(polledUntilMs);
  });

  test("V1 calls every tab of the visitor, and forgets the one that is gone", async () => {
    const line = await world.openRoom();
    const [tab, gone] = [randomUUID(), randomUUID()];
    const visit = await admitted(line, { connections: [tab, gone] });
    world.endpoint.hangUp(gone);
    await open(visit);
    expect(world.endpoint.framesOf(tab, "turn")).toHaveLength(1);
    expect((await ledger.readTicket(line, visit.number))?.connections).toEqual([tab]);
  });

  test("C1 of a visitor calls for no longer than half of the visit, and again until the same moment", async () => {
    const line = await world.openRoom({ confirm: true, graceSeconds: 3600 });
    const visit = await admitted(line);
    const nowMs = Date.now();
    await open(visit);
    await open(visit);
    const { expiresAtMs = 0, confirmByMs = 0 } = (await ledger.readTicket(line, visit.number)) ?? {};
    expect(confirmByMs).toBeGreaterThanOrEqual(Math.floor((nowMs + expiresAtMs) / 2));
    expect(expiresAtMs - confirmByMs).toBeGreaterThanOrEqual((expiresAtMs - Date.now()) / 2);
    expect((await ledger.readSlot(line, 0))?.confirmByMs).toBe(confirmByMs);
    const confirmBy = new Date(confirmByMs).toISOString();
    expect(world.endpoint.framesOf(visit.connection, "call")).toMatchObject([{ confirmBy }, { confirmBy }]);
    expect(world.endpoint.framesOf(visit.connection, "turn")).toEqual([]);
  });

  test("C1 that comes again when the call was answered lets the visitor in again, and calls no more", async () => {
    const line = await world.openRoom({ confirm: true });
    const visit = await admitted(line);
    await open(visit);
    await ledger.openTicket(line, visit, Date.now());
    await open(visit);
    expect(world.endpoint.framesOf(visit.connection, "call")).toHaveLength(1);
    expect(world.endpoint.framesOf(visit.connection, "turn")).toHaveLength(1);
  });

  test.each([{}, { visit: { room: "demo" }, taskToken: "token" }, { visit: null }])(
    "refuses what is no visit (%j)",
    async (event) => {
      await expect(world.invoke("openVisit", event)).rejects.toThrow();
    },
  );
});

describe("settleVisit", () => {
  const begun = (line: Line, over: Partial<Ticket> = {}) =>
    admitted(line, { openedAtMs: Date.now(), ...over });
  const settle = ({ connection: _, ...visit }: Visit & { connection: string }, ended?: object) =>
    world.invoke("settleVisit", { visit: { ...visit, ...(ended === undefined ? {} : { ended }) } });

  test.each([
    ["said", { outcome: "noshow" }, "noshow", 60_000],
    ["that the time was up", { Error: "States.Timeout", Cause: "" }, "expired", 0],
  ])(
    "V3 gives the ticket the outcome that was %s, and says which turn to delete",
    async (_, ended, status, remainingMs) => {
      const line = await world.openRoom();
      const visit = await begun(line, { expiresAtMs: Date.now() + remainingMs });
      expect(await settle(visit, ended)).toEqual({ receiptHandle: "handle" });
      expect((await ledger.readTicket(line, visit.number))?.status).toBe(status);
      expect(await ledger.readSlot(line, 0)).toBeUndefined();
      expect(world.endpoint.framesOf(visit.connection, "end")).toMatchObject([{ outcome: status }]);
      expect(await ledger.readStats(line)).toMatchObject({ [status]: 1 });
    },
  );

  test.each([
    ["failed for good", { Error: "Lambda.ServiceException", Cause: "" }],
    ["ended without a word", undefined],
  ])(
    "V3 whose execution %s, with a minute to go, throws, so that it is tried again, and changes nothing",
    async (_, ended) => {
      const line = await world.openRoom();
      const visit = await begun(line);
      const [ticket, slot] = [await ledger.readTicket(line, visit.number), await ledger.readSlot(line, 0)];
      await expect(settle(visit, ended)).rejects.toThrow(
        `${line.room}: the visit of ${visit.number} is not over`,
      );
      expect(await ledger.readTicket(line, visit.number)).toEqual(ticket);
      expect(await ledger.readSlot(line, 0)).toEqual(slot);
      expect(world.endpoint.framesOf(visit.connection, "end")).toEqual([]);
      expect(await settle(visit, { outcome: "completed" })).toEqual({ receiptHandle: "handle" });
      expect((await ledger.readTicket(line, visit.number))?.status).toBe("completed");
    },
  );

  test("X3 whose time was up, of a visit with a minute to go, says for how long the slot is to be held", async () => {
    const line = await world.openRoom();
    const visit = await begun(line, { expiresAtMs: Date.now() + 60_000 });
    const [ticket, slot] = [await ledger.readTicket(line, visit.number), await ledger.readSlot(line, 0)];
    const error = await settle(visit, { Error: "States.Timeout", Cause: "" }).catch(
      (thrown: Error) => thrown,
    );
    expect(error).toMatchObject({ name: "VisitNotOver" });
    const { slotSeconds } = JSON.parse((error as Error).message);
    expect(slotSeconds).toBeGreaterThanOrEqual(58);
    expect(slotSeconds).toBeLessThanOrEqual(60);
    expect([await ledger.readTicket(line, visit.number), await ledger.readSlot(line, 0)]).toEqual([
      ticket,
      slot,
    ]);
    expect(world.endpoint.framesOf(visit.connection, "end")).toEqual([]);
  });

  test("V9 of a visit that never began sends the visitor back to the line, and says which turn to delete", async () => {
    const line = await world.openRoom();
    const visit = await admitted(line);
    const failed = { Error: "Lambda.ServiceException", Cause: "" };
    expect(await settle(visit, failed)).toEqual({ receiptHandle: "handle" });
    expect(await ledger.readTicket(line, visit.number)).toMatchObject({ status: "waiting", returns: 1 });
    expect((await ledger.readGate(line)).recalled).toEqual([visit.number]);
    expect(await ledger.readSlot(line, 0)).toBeUndefined();
    expect(world.endpoint.framesOf(visit.connection, "end")).toEqual([]);
  });

  test("P6 leaves no connection that would hear of the next tick", async () => {
    const line = await world.openRoom();
    const visit = await begun(line);
    await settle(visit, { outcome: "left" });
    expect(await ledger.removeConnection(visit.connection)).toBeUndefined();
  });

  test("V3 again changes nothing: neither the outcome nor the figures nor a slot that has been filled since", async () => {
    const line = await world.openRoom();
    const visit = await begun(line);
    await settle(visit, { outcome: "noshow" });
    const next = await admitted(line);
    expect(await settle(visit, { Error: "States.Timeout" })).toEqual({ receiptHandle: "handle" });
    expect((await ledger.readTicket(line, visit.number))?.status).toBe("noshow");
    expect((await ledger.readSlot(line, 0))?.number).toBe(next.number);
    expect(await ledger.readStats(line)).toMatchObject({ noshow: 1, expired: 0 });
  });

  test("A2 names the newer handle of a turn that came again meanwhile", async () => {
    const line = await world.openRoom();
    const visit = await begun(line);
    await ledger.renewHandle(line, 0, { number: visit.number }, { messageId: "message", handle: "newer" });
    expect(await settle(visit, { outcome: "completed" })).toEqual({ receiptHandle: "newer" });
  });

  test("V3 keeps the outcome that the visitor brought about before the time was up", async () => {
    const line = await world.openRoom();
    const visit = await begun(line, { status: "completed" });
    await settle(visit, { Error: "States.Timeout" });
    expect((await ledger.readTicket(line, visit.number))?.status).toBe("completed");
    expect(world.endpoint.framesOf(visit.connection, "end")).toMatchObject([{ outcome: "completed" }]);
  });

  test.each([{}, { visit: { room: "demo", ended: { outcome: "bored" } } }])(
    "refuses what is no visit (%j)",
    async (event) => {
      await expect(world.invoke("settleVisit", event)).rejects.toThrow();
    },
  );
});

function raise(): never {
  throw new Error("it was not there");
}
