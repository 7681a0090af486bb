import { randomUUID } from "node:crypto";
import {
  type AuditEntry,
  type Connection,
  type EndingCondition,
  type Ledger,
  type Line,
  limits,
  noStats,
  nothingSeen,
  nothingTold,
  noUsage,
  type RoomRecord,
  type Sample,
  type SampleEach,
  Settings,
  type Slot,
  type Ticket,
} from "@fairline/core";
import { beforeAll, describe, expect, test } from "vitest";

/** Moments of these tests, in milliseconds: what they are does not matter, only which one is later. */
const t0 = Date.UTC(2030, 0, 1);

/** What every Ledger does, whatever it keeps its lines in. Each test has a line of its own. */
export function ledgerContract(name: string, make: () => Promise<Ledger>): void {
  describe(`the ledger ${name}`, () => {
    let ledger: Ledger;
    let lines = 0;
    beforeAll(async () => {
      ledger = await make();
    });

    const newRoom = () => `contract-${++lines}`;
    async function newLine(): Promise<Line> {
      const line = { room: newRoom(), run: 1 };
      await ledger.openLine(line);
      return line;
    }
    async function withTickets(...tickets: Ticket[]): Promise<Line> {
      const line = await newLine();
      for (const ticket of tickets) await ledger.createTicket(line, ticket);
      return line;
    }

    describe("keeps rooms", () => {
      test("a room that nobody wrote is nothing", async () => {
        expect(await ledger.readRoom(newRoom())).toBeUndefined();
      });

      test("R1 a new room is written once: whoever comes second is refused and changes nothing", async () => {
        const room = newRoom();
        expect(await ledger.writeRoom(room, record({ version: 1 }), 0)).toBe(true);
        expect(await ledger.writeRoom(room, record({ version: 1, run: 9 }), 0)).toBe(false);
        expect(await ledger.readRoom(room)).toEqual(record({ version: 1 }));
      });

      test("R2 a write over a version that is no longer there is refused and changes nothing", async () => {
        const room = newRoom();
        await ledger.writeRoom(room, record({ version: 1 }), 0);
        const changed = record({ version: 2, run: 2, latest: entry(2), drained: true, resettingAtMs: t0 });
        expect(await ledger.writeRoom(room, changed, 1)).toBe(true);
        expect(await ledger.writeRoom(room, record({ version: 2 }), 1)).toBe(false);
        expect(await ledger.readRoom(room)).toEqual(changed);
        expect(await ledger.writeRoom(room, record({ version: 3 }), 2)).toBe(true);
        expect(await ledger.readRoom(room)).toEqual(record({ version: 3 }));
      });

      test("R2 of ten writes over the same version at once, one is written", async () => {
        const room = newRoom();
        await ledger.writeRoom(room, record({ version: 1 }), 0);
        const written = await Promise.all(
          range(1, 10).map((run) => ledger.writeRoom(room, record({ version: 2, run }), 1)),
        );
        expect(written.filter(Boolean)).toHaveLength(1);
        expect((await ledger.readRoom(room))?.run).toBe(written.indexOf(true) + 1);
      });

      test("a version of a room that is not there is refused", async () => {
        const room = newRoom();
        expect(await ledger.writeRoom(room, record({ version: 4 }), 3)).toBe(false);
        expect(await ledger.readRoom(room)).toBeUndefined();
      });

      test("rooms are listed by name, each once", async () => {
        const rooms = [newRoom(), newRoom()].sort();
        for (const room of [...rooms].reverse()) await ledger.writeRoom(room, record({ version: 1 }), 0);
        for (const room of rooms) await ledger.writeRoom(room, record({ version: 2 }), 1);
        const listed = await ledger.listRooms();
        expect(listed.filter((room) => rooms.includes(room))).toEqual(rooms);
      });

      test("a line that is opened again keeps its counter, gate and figures", async () => {
        const line = await newLine();
        await ledger.issue(line, 3);
        await claim(line, 0, 3);
        await ledger.addStats(line, { left: 2 });
        await ledger.claimTick(line, 100, t0);
        await ledger.openLine(line);
        expect(await ledger.readIssued(line)).toBe(3);
        expect((await ledger.readGate(line)).serving).toBe(2);
        expect((await ledger.readStats(line)).left).toBe(2);
        expect(await ledger.claimTick(line, 100, t0)).toBe(false);
      });

      test("R3 a line that is over can still be read, and settled; closing it again changes nothing", async () => {
        const line = await newLine();
        await ledger.issue(line, 3);
        for (let twice = 0; twice < 2; twice++) await ledger.closeLine(line, t0);
        await ledger.addStats(line, { left: 1 });
        expect(await ledger.readIssued(line)).toBe(3);
        expect((await ledger.readGate(line)).serving).toBe(1);
        expect((await ledger.readStats(line)).left).toBe(1);
        const never = { room: line.room, run: 99 };
        await ledger.closeLine(never, t0);
        await ledger.openLine(never);
        expect(await ledger.readIssued(never)).toBe(0);
      });

      test("R3 another run of a room shares nothing with the first", async () => {
        const line = await withTickets(waiting(1));
        await ledger.issue(line, 1);
        await ledger.bindKey(line, "key", 1);
        await ledger.fillSlot(line, slot(0, 1));
        await ledger.addPassedOver(line, 1, t0);
        await ledger.addDeferral(line, { number: 1, until: 2 }, t0);
        const next = { ...line, run: 2 };
        await ledger.openLine(next);
        expect(await ledger.readIssued(next)).toBe(0);
        expect(await ledger.readTicket(next, 1)).toBeUndefined();
        expect([...(await ledger.findNumbers(next, ["key"]))]).toEqual([]);
        expect(await ledger.listSlots(next)).toEqual([]);
        expect(await ledger.listPassedOver(next, 10)).toEqual([]);
        expect(await ledger.listDeferrals(next, 10)).toEqual([]);
      });
    });

    describe("keeps a log", () => {
      test("R5 a line is read as it was written, and one that is written again is written over", async () => {
        const room = newRoom();
        await ledger.writeEntry(room, entry(1));
        expect(await ledger.readEntry(room, entry(1).id)).toEqual(entry(1));
        const over = entry(1, { what: "tried in vain", changes: [] });
        await ledger.writeEntry(room, over);
        expect(await ledger.readEntry(room, entry(1).id)).toEqual(over);
        expect(await ledger.listEntries(room, 10)).toEqual([over]);
      });

      test("R5 lines are listed from the newest on, so many at most, and before a line only those that are older", async () => {
        const room = newRoom();
        for (const number of [2, 12, 1, 11]) await ledger.writeEntry(room, entry(number));
        const listed = async (countMax: number, before?: number) => {
          const id = before === undefined ? undefined : entry(before).id;
          return (await ledger.listEntries(room, countMax, id)).map(({ changes: [first] }) => first?.to);
        };
        expect(await listed(10)).toEqual([12, 11, 2, 1]);
        expect(await listed(2)).toEqual([12, 11]);
        expect(await listed(2, 11)).toEqual([2, 1]);
        expect(await listed(10, 5)).toEqual([2, 1]);
        expect(await listed(10, 1)).toEqual([]);
      });

      test("R5 a room's log is its own, and one that nobody wrote is empty", async () => {
        const room = newRoom();
        await ledger.writeEntry(room, entry(1));
        expect(await ledger.listEntries(newRoom(), 10)).toEqual([]);
        expect(await ledger.readEntry(newRoom(), entry(1).id)).toBeUndefined();
      });
    });

    describe("issues numbers", () => {
      test("a line that was just opened has issued none", async () => {
        expect(await ledger.readIssued(await newLine())).toBe(0);
      });

      test("J2 blocks that are issued at once never overlap and leave no gap", async () => {
        const line = await newLine();
        const counts = range(1, 12);
        const lasts = await Promise.all(counts.map((count) => ledger.issue(line, count)));
        const numbers = lasts.flatMap((last, i) => range(last - (counts[i] ?? 0) + 1, last));
        expect(numbers.sort((a, b) => a - b)).toEqual(range(1, 78));
        expect(await ledger.readIssued(line)).toBe(78);
      });
    });

    describe("binds keys", () => {
      test("only keys that have a number are found, however many are asked for", async () => {
        const line = await newLine();
        const keys = range(1, 130).map(() => randomUUID());
        const bound = keys.filter((_, i) => i % 10 === 0);
        await Promise.all(bound.map((key, i) => ledger.bindKey(line, key, i + 1)));
        const found = await ledger.findNumbers(line, keys);
        expect(new Map(found)).toEqual(new Map(bound.map((key, i) => [key, i + 1])));
        expect((await ledger.findNumbers(line, [])).size).toBe(0);
      });

      test("J3 of those who bind a key at once one wins, and all learn its number", async () => {
        const line = await newLine();
        const bound = await Promise.all(range(1, 10).map((number) => ledger.bindKey(line, "key", number)));
        expect(new Set(bound).size).toBe(1);
        expect((await ledger.findNumbers(line, ["key"])).get("key")).toBe(bound[0]);
      });

      test("J4 a key is bound anew only if it still has the number that is replaced", async () => {
        const line = await newLine();
        await ledger.bindKey(line, "key", 1);
        expect(await ledger.bindKey(line, "key", 2)).toBe(1);
        expect(await ledger.bindKey(line, "key", 5, 1)).toBe(5);
        expect(await ledger.bindKey(line, "key", 6, 1)).toBe(5);
      });
    });

    describe("keeps tickets", () => {
      test("a ticket is read as it was created, with connections or without", async () => {
        const tickets = [waiting(1), waiting(2, { connections: ["a", "b"], polledUntilMs: t0 + 5 })];
        const line = await withTickets(...tickets);
        expect(await ledger.readTicket(line, 1)).toEqual(tickets[0]);
        expect(sorted(await ledger.readTicket(line, 2))).toEqual(tickets[1]);
        expect(await ledger.readTicket(line, 3)).toBeUndefined();
      });

      test("J3 a number has one ticket: the second is refused and the first stays", async () => {
        const line = await withTickets(waiting(1, { key: "first" }));
        expect(await ledger.createTicket(line, waiting(1, { key: "second" }))).toBe(false);
        expect((await ledger.readTicket(line, 1))?.key).toBe("first");
      });

      test("A7 a number that was given up takes no ticket, and one with a ticket is not given up", async () => {
        const line = await withTickets(waiting(1));
        expect(await ledger.voidTicket(line, 1, t0)).toBe(false);
        expect(await ledger.voidTicket(line, 2, t0)).toBe(true);
        expect(await ledger.createTicket(line, waiting(2))).toBe(false);
        expect((await ledger.readTicket(line, 1))?.status).toBe("waiting");
        expect((await ledger.readTicket(line, 2))?.status).toBe("void");
      });

      test("A7 a number that is written and given up at once is one of the two", async () => {
        const line = await newLine();
        const outcomes = await Promise.all(
          range(1, 10).map((number) =>
            Promise.all([ledger.createTicket(line, waiting(number)), ledger.voidTicket(line, number, t0)]),
          ),
        );
        for (const [i, [created, voided]] of outcomes.entries()) {
          expect(created).not.toBe(voided);
          expect((await ledger.readTicket(line, i + 1))?.status).toBe(created ? "waiting" : "void");
        }
      });
    });

    describe("admits", () => {
      const to = { lane: 1, nowMs: t0 + 1000, expiresAtMs: t0 + 61_000 };

      test.each([
        ["with a connection", { connections: ["a"] }],
        ["whose poll still counts", { polledUntilMs: to.nowMs + 1 }],
      ])("A1 who waits %s", async (_, over) => {
        const line = await withTickets(waiting(1, over));
        const admission = await ledger.admitTicket(line, 1, to);
        const ticket = {
          ...waiting(1, over),
          status: "admitted",
          lane: 1,
          admittedAtMs: to.nowMs,
          expiresAtMs: to.expiresAtMs,
        };
        expect(admission).toEqual({ kind: "admitted", ticket });
        expect(await ledger.readTicket(line, 1)).toEqual(ticket);
      });

      test.each([
        ["has neither a connection nor polled", {}],
        ["has polled too long ago", { polledUntilMs: to.nowMs }],
        ["has left", { connections: ["a"], status: "left" }],
        ["is done", { connections: ["a"], status: "completed" }],
        ["was given up", { connections: ["a"], status: "void" }],
        ["has missed a call", { connections: ["a"], missed: 1, aside: { kind: "missed", atMs: t0 } }],
        ["lets others ahead", { connections: ["a"], aside: { kind: "deferred", until: 9 } }],
      ] as const)("A5 nobody who %s", async (_, over) => {
        const line = await withTickets(waiting(1, over));
        const ticket = waiting(1, over);
        expect(await ledger.admitTicket(line, 1, to)).toEqual({ kind: "refused", ticket });
        expect(await ledger.readTicket(line, 1)).toEqual(ticket);
      });

      test("A7 no number without a ticket", async () => {
        const line = await newLine();
        expect(await ledger.admitTicket(line, 1, to)).toEqual({ kind: "refused", ticket: undefined });
      });

      test("A4 again the one whom this lane admitted and whose visit never began, with the new times", async () => {
        const line = await withTickets(waiting(1, { connections: ["a"] }));
        await ledger.admitTicket(line, 1, to);
        const later = { lane: 1, nowMs: t0 + 5000, expiresAtMs: t0 + 65_000 };
        const admission = await ledger.admitTicket(line, 1, later);
        expect(admission.kind).toBe("admitted");
        expect(admission.ticket).toMatchObject({ admittedAtMs: t0 + 5000, expiresAtMs: t0 + 65_000 });
      });

      test("I4 not the one whom another lane has admitted", async () => {
        const line = await withTickets(waiting(1, { connections: ["a"] }));
        await ledger.admitTicket(line, 1, to);
        const admission = await ledger.admitTicket(line, 1, { ...to, lane: 0 });
        expect(admission.kind).toBe("refused");
        expect(admission.ticket).toMatchObject({ status: "admitted", lane: 1 });
      });

      test("I4 not the one whose visit has begun, not even in the same lane", async () => {
        const line = await withTickets(waiting(1, { connections: ["a"] }));
        await ledger.admitTicket(line, 1, to);
        await ledger.openTicket(line, { number: 1 }, t0 + 2000);
        expect((await ledger.admitTicket(line, 1, to)).kind).toBe("refused");
      });

      test("I4 in one lane only, when several try at once", async () => {
        const line = await withTickets(waiting(1, { connections: ["a"] }));
        const admissions = await Promise.all(
          range(0, 9).map((lane) => ledger.admitTicket(line, 1, { ...to, lane })),
        );
        expect(admissions.filter(({ kind }) => kind === "admitted")).toHaveLength(1);
      });

      test.each<[string, Parameters<Ledger["extendTicket"]>[1], object]>([
        ["is not where it was seen", { number: 1 }, { fromMs: to.expiresAtMs - 1 }],
        ["is past already", { number: 1 }, { nowMs: to.expiresAtMs }],
        ["is of another admission", { number: 1, returns: 1 }, {}],
        ["is of a ticket that nobody wrote", { number: 2 }, {}],
      ])("X1 and does not move an end that %s", async (_, admitted, over) => {
        const line = await withTickets(waiting(1, { connections: ["a"] }));
        await ledger.admitTicket(line, 1, to);
        await ledger.openTicket(line, { number: 1 }, t0 + 2000);
        const end = { fromMs: to.expiresAtMs, toMs: to.expiresAtMs + 500, nowMs: t0 + 3000, ...over };
        expect(await ledger.extendTicket(line, admitted, end)).toBeUndefined();
        expect((await ledger.readTicket(line, 1))?.expiresAtMs).toBe(to.expiresAtMs);
      });

      test("X1 and moves the end of a visit that has begun, to the millisecond, and of no other", async () => {
        const line = await withTickets(waiting(1, { connections: ["a"] }));
        const end = { fromMs: to.expiresAtMs, toMs: to.expiresAtMs + 500, nowMs: to.expiresAtMs - 1 };
        expect(await ledger.extendTicket(line, { number: 1 }, end)).toBeUndefined();
        await ledger.admitTicket(line, 1, to);
        expect(await ledger.extendTicket(line, { number: 1 }, end)).toBeUndefined();
        await ledger.openTicket(line, { number: 1 }, t0 + 2000);
        expect(await ledger.extendTicket(line, { number: 1 }, end)).toMatchObject({ expiresAtMs: end.toMs });
        expect(await ledger.readTicket(line, 1)).toMatchObject({ status: "admitted", expiresAtMs: end.toMs });
        await ledger.endTicket(line, 1, { from: "admitted", outcome: "left", nowMs: t0 });
        const again = { ...end, fromMs: end.toMs, toMs: end.toMs + 500 };
        expect(await ledger.extendTicket(line, { number: 1 }, again)).toBeUndefined();
      });

      test("X2 and of several who move the same end at once, one does", async () => {
        const line = await withTickets(waiting(1, { connections: ["a"] }));
        await ledger.admitTicket(line, 1, to);
        await ledger.openTicket(line, { number: 1 }, t0 + 2000);
        const moved = await Promise.all(
          range(1, 10).map((i) =>
            ledger.extendTicket(
              line,
              { number: 1 },
              { fromMs: to.expiresAtMs, toMs: to.expiresAtMs + i, nowMs: t0 },
            ),
          ),
        );
        expect(moved.filter((ticket) => ticket !== undefined)).toHaveLength(1);
      });

      test("V1 and lets a visit begin, as often as its execution says so", async () => {
        const line = await withTickets(waiting(1, { connections: ["a"] }));
        await ledger.admitTicket(line, 1, to);
        expect((await ledger.openTicket(line, { number: 1 }, t0 + 2000)).kind).toBe("admitted");
        expect(await ledger.openTicket(line, { number: 1 }, t0 + 3000)).toMatchObject({
          kind: "admitted",
          ticket: { number: 1, status: "admitted", expiresAtMs: to.expiresAtMs },
        });
      });

      test("V10 but none whose time is over before it began", async () => {
        const line = await withTickets(waiting(1, { connections: ["a"] }));
        await ledger.admitTicket(line, 1, to);
        const refusal = { kind: "refused", ticket: { number: 1, status: "admitted" } };
        expect(await ledger.openTicket(line, { number: 1 }, to.expiresAtMs)).toMatchObject(refusal);
        expect((await ledger.openTicket(line, { number: 1 }, to.expiresAtMs - 1)).kind).toBe("admitted");
        expect((await ledger.openTicket(line, { number: 1 }, to.expiresAtMs)).kind).toBe("admitted");
      });

      test("V10 lets a visit begin later, unless its visitor is called or let in, or it is another admission", async () => {
        const later = { nowMs: t0 + 9000, expiresAtMs: t0 + 69_000 };
        const line = await withTickets(
          waiting(1, { connections: ["a"] }),
          waiting(2, { connections: ["b"] }),
        );
        expect(await ledger.postponeTicket(line, { number: 1 }, later)).toBeUndefined();
        await ledger.admitTicket(line, 1, to);
        const moved = { status: "admitted", admittedAtMs: later.nowMs, expiresAtMs: later.expiresAtMs };
        expect(await ledger.postponeTicket(line, { number: 1, returns: 1 }, later)).toBeUndefined();
        expect(await ledger.postponeTicket(line, { number: 1 }, later)).toMatchObject(moved);
        await ledger.openTicket(line, { number: 1 }, t0 + 10_000);
        const latest = { nowMs: t0 + 20_000, expiresAtMs: t0 + 80_000 };
        expect(await ledger.postponeTicket(line, { number: 1 }, latest)).toBeUndefined();
        expect(await ledger.readTicket(line, 1)).toMatchObject(moved);
        await ledger.admitTicket(line, 2, to);
        await ledger.callTicket(line, { number: 2 }, t0 + 15_000);
        expect(await ledger.postponeTicket(line, { number: 2 }, latest)).toBeUndefined();
      });

      test.each(["waiting", "left", "expired"] as const)(
        "V1 but no visit of one who is %s",
        async (status) => {
          const line = await withTickets(waiting(1, { status, connections: ["a"] }));
          expect(await ledger.openTicket(line, { number: 1 }, t0)).toMatchObject({
            kind: "refused",
            ticket: { status },
          });
          expect(await ledger.openTicket(line, { number: 2 }, t0)).toEqual({
            kind: "refused",
            ticket: undefined,
          });
        },
      );
    });

    describe("takes back what was in vain", () => {
      const to = { lane: 1, nowMs: t0 + 1000, expiresAtMs: t0 + 61_000 };
      const admittedOnce = async () => {
        const line = await withTickets(waiting(1, { connections: ["a"] }));
        await ledger.admitTicket(line, 1, to);
        return line;
      };

      test("V9 who was admitted and never let in waits again, with the same place, and has returned once", async () => {
        const line = await admittedOnce();
        const before = waiting(1, { connections: ["a"] });
        expect(await ledger.returnTicket(line, { number: 1 })).toEqual({ ...before, returns: 1 });
        expect(await ledger.readTicket(line, 1)).toEqual({ ...before, returns: 1 });
      });

      test("V9 a second return of the same admission changes nothing", async () => {
        const line = await admittedOnce();
        await ledger.returnTicket(line, { number: 1 });
        await ledger.admitTicket(line, 1, { ...to, lane: 0 });
        expect(await ledger.returnTicket(line, { number: 1 })).toBeUndefined();
        expect(await ledger.readTicket(line, 1)).toMatchObject({ status: "admitted", lane: 0, returns: 1 });
        expect(await ledger.returnTicket(line, { number: 1, returns: 1 })).toMatchObject({ returns: 2 });
      });

      test("V9 whose visit has begun does not return", async () => {
        const line = await admittedOnce();
        await ledger.openTicket(line, { number: 1 }, t0 + 2000);
        expect(await ledger.returnTicket(line, { number: 1 })).toBeUndefined();
      });

      test.each(["waiting", "left", "noshow"] as const)("V9 who is %s does not return", async (status) => {
        const line = await withTickets(waiting(1, { status }));
        expect(await ledger.returnTicket(line, { number: 1 })).toBeUndefined();
        expect(await ledger.returnTicket(line, { number: 2 })).toBeUndefined();
      });

      test("V9 an execution of an admission that was in vain opens nothing and gets no slot", async () => {
        const line = await admittedOnce();
        await ledger.returnTicket(line, { number: 1 });
        await ledger.admitTicket(line, 1, to);
        await ledger.fillSlot(line, slot(1, 1, { returns: 1 }));
        expect((await ledger.openTicket(line, { number: 1 }, t0)).kind).toBe("refused");
        expect(await ledger.storeToken(line, 1, { number: 1 }, "stale")).toBeUndefined();
        expect(await ledger.clearSlot(line, 1, { number: 1 })).toBeUndefined();
        expect((await ledger.openTicket(line, { number: 1, returns: 1 }, t0)).kind).toBe("admitted");
        const named = { number: 1, returns: 1 };
        expect(await ledger.storeToken(line, 1, named, "good")).toEqual(
          slot(1, 1, { returns: 1, taskToken: "good" }),
        );
        expect((await ledger.clearSlot(line, 1, named))?.number).toBe(1);
      });

      test.each([
        ["a visit that has begun ends", 1, "ended"],
        ["a visit that has not begun does not end by itself", 0, "refused"],
        ["another admission's end changes nothing", 2, "refused"],
      ] as const)("V9 %s", async (_, opened, kind) => {
        const line = await admittedOnce();
        if (opened > 0) await ledger.openTicket(line, { number: 1 }, t0 + 2000);
        const of = { number: 1, ...(opened === 2 ? { returns: 1 } : {}) };
        const ending = await ledger.endTicket(line, 1, {
          from: "admitted",
          outcome: "expired",
          nowMs: t0,
          opened: of,
        });
        expect(ending.kind).toBe(kind);
      });
    });

    describe("calls visitors", () => {
      const to = { lane: 1, nowMs: t0 + 1000, expiresAtMs: t0 + 61_000 };
      const byMs = t0 + 16_000;
      const visit = { number: 1 };
      const admittedOnce = async (over: Partial<Ticket> = {}) => {
        const line = await withTickets(waiting(1, { connections: ["a"], ...over }));
        await ledger.admitTicket(line, 1, to);
        return line;
      };
      const calledOnce = async (over: Partial<Ticket> = {}) => {
        const line = await admittedOnce(over);
        await ledger.callTicket(line, visit, byMs);
        return line;
      };

      test("C1 who was admitted is called until a time; one who is called already stays called until then", async () => {
        const line = await admittedOnce();
        for (const laterMs of [0, 5000])
          expect(await ledger.callTicket(line, visit, byMs + laterMs)).toMatchObject({
            kind: "admitted",
            ticket: { status: "admitted", confirmByMs: byMs, expiresAtMs: to.expiresAtMs },
          });
        expect(await ledger.readTicket(line, 1)).toMatchObject({ confirmByMs: byMs });
      });

      test.each(["waiting", "left", "noshow"] as const)("C1 nobody who is %s", async (status) => {
        const line = await withTickets(waiting(1, { status, connections: ["a"] }));
        const refused = { kind: "refused", ticket: waiting(1, { status, connections: ["a"] }) };
        expect(await ledger.callTicket(line, visit, byMs)).toEqual(refused);
        expect(await ledger.readTicket(line, 1)).toEqual(refused.ticket);
        expect(await ledger.callTicket(line, { number: 2 }, byMs)).toEqual({
          kind: "refused",
          ticket: undefined,
        });
      });

      test("C1 not for an admission that was in vain", async () => {
        const line = await admittedOnce();
        await ledger.returnTicket(line, visit);
        await ledger.admitTicket(line, 1, to);
        expect((await ledger.callTicket(line, visit, byMs)).kind).toBe("refused");
        expect((await ledger.callTicket(line, { number: 1, returns: 1 }, byMs)).kind).toBe("admitted");
      });

      test("C1 who answers is let in, and the call cannot be missed any more", async () => {
        const line = await calledOnce();
        expect(await ledger.openTicket(line, visit, t0 + 2000)).toMatchObject({
          kind: "admitted",
          ticket: { openedAtMs: t0 + 2000, confirmByMs: byMs },
        });
        expect(await ledger.returnTicket(line, visit, t0 + 17_000)).toBeUndefined();
        const missed = { from: "admitted", outcome: "noshow", nowMs: t0, unopened: visit } as const;
        expect((await ledger.endTicket(line, 1, missed)).kind).toBe("refused");
        expect(await ledger.readTicket(line, 1)).toMatchObject({ status: "admitted" });
      });

      test("C1 C2 a call is answered or missed, when both happen at once", async () => {
        for (let i = 0; i < 10; i++) {
          const line = await calledOnce();
          const [opened, returned] = await Promise.all([
            ledger.openTicket(line, visit, t0),
            ledger.returnTicket(line, visit, t0),
          ]);
          expect(opened.kind === "admitted").not.toBe(returned !== undefined);
          const status = returned === undefined ? "admitted" : "waiting";
          expect((await ledger.readTicket(line, 1))?.status).toBe(status);
        }
      });

      test("C2 who missed the call waits aside, is called no more, and has missed one more each time", async () => {
        const line = await calledOnce();
        const aside = { kind: "missed", atMs: t0 + 17_000 } as const;
        const before = waiting(1, { connections: ["a"] });
        const returned = { ...before, returns: 1, missed: 1, aside };
        expect(await ledger.returnTicket(line, visit, aside.atMs)).toEqual(returned);
        expect(await ledger.readTicket(line, 1)).toEqual(returned);
        expect(await ledger.admitTicket(line, 1, to)).toEqual({ kind: "refused", ticket: returned });
        await ledger.clearAside(line, 1, aside);
        await ledger.admitTicket(line, 1, to);
        expect(await ledger.returnTicket(line, { number: 1, returns: 1 }, t0 + 40_000)).toMatchObject({
          returns: 2,
          missed: 2,
          aside: { kind: "missed", atMs: t0 + 40_000 },
        });
      });

      test("V9 who comes back to the line for another reason has missed nothing, and the call is forgotten", async () => {
        const line = await calledOnce({ missed: 1 });
        const before = waiting(1, { connections: ["a"], missed: 1 });
        expect(await ledger.returnTicket(line, visit)).toEqual({ ...before, returns: 1 });
      });

      test("C2 who is no longer aside may be called again; only the call that was missed is made good", async () => {
        const aside = { kind: "missed", atMs: t0 } as const;
        const line = await withTickets(waiting(1, { connections: ["a"], missed: 1, aside }));
        expect(await ledger.clearAside(line, 1, { kind: "missed", atMs: t0 + 1 })).toBeUndefined();
        expect(await ledger.clearAside(line, 1, { kind: "deferred", until: t0 })).toBeUndefined();
        expect(await ledger.readTicket(line, 1)).toMatchObject({ aside });
        const back = waiting(1, { connections: ["a"], missed: 1 });
        expect(await ledger.clearAside(line, 1, aside)).toEqual(back);
        expect(await ledger.clearAside(line, 1, aside)).toBeUndefined();
        expect((await ledger.admitTicket(line, 1, to)).kind).toBe("admitted");
      });

      test("C2 who has left stands aside no more, and does not come back", async () => {
        const aside = { kind: "missed", atMs: t0 } as const;
        const line = await withTickets(waiting(1, { status: "left", aside }));
        expect(await ledger.clearAside(line, 1, aside)).toBeUndefined();
        expect(await ledger.clearAside(line, 2, aside)).toBeUndefined();
        expect(await ledger.readTicket(line, 1)).toEqual(waiting(1, { status: "left", aside }));
      });
    });

    describe("lets others go ahead", () => {
      const deferred = (until: number) => ({ kind: "deferred", until }) as const;
      const to = { lane: 1, nowMs: t0, expiresAtMs: t0 + 60_000 };

      test("D1 who waits stands aside up to a number, the one that was said last, and is not called", async () => {
        const line = await withTickets(waiting(1, { connections: ["a"] }));
        expect(await ledger.deferTicket(line, 1, 3)).toEqual(
          waiting(1, { connections: ["a"], aside: deferred(3) }),
        );
        expect(await ledger.deferTicket(line, 1, 5)).toMatchObject({ aside: deferred(5) });
        expect(await ledger.readTicket(line, 1)).toMatchObject({ status: "waiting", aside: deferred(5) });
        expect((await ledger.admitTicket(line, 1, to)).kind).toBe("refused");
      });

      test.each<[string, Partial<Ticket>]>([
        ["is admitted", { status: "admitted", lane: 0 }],
        ["has left", { status: "left" }],
        ["has missed a call", { missed: 1, aside: { kind: "missed", atMs: t0 } }],
      ])("D1 not who %s", async (_, over) => {
        const line = await withTickets(waiting(1, over));
        expect(await ledger.deferTicket(line, 1, 3)).toBeUndefined();
        expect(await ledger.deferTicket(line, 2, 3)).toBeUndefined();
        expect(await ledger.readTicket(line, 1)).toEqual(waiting(1, over));
      });

      test("D1 whoever is let in or stands aside, when both happen at once, is one of the two", async () => {
        for (let i = 0; i < 10; i++) {
          const line = await withTickets(waiting(1, { connections: ["a"] }));
          const [admission, stood] = await Promise.all([
            ledger.admitTicket(line, 1, to),
            ledger.deferTicket(line, 1, 3),
          ]);
          expect(admission.kind === "admitted").not.toBe(stood !== undefined);
        }
      });

      test("D1 who stands aside up to a number stands aside no more, unless it is another by now", async () => {
        const line = await withTickets(waiting(1, { connections: ["a"], aside: deferred(5) }));
        expect(await ledger.clearAside(line, 1, deferred(3))).toBeUndefined();
        expect(await ledger.clearAside(line, 1, { kind: "missed", atMs: 5 })).toBeUndefined();
        expect(await ledger.clearAside(line, 1, deferred(5))).toEqual(waiting(1, { connections: ["a"] }));
        expect((await ledger.admitTicket(line, 1, to)).kind).toBe("admitted");
      });

      test("R8 one who waits is called in, stands aside no more, and is called in until they let others ahead", async () => {
        const line = await withTickets(waiting(1, { connections: ["a"], aside: deferred(5) }));
        const calledIn = waiting(1, { connections: ["a"], calledIn: true });
        expect(await ledger.markCalledIn(line, 1)).toEqual(calledIn);
        expect(await ledger.markCalledIn(line, 1)).toEqual(calledIn);
        expect(await ledger.detach(line, 1, "a", t0)).toMatchObject({ calledIn: true });
        expect(await ledger.deferTicket(line, 1, 3)).not.toHaveProperty("calledIn");
        expect(await ledger.readTicket(line, 1)).not.toHaveProperty("calledIn");
      });

      test("R8 who waits no more, or was never there, is not called in", async () => {
        const line = await withTickets(waiting(1, { status: "left" }));
        expect(await ledger.markCalledIn(line, 1)).toBeUndefined();
        expect(await ledger.markCalledIn(line, 2)).toBeUndefined();
        expect(await ledger.readTicket(line, 1)).toEqual(waiting(1, { status: "left" }));
      });

      test("D1 notes are listed by the number that is waited for, so many at most, each once", async () => {
        const line = await newLine();
        const [none, other] = [await newLine(), await newLine()];
        const notes = [
          { number: 8, until: 9 },
          { number: 3, until: 21 },
          { number: 20, until: 21 },
          { number: 1, until: 100 },
          { number: 1, until: 1000 },
        ];
        for (const note of [...notes].reverse().concat(notes)) await ledger.addDeferral(line, note, t0);
        await ledger.addDeferral(other, { number: 1, until: 2 }, t0);
        expect(await ledger.listDeferrals(line, 10)).toEqual(notes);
        expect(await ledger.listDeferrals(line, 2)).toEqual(notes.slice(0, 2));
        expect(await ledger.listDeferrals(none, 10)).toEqual([]);
      });

      test("D1 only the note that is meant is removed, and removing it twice changes nothing", async () => {
        const line = await newLine();
        const [earlier, later] = [3, 5].map((until) => ({ number: 1, until }));
        if (!earlier || !later) throw new Error("two are made");
        for (const note of [later, earlier]) await ledger.addDeferral(line, note, t0);
        for (let twice = 0; twice < 2; twice++) await ledger.removeDeferral(line, earlier);
        expect(await ledger.listDeferrals(line, 10)).toEqual([later]);
      });
    });

    describe("hands places over", () => {
      const keys = { from: "key-1", to: "phone" };
      const move = (line: Line, number = 1, by = keys) =>
        ledger.moveTicket(line, number, by, t0 + 5, t0 + 15);

      test("M1 an offer is read as it was written; a code of another line, or an unknown one, is nothing", async () => {
        const [line, other] = [await newLine(), await newLine()];
        const offer = { number: 7, key: "key-7", expiresAtMs: t0 + 600_000 };
        await ledger.writeOffer(line, "code", offer);
        expect(await ledger.readOffer(line, "code")).toEqual(offer);
        expect(await ledger.readOffer(line, "code2")).toBeUndefined();
        expect(await ledger.readOffer(other, "code")).toBeUndefined();
        expect(await ledger.readOffer({ ...line, run: 2 }, "code")).toBeUndefined();
      });

      test("M2 who waits has another key from now on, no tab any more, and counts as present for a while", async () => {
        const before = waiting(1, { connections: ["a", "b"], polledUntilMs: t0 + 99 });
        const line = await withTickets(before);
        expect(sorted(await move(line))).toEqual(before);
        const moved = { key: "phone", connections: [], seenAtMs: t0 + 5, polledUntilMs: t0 + 15 };
        expect(await ledger.readTicket(line, 1)).toEqual(waiting(1, moved));
      });

      test("M1 so does who is being called; the call stands as it stood", async () => {
        const called = { status: "admitted", lane: 0, confirmByMs: t0 + 9 } as const;
        const line = await withTickets(waiting(1, called));
        expect(await move(line)).toEqual(waiting(1, called));
        expect(await ledger.readTicket(line, 1)).toMatchObject({ ...called, key: "phone" });
      });

      test("M1 so does who stands aside, and still stands aside then", async () => {
        const aside = { kind: "missed", atMs: t0 } as const;
        const line = await withTickets(waiting(1, { missed: 1, aside }));
        await move(line);
        expect(await ledger.readTicket(line, 1)).toMatchObject({ key: "phone", missed: 1, aside });
      });

      test.each<[string, Partial<Ticket>]>([
        ["in a visit", { status: "admitted", lane: 0, openedAtMs: t0 }],
        ["gone", { status: "left" }],
        ["held by another key", { key: "another" }],
      ])("M1 no place that is %s", async (_, over) => {
        const ticket = waiting(1, { connections: ["a"], ...over });
        const line = await withTickets(ticket);
        expect(await move(line)).toBeUndefined();
        expect(await move(line, 2)).toBeUndefined();
        expect(await ledger.readTicket(line, 1)).toEqual(ticket);
        expect(await ledger.readTicket(line, 2)).toBeUndefined();
      });

      test("M2 of two keys that take a place over at once, one has it", async () => {
        const line = await withTickets(waiting(1));
        const takers = range(1, 6).map((i) => `device-${i}`);
        const moves = await Promise.all(takers.map((to) => move(line, 1, { from: "key-1", to })));
        const won = moves.findIndex((before) => before !== undefined);
        expect(moves.filter((before) => before !== undefined)).toHaveLength(1);
        expect((await ledger.readTicket(line, 1))?.key).toBe(takers[won]);
      });

      test("M2 a place moves or its visit begins, when both happen at once, and nobody is lost", async () => {
        for (let i = 0; i < 10; i++) {
          const line = await withTickets(waiting(1, { status: "admitted", lane: 0, expiresAtMs: t0 + 1 }));
          const [before, opened] = await Promise.all([
            move(line),
            ledger.openTicket(line, { number: 1 }, t0),
          ]);
          expect(opened.kind).toBe("admitted");
          expect((await ledger.readTicket(line, 1))?.key).toBe(before === undefined ? "key-1" : "phone");
        }
      });
    });

    describe("keeps codes", () => {
      const content = { number: 7, challenge: "c".repeat(43), expiresAtMs: t0 + 60_000 };

      test("G3 a code is taken as it was written, once", async () => {
        const line = await newLine();
        await ledger.writeCode(line, "code", content);
        expect(await ledger.takeCode(line, "code")).toEqual(content);
        expect(await ledger.takeCode(line, "code")).toBeUndefined();
      });

      test("G3 a code of another line, or an unknown one, is nothing, and the code stays", async () => {
        const [line, other] = [await newLine(), await newLine()];
        await ledger.writeCode(line, "code", content);
        expect(await ledger.takeCode(line, "code2")).toBeUndefined();
        expect(await ledger.takeCode(other, "code")).toBeUndefined();
        expect(await ledger.takeCode({ ...line, run: 2 }, "code")).toBeUndefined();
        expect(await ledger.takeCode(line, "code")).toEqual(content);
      });

      test("G3 of many who take a code at once, one has it", async () => {
        const line = await newLine();
        await ledger.writeCode(line, "code", content);
        const taken = await Promise.all(range(1, 8).map(() => ledger.takeCode(line, "code")));
        expect(taken.filter((one) => one !== undefined)).toEqual([content]);
      });
    });

    describe("ends tickets", () => {
      const nowMs = t0 + 10_000;
      const admitted = { status: "admitted", lane: 0, admittedAtMs: t0, expiresAtMs: t0 + 20_000 } as const;
      const active = { whileActive: true };
      const away = { awaySinceMaxMs: t0 };
      const visit = { number: 1 };
      const called = { ...admitted, confirmByMs: t0 + 9000 };
      const aside = (atMs: number): Partial<Ticket> => ({ missed: 1, aside: { kind: "missed", atMs } });
      const letAhead: Partial<Ticket> = { aside: { kind: "deferred", until: 9 } };
      const leaves = { from: "waiting", outcome: "left" } as const;
      const missed = { from: "waiting", missedMaxMs: t0 } as const;
      type Over = Partial<Ticket>;
      type When = Partial<EndingCondition>;

      // rule, circumstance, ticket, condition, what comes of it
      test.each<[string, Over, When, "ended" | "refused"]>([
        ["P5 who waits and leaves", { connections: ["a"] }, { from: "waiting", outcome: "left" }, "ended"],
        ["I4 who left already", { status: "left" }, { from: "waiting", outcome: "left" }, "refused"],
        ["P5 who waits, as if admitted", {}, { outcome: "left" }, "refused"],
        ["P5 who is admitted, as if waiting", admitted, { from: "waiting", outcome: "left" }, "refused"],
        ["V7 who is admitted and done", admitted, { outcome: "completed" }, "ended"],
        ["V6 a millisecond before the end", { ...admitted, expiresAtMs: nowMs + 1 }, active, "ended"],
        ["V6 at the very end", { ...admitted, expiresAtMs: nowMs }, active, "refused"],
        ["V6 after the end", { ...admitted, expiresAtMs: nowMs - 1 }, active, "refused"],
        ["V3 whose time is just up", { ...admitted, expiresAtMs: nowMs }, { overAtMs: nowMs }, "ended"],
        [
          "V3 whose time is not up yet",
          { ...admitted, expiresAtMs: nowMs + 1 },
          { overAtMs: nowMs },
          "refused",
        ],
        ["V3 after the end, if nobody asks for it", { ...admitted, expiresAtMs: t0 }, {}, "ended"],
        ["V5 who was last seen at the limit", { ...admitted, seenAtMs: t0 }, away, "ended"],
        ["V5 who was seen after the limit", { ...admitted, seenAtMs: t0 + 1 }, away, "refused"],
        ["V5 whose poll counted until the limit", { ...admitted, polledUntilMs: t0 }, away, "ended"],
        ["V5 whose poll counted longer", { ...admitted, polledUntilMs: t0 + 1 }, away, "refused"],
        ["V5 who has a connection", { ...admitted, connections: ["a"] }, away, "refused"],
        ["P4 who waits, away for too long", { seenAtMs: t0 - 1 }, { from: "waiting", ...away }, "ended"],
        ["P4 who waits and came back", { connections: ["a"] }, { from: "waiting", ...away }, "refused"],
        ["C2 who is called for the last time", called, { unopened: visit }, "ended"],
        ["C2 who has answered the call", { ...called, openedAtMs: t0 }, { unopened: visit }, "refused"],
        ["C2 whose call was another admission's", called, { unopened: { number: 1, returns: 1 } }, "refused"],
        ["C2 whose call was missed at the limit", aside(t0), missed, "ended"],
        ["C2 whose call was missed after the limit", aside(t0 + 1), missed, "refused"],
        ["C2 who has said 'I'm here' since", { missed: 1 }, missed, "refused"],
        ["D1 who lets others ahead, as if a call was missed", letAhead, missed, "refused"],
        ["M2 who holds the place and leaves", {}, { ...leaves, heldBy: "key-1" }, "ended"],
        [
          "M2 whose place another key holds by now",
          { key: "phone" },
          { ...leaves, heldBy: "key-1" },
          "refused",
        ],
        ["M2 who holds the place, from a visit", admitted, { heldBy: "key-1" }, "ended"],
      ])("%s", async (_, over, when, kind) => {
        const line = await withTickets(waiting(1, over));
        const condition = { from: "admitted", outcome: "noshow", nowMs, ...when } as const;
        const ending = await ledger.endTicket(line, 1, condition);
        expect(ending.kind).toBe(kind);
        const expected = kind === "ended" ? condition.outcome : (over.status ?? "waiting");
        expect(ending.ticket?.status).toBe(expected);
        expect(await ledger.readTicket(line, 1)).toEqual(ending.ticket);
      });

      test("V6 writes the reservation in the same step", async () => {
        const line = await withTickets(waiting(1, admitted));
        const commit = {
          from: "admitted",
          outcome: "completed",
          nowMs,
          ...active,
          reservation: "a@example.org",
        } as const;
        expect(await ledger.endTicket(line, 1, commit)).toMatchObject({
          kind: "ended",
          ticket: { status: "completed", reservation: "a@example.org" },
        });
        const second = await ledger.endTicket(line, 1, { ...commit, reservation: "b@example.org" });
        expect(second).toMatchObject({ kind: "refused", ticket: { reservation: "a@example.org" } });
      });

      test("V6 and no reservation where it refuses", async () => {
        const line = await withTickets(waiting(1, { ...admitted, expiresAtMs: nowMs }));
        const commit = { from: "admitted", outcome: "completed", nowMs, ...active } as const;
        await ledger.endTicket(line, 1, { ...commit, reservation: "a@example.org" });
        expect(await ledger.readTicket(line, 1)).toEqual(waiting(1, { ...admitted, expiresAtMs: nowMs }));
      });

      test("I4 once: of several outcomes at the same time the ticket gets one", async () => {
        const line = await withTickets(waiting(1, admitted));
        const outcomes = ["completed", "expired", "left", "noshow"] as const;
        const endings = await Promise.all(
          outcomes.map((outcome) => ledger.endTicket(line, 1, { from: "admitted", outcome, nowMs })),
        );
        const won = endings.findIndex(({ kind }) => kind === "ended");
        expect(endings.filter(({ kind }) => kind === "ended")).toHaveLength(1);
        expect((await ledger.readTicket(line, 1))?.status).toBe(outcomes[won]);
      });

      test("no number without a ticket", async () => {
        const condition = { from: "waiting", outcome: "left", nowMs } as const;
        const ending = await ledger.endTicket(await newLine(), 1, condition);
        expect(ending).toEqual({ kind: "refused", ticket: undefined });
      });
    });

    describe("knows who is present", () => {
      test("P2 an attached connection is shown, and says when it came; attaching it again adds none", async () => {
        const line = await withTickets(waiting(1));
        await ledger.attach(line, 1, "a", t0 + 1);
        const ticket = await ledger.attach(line, 1, "a", t0 + 2);
        expect(ticket).toMatchObject({ connections: ["a"], seenAtMs: t0 + 2 });
        expect(await ledger.readTicket(line, 1)).toEqual(ticket);
      });

      test("of more tabs than a ticket may have, the newest is always among those that stay", async () => {
        const line = await withTickets(waiting(1));
        for (const i of range(1, limits.connectionsPerTicketMax + 3)) {
          const connection = `tab-${i}`;
          const { connections } = await ledger.attach(line, 1, connection, t0 + i);
          expect(connections).toHaveLength(Math.min(i, limits.connectionsPerTicketMax));
          expect(connections).toContain(connection);
        }
      });

      test("tabs that attach at once all stay, as long as there is room for them", async () => {
        const line = await withTickets(waiting(1));
        const tabs = range(1, limits.connectionsPerTicketMax).map((i) => `tab-${i}`);
        await Promise.all(tabs.map((tab) => ledger.attach(line, 1, tab, t0)));
        expect(sorted(await ledger.readTicket(line, 1))?.connections).toEqual([...tabs].sort());
      });

      test("P1 a detached connection is gone; the last one leaves the visitor away since then", async () => {
        const line = await withTickets(waiting(1, { connections: ["a", "b"] }));
        expect(await ledger.detach(line, 1, "a", t0 + 1)).toMatchObject({ connections: ["b"] });
        expect(await ledger.detach(line, 1, "b", t0 + 2)).toMatchObject({
          connections: [],
          seenAtMs: t0 + 2,
        });
        const to = { lane: 0, nowMs: t0 + 3, expiresAtMs: t0 + 4 };
        expect((await ledger.admitTicket(line, 1, to)).kind).toBe("refused");
      });

      test("a connection that was not attached detaches nothing, and nobody is seen because of it", async () => {
        const ticket = waiting(1, { connections: ["a"] });
        const line = await withTickets(ticket);
        expect(await ledger.detach(line, 1, "b", t0 + 9)).toBeUndefined();
        expect(await ledger.detach(line, 2, "a", t0 + 9)).toBeUndefined();
        expect(await ledger.readTicket(line, 1)).toEqual(ticket);
        expect(await ledger.readTicket(line, 2)).toBeUndefined();
      });

      test("a poll keeps the visitor present until it says", async () => {
        const line = await withTickets(waiting(1));
        const ticket = await ledger.poll(line, 1, t0 + 5, t0 + 15);
        expect(ticket).toEqual(waiting(1, { seenAtMs: t0 + 5, polledUntilMs: t0 + 15 }));
        expect(await ledger.readTicket(line, 1)).toEqual(ticket);
      });

      test("P1 who was slow takes back nothing: the visitor was last seen when somebody last saw them", async () => {
        const line = await withTickets(waiting(1, { connections: ["a"], seenAtMs: t0 + 9 }));
        expect(await ledger.attach(line, 1, "b", t0 + 1)).toMatchObject({ seenAtMs: t0 + 9 });
        const detached = await ledger.detach(line, 1, "b", t0 + 2);
        expect(detached).toMatchObject({ connections: ["a"], seenAtMs: t0 + 9 });
        const polled = await ledger.poll(line, 1, t0 + 3, t0 + 13);
        expect(polled).toMatchObject({ seenAtMs: t0 + 9, polledUntilMs: t0 + 13 });
        expect(await ledger.poll(line, 1, t0 + 2, t0 + 12)).toEqual(polled);
        expect(await ledger.readTicket(line, 1)).toEqual(polled);
      });

      test("nobody attaches to a number without a ticket, or polls for it", async () => {
        const line = await newLine();
        await expect(ledger.attach(line, 1, "a", t0)).rejects.toThrow("no ticket 1");
        await expect(ledger.poll(line, 1, t0, t0 + 1)).rejects.toThrow("no ticket 1");
        expect(await ledger.readTicket(line, 1)).toBeUndefined();
      });

      test("A5 those who were passed over are listed in their order, so many at most, each once", async () => {
        const line = await newLine();
        for (const number of [100, 9, 20, 9, 1000, 3]) await ledger.addPassedOver(line, number, t0);
        expect(await ledger.listPassedOver(line, 10)).toEqual([3, 9, 20, 100, 1000]);
        expect(await ledger.listPassedOver(line, 2)).toEqual([3, 9]);
        await ledger.removePassedOver(line, 9);
        await ledger.removePassedOver(line, 9);
        expect(await ledger.listPassedOver(line, 2)).toEqual([3, 20]);
      });

      test("P3 who was passed over again after a time is not forgotten by a removal up to then", async () => {
        const line = await newLine();
        await ledger.addPassedOver(line, 1, t0);
        await ledger.addPassedOver(line, 2, t0);
        await ledger.addPassedOver(line, 2, t0 + 5);
        for (const number of [1, 2, 3]) await ledger.removePassedOver(line, number, t0);
        expect(await ledger.listPassedOver(line, 9)).toEqual([2]);
        await ledger.removePassedOver(line, 2, t0 + 5);
        expect(await ledger.listPassedOver(line, 9)).toEqual([]);
      });
    });

    type Wish = { replacing?: number; messageId?: string; nowMs?: number };
    const wish = (line: Line, lane: number, issued: number, { replacing: number, ...over }: Wish = {}) => {
      const messageId = `message-${lane}`;
      const replacing = number === undefined ? {} : { replacing: { number, messageId, atMs: t0 } };
      return ledger.claim(line, lane, { messageId, nowMs: t0, issued, ...replacing, ...over });
    };

    /** The claim; nothing where nobody waits. */
    async function claim(line: Line, lane: number, issued: number, over: Wish = {}) {
      const claiming = await wish(line, lane, issued, over);
      if (claiming.kind === "lost") throw new Error(`lane ${lane} lost its claim`);
      return claiming.kind === "claimed" ? claiming.claim : undefined;
    }

    describe("guards the gate", () => {
      test("a line that was just opened serves number 1 next, and nobody has a claim", async () => {
        const gate = await ledger.readGate(await newLine());
        expect(gate.serving).toBe(1);
        expect([...gate.claims]).toEqual([]);
        expect(gate.recalled).toEqual([]);
      });

      test("A1 lanes take numbers in their order, whichever lane comes", async () => {
        const line = await newLine();
        for (const [number, lane] of [
          [1, 4],
          [2, 0],
          [3, 2],
        ] as const) {
          expect(await claim(line, lane, 9)).toEqual({ number, messageId: `message-${lane}`, atMs: t0 });
        }
        const { serving, claims } = await ledger.readGate(line);
        expect(serving).toBe(4);
        expect([...claims].map(([lane, { number }]) => [lane, number]).sort()).toEqual([
          [0, 2],
          [2, 3],
          [4, 1],
        ]);
      });

      test("I2 twenty lanes that claim at once get twenty numbers", async () => {
        const line = await newLine();
        const claims = await Promise.all(range(0, 19).map((lane) => claim(line, lane, 50)));
        expect(numbersOf(claims)).toEqual(range(1, 20));
        expect((await ledger.readGate(line)).serving).toBe(21);
      });

      test("I2 twenty lanes that claim at once where twelve wait get twelve numbers, and eight get nothing", async () => {
        const line = await newLine();
        const claims = await Promise.all(range(0, 19).map((lane) => claim(line, lane, 12)));
        expect(numbersOf(claims)).toEqual(range(1, 12));
        const gate = await ledger.readGate(line);
        expect(gate.serving).toBe(13);
        expect(gate.claims.size).toBe(12);
      });

      test("A4 a lane keeps the claim that it has, whichever message asks again", async () => {
        const line = await newLine();
        const first = await claim(line, 0, 9, { messageId: "first" });
        expect(await claim(line, 0, 9, { messageId: "second" })).toEqual(first);
        expect((await ledger.readGate(line)).serving).toBe(2);
      });

      test("A4 a lane keeps its claim when nobody is left behind it", async () => {
        const line = await newLine();
        const first = await claim(line, 0, 1);
        expect(await claim(line, 0, 1)).toEqual(first);
      });

      test("A4 a number that is replaced gives way to the next one, in one step", async () => {
        const line = await newLine();
        await claim(line, 0, 9);
        expect((await claim(line, 0, 9, { replacing: 1 }))?.number).toBe(2);
        expect((await ledger.readGate(line)).claims.get(0)?.number).toBe(2);
      });

      test("A4 a lane that has gone on in the meantime keeps what it has", async () => {
        const line = await newLine();
        await claim(line, 0, 9);
        await claim(line, 0, 9, { replacing: 1 });
        expect((await claim(line, 0, 9, { replacing: 1 }))?.number).toBe(2);
        expect((await ledger.readGate(line)).serving).toBe(3);
      });

      test("A4 a number that is recalled while it is replaced is taken once, however often the same is asked", async () => {
        const line = await newLine();
        await claim(line, 0, 9);
        await ledger.recall(line, 1, t0);
        const again = { replacing: 1, nowMs: t0 + 5 };
        const taken = await claim(line, 0, 9, again);
        expect(taken).toEqual({ number: 1, messageId: "message-0", atMs: t0 + 5 });
        expect(await claim(line, 0, 9, again)).toEqual(taken);
        expect((await ledger.readGate(line)).serving).toBe(2);
      });

      test("A4 a number that another delivery has dealt with cannot be replaced, and no other is taken", async () => {
        const line = await newLine();
        await claim(line, 0, 9);
        await ledger.dropClaim(line, 0, 1, t0);
        expect(await wish(line, 0, 9, { replacing: 1 })).toEqual({ kind: "lost" });
        expect(await wish(line, 0, 1, { replacing: 1 })).toEqual({ kind: "lost" });
        expect((await ledger.readGate(line)).serving).toBe(2);
        expect((await ledger.readGate(line)).claims.size).toBe(0);
      });

      test("A4 a number that is replaced with nobody left leaves no claim behind", async () => {
        const line = await newLine();
        await claim(line, 0, 1);
        expect(await claim(line, 0, 1, { replacing: 1 })).toBeUndefined();
        const gate = await ledger.readGate(line);
        expect(gate.claims.size).toBe(0);
        expect(gate.serving).toBe(2);
      });

      test("nobody was ever issued a number: there is nothing to claim", async () => {
        const line = await newLine();
        expect(await claim(line, 0, 0)).toBeUndefined();
        expect((await ledger.readGate(line)).serving).toBe(1);
      });

      test("P3 recalled numbers are served first, the smallest of them before the others", async () => {
        const line = await newLine();
        for (const lane of range(0, 11)) await claim(line, lane, 20);
        for (const lane of range(0, 11)) await ledger.dropClaim(line, lane, lane + 1, t0);
        for (const number of [10, 2, 10, 7]) await ledger.recall(line, number, t0);
        expect((await ledger.readGate(line)).recalled).toEqual([2, 7, 10]);
        const numbers = [];
        for (const lane of range(0, 4)) numbers.push((await claim(line, lane, 20))?.number);
        expect(numbers).toEqual([2, 7, 10, 13, 14]);
        expect((await ledger.readGate(line)).recalled).toEqual([]);
      });

      test("R8 numbers that were called in are served before those that were recalled, whatever is said again", async () => {
        const line = await newLine();
        for (const lane of range(0, 4)) await claim(line, lane, 20);
        for (const lane of range(0, 4)) await ledger.dropClaim(line, lane, lane + 1, t0);
        await ledger.recall(line, 2, t0);
        await ledger.recall(line, 4, t0);
        for (const number of [15, 4, 15]) await ledger.callIn(line, number);
        await ledger.recall(line, 15, t0);
        expect(await ledger.readGate(line)).toMatchObject({ recalled: [4, 15, 2], calledIn: [4, 15] });
        const numbers = [];
        for (const lane of range(0, 4)) numbers.push((await claim(line, lane, 20))?.number);
        expect(numbers).toEqual([4, 15, 2, 6, 7]);
        expect(await ledger.readGate(line)).toMatchObject({ recalled: [], calledIn: [] });
      });

      test("P3 a recalled number is served when nobody else waits", async () => {
        const line = await newLine();
        await claim(line, 0, 1);
        await ledger.dropClaim(line, 0, 1, t0);
        expect(await claim(line, 0, 1)).toBeUndefined();
        await ledger.recall(line, 1, t0);
        expect((await claim(line, 0, 1))?.number).toBe(1);
      });

      test("P3 lanes that claim at once share recalled and waiting numbers, each once", async () => {
        const line = await newLine();
        for (const lane of range(0, 2)) await claim(line, lane, 9);
        for (const lane of range(0, 2)) await ledger.dropClaim(line, lane, lane + 1, t0);
        await Promise.all([1, 2, 3].map((number) => ledger.recall(line, number, t0)));
        const claims = await Promise.all(range(0, 8).map((lane) => claim(line, lane, 9)));
        expect(numbersOf(claims)).toEqual(range(1, 9));
      });

      test("A6 only the claim on that number is dropped, and dropping it twice changes nothing", async () => {
        const line = await newLine();
        await claim(line, 0, 9);
        await ledger.dropClaim(line, 0, 7, t0);
        expect((await ledger.readGate(line)).claims.size).toBe(1);
        await ledger.dropClaim(line, 0, 1, t0);
        await ledger.dropClaim(line, 0, 1, t0);
        expect((await ledger.readGate(line)).claims.size).toBe(0);
      });

      test("A6 a claim that the lane has made anew on the same number is not dropped with the one before", async () => {
        const line = await newLine();
        await claim(line, 0, 9);
        await ledger.dropClaim(line, 0, 1, t0);
        await ledger.recall(line, 1, t0);
        const anew = await claim(line, 0, 9, { messageId: "another", nowMs: t0 + 5 });
        await ledger.dropClaim(line, 0, 1, t0 + 4);
        expect((await ledger.readGate(line)).claims.get(0)).toEqual(anew);
      });
    });

    describe("fills slots", () => {
      test("I1 an empty slot is filled once: another visit is refused and changes nothing", async () => {
        const line = await newLine();
        expect(await ledger.readSlot(line, 0)).toBeUndefined();
        expect(await ledger.fillSlot(line, slot(0, 1))).toBe(true);
        expect(await ledger.fillSlot(line, slot(0, 2))).toBe(false);
        expect(await ledger.readSlot(line, 0)).toEqual(slot(0, 1));
      });

      test("I1 of those who fill a slot at once, one does", async () => {
        const line = await newLine();
        const filled = await Promise.all(
          range(1, 10).map((number) => ledger.fillSlot(line, slot(0, number))),
        );
        expect(filled.filter(Boolean)).toHaveLength(1);
        expect((await ledger.readSlot(line, 0))?.number).toBe(filled.indexOf(true) + 1);
      });

      test("A4 the same delivery writes its number again, and what the slot had learned since stays", async () => {
        const line = await newLine();
        await ledger.fillSlot(line, slot(0, 1));
        await ledger.storeToken(line, 0, { number: 1 }, "token");
        const again = slot(0, 1, { expiresAtMs: t0 + 99 });
        expect(await ledger.fillSlot(line, again)).toBe(true);
        expect(await ledger.readSlot(line, 0)).toEqual({ ...again, taskToken: "token" });
      });

      test("A2 another delivery of the turn is refused the slot that its number has, and changes nothing", async () => {
        const line = await newLine();
        await ledger.fillSlot(line, slot(0, 1));
        expect(await ledger.fillSlot(line, slot(0, 1, { turnHandle: "other", expiresAtMs: t0 }))).toBe(false);
        expect(await ledger.readSlot(line, 0)).toEqual(slot(0, 1));
      });

      test("slots are listed by lane, and only those that are filled", async () => {
        const line = await newLine();
        for (const lane of [10, 2, 4999]) await ledger.fillSlot(line, slot(lane, lane + 1));
        await ledger.clearSlot(line, 10, { number: 11 });
        expect((await ledger.listSlots(line)).map(({ lane }) => lane)).toEqual([2, 4999]);
      });

      test("V1 V2 P1 a visit's token, its ending and its absence are kept, each by itself", async () => {
        const line = await newLine();
        await ledger.fillSlot(line, slot(0, 1));
        expect(await ledger.storeToken(line, 0, { number: 1 }, "token")).toEqual(
          slot(0, 1, { taskToken: "token" }),
        );
        const ended = { taskToken: "token", ending: "left", endingAtMs: t0 + 5 } as const;
        expect(await ledger.markEnding(line, 0, { number: 1 }, "left", t0 + 5)).toEqual(slot(0, 1, ended));
        await ledger.markAway(line, 0, { number: 1 }, t0 + 6);
        expect(await ledger.readSlot(line, 0)).toEqual(slot(0, 1, { ...ended, awaySinceMs: t0 + 6 }));
        await ledger.markAway(line, 0, { number: 1 }, undefined);
        expect(await ledger.readSlot(line, 0)).toEqual(slot(0, 1, ended));
      });

      test("C1 until when the visitor is called is kept, and taken back", async () => {
        const line = await newLine();
        await ledger.fillSlot(line, slot(0, 1));
        await ledger.markCalled(line, 0, { number: 1 }, t0 + 5);
        expect(await ledger.readSlot(line, 0)).toEqual(slot(0, 1, { confirmByMs: t0 + 5 }));
        for (let twice = 0; twice < 2; twice++) await ledger.markCalled(line, 0, { number: 1 }, undefined);
        expect(await ledger.readSlot(line, 0)).toEqual(slot(0, 1));
      });

      test("X2 of those who prolong a visit the latest is right, and what else the slot knows stays", async () => {
        const line = await newLine();
        const { expiresAtMs, ...rest } = slot(0, 1);
        await ledger.fillSlot(line, slot(0, 1));
        await ledger.storeToken(line, 0, { number: 1 }, "token");
        const later = { expiresAtMs: expiresAtMs + 30_000, slotSeconds: 90, extendedSeconds: 30 };
        const prolonged = { ...rest, ...later, taskToken: "token" };
        expect(await ledger.prolongSlot(line, 0, { number: 1 }, later)).toEqual(prolonged);
        const sooner = { expiresAtMs: expiresAtMs + 10_000, slotSeconds: 70, extendedSeconds: 10 };
        expect(await ledger.prolongSlot(line, 0, { number: 1 }, sooner)).toEqual(prolonged);
        expect(await ledger.readSlot(line, 0)).toEqual(prolonged);
      });

      test("X2 a visit that was prolonged before anything was given has no seconds that were given", async () => {
        const line = await newLine();
        const { expiresAtMs } = slot(0, 1);
        await ledger.fillSlot(line, slot(0, 1));
        const later = { expiresAtMs: expiresAtMs + 5, slotSeconds: 60 };
        expect(await ledger.prolongSlot(line, 0, { number: 1 }, later)).toEqual(slot(0, 1, later));
      });

      test("I1 a slot that is filled anew knows nothing of the visit before", async () => {
        const line = await newLine();
        const [before, after] = [{ number: 1 }, slot(0, 2)];
        await ledger.fillSlot(line, slot(0, 1));
        await ledger.storeToken(line, 0, before, "token");
        await ledger.markCalled(line, 0, before, t0 + 5);
        await ledger.markAway(line, 0, before, t0 + 6);
        await ledger.markEnding(line, 0, before, "noshow", t0 + 7);
        const longer = { expiresAtMs: t0 + 99_000, slotSeconds: 99, extendedSeconds: 39 };
        await ledger.prolongSlot(line, 0, before, longer);
        await ledger.clearSlot(line, 0, before);
        expect(await ledger.fillSlot(line, after)).toBe(true);
        expect(await ledger.readSlot(line, 0)).toEqual(after);
        expect(await ledger.listSlots(line)).toEqual([after]);
      });

      test("A2 a redelivered turn brings its new handle", async () => {
        const line = await newLine();
        await ledger.fillSlot(line, slot(0, 1));
        await ledger.renewHandle(line, 0, { number: 1 }, { messageId: "again", handle: "newer" });
        expect(await ledger.readSlot(line, 0)).toEqual(
          slot(0, 1, { messageId: "again", turnHandle: "newer" }),
        );
      });

      test.each([
        ["of another visit", 2],
        ["that is empty", undefined],
      ])("what is said about a visit changes nothing in a slot %s", async (_, number) => {
        const line = await newLine();
        if (number !== undefined) await ledger.fillSlot(line, slot(0, number));
        const before = await ledger.readSlot(line, 0);
        expect(await ledger.storeToken(line, 0, { number: 1 }, "token")).toBeUndefined();
        expect(await ledger.markEnding(line, 0, { number: 1 }, "left", t0)).toBeUndefined();
        const longer = { expiresAtMs: t0 + 99_000_000, slotSeconds: 99_000 };
        expect(await ledger.prolongSlot(line, 0, { number: 1 }, longer)).toBeUndefined();
        await ledger.markAway(line, 0, { number: 1 }, t0);
        await ledger.markAway(line, 0, { number: 1 }, undefined);
        await ledger.markCalled(line, 0, { number: 1 }, t0);
        await ledger.markCalled(line, 0, { number: 1 }, undefined);
        await ledger.renewHandle(line, 0, { number: 1 }, { messageId: "again", handle: "newer" });
        expect(await ledger.clearSlot(line, 0, { number: 1 })).toBeUndefined();
        expect(await ledger.readSlot(line, 0)).toEqual(before);
      });

      test("V3 whoever empties a slot learns what was in it, and so does everybody who does it again", async () => {
        const line = await newLine();
        await ledger.fillSlot(line, slot(0, 1));
        const cleared = await Promise.all(range(1, 5).map(() => ledger.clearSlot(line, 0, { number: 1 })));
        expect(cleared).toEqual(range(1, 5).map(() => slot(0, 1)));
        expect(await ledger.readSlot(line, 0)).toBeUndefined();
        expect(await ledger.fillSlot(line, slot(0, 2))).toBe(true);
      });
    });

    describe("registers connections", () => {
      async function listed(line: Line): Promise<string[]> {
        const shards = await Promise.all(
          range(0, limits.shards - 1).map((shard) => Array.fromAsync(ledger.listConnections(line, shard))),
        );
        return shards
          .flat(2)
          .map((one) => `${one.connection} ${one.number}`)
          .sort();
      }
      const connectionsOf = (line: Line, ids: string[]): Connection[] =>
        ids.map((connection, i) => ({ connection, line, number: i + 1, askedAtMs: t0 }));

      test("T3 every connection of a line is in exactly one shard, and no other line's is", async () => {
        const [line, other] = [await newLine(), await newLine()];
        const ids = range(1, 120).map(() => randomUUID());
        await ledger.addConnections(connectionsOf(line, ids), t0);
        await ledger.addConnections(connectionsOf(other, [randomUUID()]), t0);
        expect(await listed(line)).toEqual(ids.map((id, i) => `${id} ${i + 1}`).sort());
      });

      test("T5 a forgotten connection says once what it showed, and is listed no more", async () => {
        const line = await newLine();
        const [kept = "", gone = ""] = [randomUUID(), randomUUID()];
        await ledger.addConnections(connectionsOf(line, [kept, gone]), t0);
        expect(await ledger.removeConnection(gone)).toEqual({
          connection: gone,
          line,
          number: 2,
          askedAtMs: t0,
        });
        expect(await ledger.removeConnection(gone)).toBeUndefined();
        expect(await listed(line)).toEqual([`${kept} 1`]);
      });

      test("new connections are added, those that show something already are not, and come back", async () => {
        const line = await newLine();
        const [known = "", fresh = "", twice = ""] = range(1, 3).map(() => randomUUID());
        const [before] = connectionsOf(line, [known]);
        if (before) await ledger.addConnections([before], t0);
        const asked = connectionsOf(line, [known, fresh, twice, twice]).map((one) => ({
          ...one,
          number: one.number + 10,
        }));
        expect(await ledger.addNewConnections(asked, t0)).toEqual([asked[0], asked[3]]);
        expect(await listed(line)).toEqual([`${known} 1`, `${fresh} 12`, `${twice} 13`].sort());
        expect(await ledger.addNewConnections([], t0)).toEqual([]);
      });

      test("of those that add the same new connection at once, one does", async () => {
        const line = await newLine();
        const id = randomUUID();
        const asked = range(1, 30).map((number) => ({ connection: id, line, number, askedAtMs: t0 }));
        const others = await Promise.all(asked.map((one) => ledger.addNewConnections([one], t0)));
        expect(others.flat()).toHaveLength(29);
        expect(await listed(line)).toHaveLength(1);
      });

      test("a connection that shows another ticket now is listed once, with that one", async () => {
        const line = await newLine();
        const id = randomUUID();
        const first = { connection: id, line, number: 1, askedAtMs: t0 };
        expect(await ledger.addConnections([first], t0)).toEqual([]);
        expect(await ledger.addConnections([first], t0)).toEqual([]);
        expect(await ledger.addConnections([{ ...first, number: 2 }], t0)).toEqual([first]);
        expect(await listed(line)).toEqual([`${id} 2`]);
      });

      test("P7 a connection that shows a ticket and comes twice in one batch leaves both others", async () => {
        const line = await newLine();
        const connection = randomUUID();
        const [first, second, third] = [1, 2, 3].map((number) => ({
          connection,
          line,
          number,
          askedAtMs: t0 + number,
        }));
        if (!first || !second || !third) throw new Error("three are made");
        await ledger.addConnections([first], t0);
        expect(await ledger.addConnections([second, third], t0)).toEqual([first, second]);
        expect(await listed(line)).toEqual([`${connection} 3`]);
      });

      test("P7 a ticket that a connection asked for before the one that it shows is not shown, however late it comes", async () => {
        const [line, other] = [await newLine(), await newLine()];
        const connection = randomUUID();
        const later = { connection, line, number: 2, askedAtMs: t0 + 5 };
        const earlier = { connection, line, number: 1, askedAtMs: t0 + 4 };
        await ledger.addConnections([later], t0);
        expect(await ledger.addConnections([earlier], t0)).toEqual([earlier]);
        expect(await ledger.addConnections([{ ...earlier, line: other }], t0)).toHaveLength(1);
        expect(await ledger.addConnections([{ ...later, askedAtMs: t0 }], t0)).toEqual([]);
        expect(await ledger.readConnections([connection, randomUUID(), connection])).toContainEqual(later);
        expect(await listed(line)).toEqual([`${connection} 2`]);
        expect(await listed(other)).toEqual([]);
      });

      test("P7 a ticket of the run before takes no connection away from one of this run, whatever was asked when", async () => {
        const older = await newLine();
        const newer = { ...older, run: older.run + 1 };
        const connection = randomUUID();
        const first = { connection, line: newer, number: 3, askedAtMs: t0 };
        await ledger.addConnections([first], t0);
        for (const askedAtMs of [t0, t0 + 5]) {
          const late = { connection, line: older, number: 6, askedAtMs };
          expect(await ledger.addConnections([late], t0)).toEqual([late]);
        }
        expect(await ledger.readConnections([connection])).toEqual([first]);
        const again = randomUUID();
        const before = { connection: again, line: older, number: 7, askedAtMs: t0 + 5 };
        await ledger.addConnections([before], t0);
        const after = { connection: again, line: newer, number: 4, askedAtMs: t0 };
        expect(await ledger.addConnections([after], t0)).toEqual([before]);
        expect(await listed(older)).toEqual([]);
        expect(await listed(newer)).toHaveLength(2);
      });

      test("P7 of two tickets that a connection asks for at once, in two batches, the later one is shown", async () => {
        const line = await newLine();
        for (let i = 0; i < 10; i++) {
          const connection = randomUUID();
          const both = [1, 2].map((number) => ({ connection, line, number, askedAtMs: t0 + number }));
          const hidden = await Promise.all(both.map((one) => ledger.addConnections([one], t0)));
          expect(hidden.flat()).toEqual([both[0]]);
          expect(await ledger.readConnections([connection])).toEqual([both[1]]);
        }
      });

      test("P7 a connection that goes to another room is listed in the first one no more", async () => {
        const [line, other] = [await newLine(), await newLine()];
        const before = { connection: randomUUID(), line, number: 1, askedAtMs: t0 };
        await ledger.addConnections([before], t0);
        expect(await ledger.addConnections([{ ...before, line: other }], t0)).toEqual([before]);
        expect(await listed(line)).toEqual([]);
        expect(await listed(other)).toEqual([`${before.connection} 1`]);
      });

      test("a connection that comes twice in one batch shows the later ticket", async () => {
        const line = await newLine();
        const id = randomUUID();
        const twice = [1, 2].map((number) => ({ connection: id, line, number, askedAtMs: t0 }));
        await ledger.addConnections(twice, t0);
        expect(await listed(line)).toEqual([`${id} 2`]);
        expect((await ledger.removeConnection(id))?.number).toBe(2);
      });

      test("no connections to add is no request", async () => {
        expect(await ledger.addConnections([], t0)).toEqual([]);
      });
    });

    describe("keeps figures", () => {
      test("a line about which nothing was counted counts nothing", async () => {
        expect(await ledger.readStats(await newLine())).toEqual(noStats);
      });

      test("what is counted at once is all counted", async () => {
        const line = await newLine();
        const counted = range(1, 20).map((waitMs) =>
          ledger.addStats(line, { admitted: 1, waitMs, waits: { [waitMs % 3]: 1 } }),
        );
        await Promise.all([...counted, ledger.addStats(line, { left: 1, leftWaiting: 1 })]);
        const waits = { 0: 6, 1: 7, 2: 7 };
        const expected = { ...noStats, admitted: 20, waitMs: 210, left: 1, leftWaiting: 1, waits };
        expect(await ledger.readStats(line)).toEqual(expected);
      });

      test("F1 what was counted is taken back, down to nothing", async () => {
        const line = await newLine();
        await ledger.addStats(line, { admitted: 1, waitMs: 500, waits: { 9: 1 } });
        await ledger.addStats(line, { admitted: -1, waitMs: -500, waits: { 9: -1 } });
        expect(await ledger.readStats(line)).toEqual({ ...noStats, waits: { 9: 0 } });
      });

      test("F3 ticks are counted when they are claimed, and what they cost is added up", async () => {
        const line = await newLine();
        expect((await ledger.readTick(line)).usage).toEqual(noUsage);
        await Promise.all(range(1, 3).map(() => ledger.claimTick(line, 100, t0)));
        await ledger.claimTick(line, 105, t0 + 1);
        const costs = range(1, 8).map((pushes) => ledger.addUsage(line, { pushes, connectionSeconds: 2.5 }));
        await Promise.all([
          ...costs,
          ledger.writeTick(line, { pace: nothingSeen, course: nothingTold, emptyLanes: [] }),
        ]);
        expect((await ledger.readTick(line)).usage).toEqual({ ticks: 2, pushes: 36, connectionSeconds: 20 });
      });

      test("T1 a tick is claimed once, and none before it afterwards", async () => {
        const line = await newLine();
        const claims = await Promise.all(range(1, 8).map(() => ledger.claimTick(line, 100, t0)));
        expect(claims.filter(Boolean)).toHaveLength(1);
        expect(await ledger.claimTick(line, 95, t0 + 1)).toBe(false);
        expect(await ledger.claimTick(line, 105, t0 + 2)).toBe(true);
        expect((await ledger.readTick(line)).lastTickAtMs).toBe(t0 + 2);
      });

      test("T6 T7 T8 what a tick remembers is kept as it was written last", async () => {
        const line = await newLine();
        expect(await ledger.readTick(line)).toEqual({
          pace: nothingSeen,
          course: nothingTold,
          emptyLanes: [],
          lastTickAtMs: undefined,
          usage: noUsage,
        });
        const samples = range(1, 3).map((serving) => ({
          atMs: t0 + serving,
          serving,
          ended: serving,
          underWay: 0.125,
          slotSeconds: 2.5 * serving,
          ageSeconds: 0,
        }));
        const learned = { visitSeconds: 12.345, visits: 7 };
        const marks = range(1, 3).map((index) => ({
          index,
          serving: 10 * index,
          issued: 1000,
          waiting: 900 + index,
          placesPerSecond: 1.617,
        }));
        for (const memory of [
          { pace: { samples }, course: { version: 3, marks }, emptyLanes: [0, 7] },
          { pace: { samples: [], learned }, course: { version: 4, marks: [] }, emptyLanes: [] },
          { pace: nothingSeen, course: nothingTold, emptyLanes: [] },
        ]) {
          await ledger.writeTick(line, memory);
          expect(await ledger.readTick(line)).toMatchObject(memory);
        }
      });

      test("F2 of more samples than are asked for, the newest are listed, oldest first", async () => {
        const line = await newLine();
        const samples = range(1, 12).map(sampleAt);
        await Promise.all(samples.map((sample) => ledger.addSample(line, sample, "tick")));
        expect(await ledger.listSamples(line, "tick", { countMax: 7 })).toEqual(samples.slice(5));
        expect(await ledger.listSamples(line, "tick", { countMax: 100 })).toEqual(samples);
      });

      test("F2 after a moment only later samples are listed, and of these the newest", async () => {
        const line = await newLine();
        const samples = range(1, 9).map(sampleAt);
        await Promise.all(samples.map((sample) => ledger.addSample(line, sample, "tick")));
        const after = (afterMs: number, countMax = 100) =>
          ledger.listSamples(line, "tick", { countMax, afterMs });
        expect(await after(t0 + 4000)).toEqual(samples.slice(4));
        expect(await after(t0 + 3999)).toEqual(samples.slice(3));
        expect(await after(t0 + 4000, 2)).toEqual(samples.slice(-2));
        expect(await after(t0 + 9000)).toEqual([]);
        expect(await after(-1)).toEqual(samples);
      });

      test("F2 the samples of ticks and of minutes are kept apart, and so are those of two runs", async () => {
        const line = await newLine();
        await ledger.addSample(line, sampleAt(1), "tick");
        await ledger.addSample(line, sampleAt(2), "minute");
        const listed = (of: Line, each: SampleEach) => ledger.listSamples(of, each, { countMax: 5 });
        expect(await listed(line, "tick")).toEqual([sampleAt(1)]);
        expect(await listed(line, "minute")).toEqual([sampleAt(2)]);
        expect(await listed({ ...line, run: 2 }, "minute")).toEqual([]);
      });
    });
  });
}

function record(over: Partial<RoomRecord>): RoomRecord {
  const settings = Settings.parse({ slots: 3, slotSeconds: 60, tickSeconds: 2, announcement: "Soon" });
  return { settings, configured: settings, version: 1, run: 1, ...over };
}

/** One line of a log, of which later ones have greater numbers. */
function entry(number: number, over: Partial<AuditEntry> = {}): AuditEntry {
  return {
    id: `${t0}-${String(number).padStart(9, "0")}`,
    atMs: t0,
    who: "Olga Ōe",
    what: `set slots to ${number} (was 1)`,
    changes: [
      { field: "slots", from: 1, to: number },
      { field: "confirm", from: false, to: true },
      { field: "translations", from: {}, to: { "zh-Hant": "即將" } },
      { field: "returnAddresses", from: [], to: ["https://shop.example/"] },
    ],
    ...over,
  };
}

function sampleAt(second: number): Sample {
  return {
    atMs: t0 + second * 1000,
    waiting: second,
    active: 1,
    slots: 2,
    serving: second + 1,
    issued: 2 * second,
    admitted: second,
    ended: second - 1,
    pushes: 100 * second,
    lastWaitSeconds: 12.345,
  };
}

/** Away, unless it is given a connection or a poll. */
function waiting(number: number, over: Partial<Ticket> = {}): Ticket {
  return {
    number,
    key: `key-${number}`,
    status: "waiting",
    connections: [],
    polledUntilMs: 0,
    seenAtMs: t0,
    joinedAtMs: t0,
    ...over,
  };
}

function slot(lane: number, number: number, over: Partial<Slot> = {}): Slot {
  return {
    lane,
    number,
    messageId: `message-${number}`,
    turnHandle: `handle-${number}`,
    through: number,
    expiresAtMs: t0 + 60_000,
    slotSeconds: 60,
    ...over,
  };
}

/** Connections have no order. */
function sorted(ticket: Ticket | undefined): Ticket | undefined {
  return ticket && { ...ticket, connections: [...ticket.connections].sort() };
}

function numbersOf(claims: readonly ({ number: number } | undefined)[]): number[] {
  return claims.flatMap((claim) => claim?.number ?? []).sort((a, b) => a - b);
}

/** Both ends included. */
function range(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
}
