import { randomUUID } from "node:crypto";
import { Handover, type Ledger, type Line, limits, TicketMessage } from "@fairline/core";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod/mini";
import { type Arrived, admitIn, arrive, joinOf, newVisitor, passOf, receiveTurn } from "./arrivals.ts";
import { adminToken, type Emulators, eventOf, lobbyRecord, startEmulators } from "./emulators.ts";
import { refusal, type Sent, send } from "./requests.ts";
import { until } from "./until.ts";

let world: Emulators;
let ledger: Ledger;

beforeAll(async () => {
  world = await startEmulators();
  ({ ledger } = world.runtime.ports);
});
afterAll(() => world.stop());

const resumeOf = async (line: Line, key: string = randomUUID()) =>
  world.runtime.ports.passes.resume(line, key);

/** A visitor who has joined, and the token that the ticket came with. */
interface Holder extends Arrived {
  readonly line: Line;
  readonly token: string;
}

/** So many who wait, in a room with one slot, which the first has: so that nobody moves. */
async function waiting(count: number, settings: Parameters<Emulators["openRoom"]>[0] = {}) {
  const line = await world.openRoom({ slots: 1, slotSeconds: 600, ...settings });
  const [inside = raise(), ...others] = await holders(line, count + 1);
  await admitIn(world, line, 0);
  return [inside, ...others] as const;
}

async function holders(line: Line, count: number): Promise<Holder[]> {
  const visitors = await arrive(world, line, count);
  return visitors.map((visitor) => {
    const { resume } = world.endpoint.framesOf(visitor.connection, "ticket")[0] ?? raise();
    return { ...visitor, line, token: resume };
  });
}

/** One who is being called, in a room where everybody has to say "I'm here". */
async function called(settings: Parameters<Emulators["openRoom"]>[0] = {}): Promise<Holder> {
  const line = await world.openRoom({ slots: 1, slotSeconds: 600, confirm: true, ...settings });
  const [visitor = raise()] = await holders(line, 1);
  await admitIn(world, line, 0);
  await until("the call", () => world.endpoint.framesOf(visitor.connection, "call").length > 0);
  return visitor;
}

/** What a holder asks of the own place, as `POST confirm`, or `GET` for the place itself. */
function mine({ line, token }: Pick<Holder, "line" | "token">, what: string, sent: Sent = {}) {
  const [method, path] = what.split(" ");
  const route = `${method} /rooms/${line.room}/tickets/me${path === undefined ? "" : `/${path}`}`;
  return send(route, { token, ...sent });
}

const defer = (holder: Pick<Holder, "line" | "token">, places: unknown) =>
  mine(holder, "POST defer", { body: { places } });

async function codeOf(holder: Holder): Promise<string> {
  return Handover.parse(await (await mine(holder, "POST handover")).json()).code;
}

const takeOver = ({ room }: Pick<Line, "room">, code: unknown, key: unknown = randomUUID()) =>
  send(`POST /rooms/${room}/handovers`, { body: { code, key } });

async function ticketIn(response: Response): Promise<TicketMessage> {
  expect(response.status).toBe(200);
  expect(response.headers.get("cache-control")).toBe("no-store");
  return z.strictObject(TicketMessage.shape).parse(await response.json());
}

let dueSeconds = 0;
async function tick(line: Line): Promise<void> {
  dueSeconds += 5;
  const job = { job: "tick", ...line, dueSeconds, tickSeconds: 5 };
  await world.invoke("tick", eventOf(lobbyRecord(JSON.stringify(job))));
}

describe("POST /rooms/{room}/tickets", () => {
  test("takes a join in with 202, and the place is then read with its token until the turn comes", async () => {
    const line = await world.openRoom({ slots: 2 });
    const key = randomUUID();
    const joined = await send(`POST /rooms/${line.room}/tickets`, { body: { key } });
    expect(joined.status).toBe(202);
    expect(joined.headers.get("location")).toBe(`/rooms/${line.room}/tickets/me`);
    const { room, resume } = (await joined.json()) as { room: string; resume: string };
    expect(room).toBe(line.room);

    const me = () => send(`GET /rooms/${line.room}/tickets/me`, { token: resume });
    const early = await me();
    expect(early.status).toBe(202);
    expect(early.headers.get("retry-after")).toBe("1");
    expect(await early.json()).toEqual({ room: line.room, status: "registering" });

    await world.invoke("register", eventOf(...(await world.receive("Lobby", line.room))));
    const waiting = await me();
    expect(waiting.status).toBe(200);
    expect(waiting.headers.get("cache-control")).toBe("no-store");
    const ticket = TicketMessage.parse(await waiting.json());
    expect(ticket).toMatchObject({ number: 1, serving: 1, issued: 1, status: "waiting" });
    expect(ticket).not.toHaveProperty("pass");

    await admitIn(world, line, 1);
    const admitted = TicketMessage.parse(await (await me()).json());
    expect(admitted.status).toBe("admitted");
    expect(decodeJwt(admitted.pass ?? "").sub).toBe("1.1");
    const done = await send(`POST /rooms/${line.room}/visits/complete`, { token: admitted.pass });
    expect(done.status).toBe(204);
    const over = TicketMessage.parse(await (await me()).json());
    expect(over).toMatchObject({ number: 1, status: "completed" });
    expect(over).not.toHaveProperty("pass");
  });

  test("I7 twice with one key is one place", async () => {
    const line = await world.openRoom();
    const key = randomUUID();
    for (const body of [{ key }, { key: key.toUpperCase() }])
      expect((await send(`POST /rooms/${line.room}/tickets`, { body })).status).toBe(202);
    await world.invoke("register", eventOf(...(await world.receive("Lobby", line.room))));
    expect(await ledger.readIssued(line)).toBe(1);
  });

  test.each<[string, unknown, number, string, string]>([
    ["no key", {}, 422, "invalid", "key"],
    ["a key that is no UUID", { key: "7" }, 422, "invalid", 'was "7"'],
    ["a key that is a number", { key: 7 }, 422, "invalid", "was 7"],
    ["a body that is no object", [], 422, "invalid", "must be an object"],
    ["a body that is null", "null", 422, "invalid", "must be an object"],
    ["a body that is not JSON", "key=7", 400, "bad_json", "JSON"],
    ["an empty body", "", 400, "bad_json", "JSON"],
    ["no body", undefined, 400, "bad_json", "JSON"],
    ["a body of 33 KB", { key: "x".repeat(33_000) }, 413, "too_large", "32768"],
  ])("refuses %s", async (_, body, status, code, detail) => {
    const { room } = await world.openRoom();
    const problem = await refusal(await send(`POST /rooms/${room}/tickets`, { body }), status, code);
    expect(problem.detail).toContain(detail);
    if (code === "invalid")
      expect(problem.errors?.[0]?.field).toBe(detail.includes("object") ? "body" : "key");
    expect(await world.receive("Lobby", room)).toEqual([]);
  });

  test("refuses a body of 40 KB that comes in chunks, without a length", async () => {
    const { room } = await world.openRoom();
    const body = new ReadableStream({
      start(controller) {
        for (let i = 0; i < 40; i++) controller.enqueue(new TextEncoder().encode("x".repeat(1024)));
        controller.close();
      },
    });
    const headers = { "transfer-encoding": "chunked" };
    const chunked = { method: "POST", headers, body, duplex: "half" } as RequestInit;
    const response = await world.app.fetch(
      new Request(`http://fairline.test/rooms/${room}/tickets`, chunked),
    );
    await refusal(response, 413, "too_large");
  });

  test("finds no room that is not there", async () => {
    const body = { key: randomUUID() };
    await refusal(await send("POST /rooms/nowhere/tickets", { body }), 404, "unknown_room");
  });
});

describe("GET /rooms/{room}/tickets/me", () => {
  test("keeps the visitor present for a while, and calls back who was passed over", async () => {
    const line = await world.openRoom({ slots: 1 });
    const [visitor] = await arrive(world, line, 1);
    await ledger.detach(line, 1, visitor?.connection ?? "", Date.now());
    await world.invoke("admit", eventOf(await receiveTurn(world, line, 0)));
    expect(await ledger.listPassedOver(line, 9)).toEqual([1]);
    const nowMs = Date.now();
    const token = await resumeOf(line, visitor?.key);
    const response = await send(`GET /rooms/${line.room}/tickets/me`, { token });
    expect(await response.json()).toMatchObject({ number: 1, status: "waiting" });
    const polledUntilMs = (await ledger.readTicket(line, 1))?.polledUntilMs;
    expect(polledUntilMs).toBeGreaterThanOrEqual(nowMs + limits.pollPresenceMs);
    await admitIn(world, line, 0);
    expect((await ledger.readSlot(line, 0))?.number).toBe(1);
  });

  test("P4 of who stayed away for too long says that the place is gone", async () => {
    const line = await world.openRoom({ holdSeconds: 1 });
    const key = randomUUID();
    const seenAtMs = Date.now() - 5000;
    const times = { seenAtMs, joinedAtMs: seenAtMs, polledUntilMs: 0 };
    await ledger.bindKey(line, key, await ledger.issue(line, 1));
    await ledger.createTicket(line, { number: 1, key, status: "waiting", connections: [], ...times });
    const response = await send(`GET /rooms/${line.room}/tickets/me`, { token: await resumeOf(line, key) });
    expect(await response.json()).toMatchObject({ number: 1, status: "left" });
  });
});

/** Each is said with a resume token; what it is said with, where that matters. */
const asked = ["GET", "POST confirm", "POST defer", "POST handover", "DELETE"];
const body = { places: 1 };

describe.each(asked)("%s of the own place", (what) => {
  const sent = what === "POST defer" ? { body } : {};

  test("is refused without a token, with a forged one, with the pass of a visit, and with an operator's", async () => {
    const [inside, holder = raise()] = await waiting(1);
    const pass = await passOf(world, inside);
    const before = await ledger.readTicket(holder.line, holder.number);
    for (const token of [undefined, "", "forged", `${holder.token.slice(0, -6)}AAAAAA`, pass, adminToken])
      await refusal(await mine(holder, what, { ...sent, token }), 401, "unauthorized");
    expect(await ledger.readTicket(holder.line, holder.number)).toEqual(before);
  });

  test("is refused with the token of another room, and of a room that is not there", async () => {
    const [line, other] = [await world.openRoom(), await world.openRoom()];
    const token = await resumeOf(other);
    const refused = await refusal(await mine({ line, token }, what, sent), 403, "wrong_room");
    expect(refused.title).toBe("The token is for another room");
    const nowhere = { room: "nowhere", run: 1 };
    const lost = { line: nowhere, token: await resumeOf(nowhere) };
    await refusal(await mine(lost, what, sent), 404, "unknown_room");
  });

  test("R3 after a reset finds no place of the older run", async () => {
    const [, holder = raise()] = await waiting(1);
    await send(`POST /admin/rooms/${holder.line.room}/reset`, { token: adminToken });
    const { detail } = await refusal(await mine(holder, what, sent), 404, "unknown_ticket");
    expect(detail).toContain("join again");
  });

  test("J5 in a closed room finds no place of who was not taken in", async () => {
    const line = await world.openRoom({ state: "closed" });
    const token = await resumeOf(line);
    await refusal(await mine({ line, token }, what, sent), 404, "unknown_ticket");
  });

  test("M2 is refused to a key whose place has moved, and changes nothing of it", async () => {
    const [, holder = raise()] = await waiting(2);
    const taken = await takeOver(holder.line, await codeOf(holder));
    expect(taken.status).toBe(200);
    const before = await ledger.readTicket(holder.line, holder.number);
    await refusal(await mine(holder, what, sent), 410, "moved");
    expect(await ledger.readTicket(holder.line, holder.number)).toEqual(before);
  });
});

test.each(asked.filter((what) => what !== "DELETE"))(
  "%s of a place that is still being registered says so",
  async (what) => {
    const line = await world.openRoom();
    const response = await mine({ line, token: await resumeOf(line) }, what, what === "GET" ? {} : { body });
    expect(response.status).toBe(202);
    expect(response.headers.get("retry-after")).toBe("1");
    expect(await response.json()).toEqual({ room: line.room, status: "registering" });
  },
);

describe("POST /rooms/{room}/tickets/me/confirm", () => {
  test("C1 of who is called answers with the pass, every tab gets the turn, and it changes nothing to say it twice", async () => {
    const holder = await called();
    const second = { ...newVisitor(), key: holder.key };
    await world.invoke("register", eventOf(joinOf(holder.line.room, second)));
    const { confirmBy } = world.endpoint.framesOf(holder.connection, "call")[0] ?? raise();
    expect(await ticketIn(await mine(holder, "GET"))).toMatchObject({ status: "waiting", confirmBy });
    const ticket = await ticketIn(await mine(holder, "POST confirm"));
    expect(ticket).toMatchObject({ status: "admitted", number: 1, expiresAt: expect.any(String) });
    expect(ticket).not.toHaveProperty("confirmBy");
    expect(decodeJwt(ticket.pass ?? "").sub).toBe("1.1");
    for (const { connection } of [holder, second]) {
      const [turn] = world.endpoint.framesOf(connection, "turn");
      expect(turn).toMatchObject({ number: 1, lane: 0, expiresAt: ticket.expiresAt });
    }
    const again = await ticketIn(await mine(holder, "POST confirm"));
    expect(again).toMatchObject({ status: "admitted", expiresAt: ticket.expiresAt });
    expect(world.endpoint.framesOf(holder.connection, "turn")).toHaveLength(1);
    const done = await send(`POST /rooms/${holder.line.room}/visits/complete`, { token: again.pass });
    expect(done.status).toBe(204);
  });

  test("C1 of one who polls, and has no connection, answers with the pass as well", async () => {
    const line = await world.openRoom({ slots: 1, confirm: true });
    const joined = await send(`POST /rooms/${line.room}/tickets`, { body: { key: randomUUID() } });
    const { resume: token } = (await joined.json()) as { resume: string };
    await world.invoke("register", eventOf(...(await world.receive("Lobby", line.room))));
    await admitIn(world, line, 0);
    const ask = () => mine({ line, token }, "GET");
    await until("the call", async () => (await ticketIn(await ask())).confirmBy);
    expect(await ticketIn(await mine({ line, token }, "POST confirm"))).toMatchObject({ status: "admitted" });
  });

  test("C1 of who is not called changes nothing", async () => {
    const [inside, holder = raise()] = await waiting(1);
    expect(await ticketIn(await mine(holder, "POST confirm"))).toMatchObject({ status: "waiting" });
    expect(await ticketIn(await mine(inside, "POST confirm"))).toMatchObject({ status: "admitted" });
    expect(world.endpoint.framesOf(holder.connection, "turn")).toEqual([]);
  });

  test("C2 of who has missed the call keeps the place at the head, for a last call", async () => {
    const holder = await called({ graceSeconds: 1 });
    await until("the call's time is up", async () => {
      await tick(holder.line);
      return world.endpoint.framesOf(holder.connection, "missed").length > 0;
    });
    const { missedUntil } = world.endpoint.framesOf(holder.connection, "missed")[0] ?? raise();
    const missed = { status: "waiting", missedUntil, lastChance: true };
    expect(await ticketIn(await mine(holder, "GET"))).toMatchObject(missed);
    const back = await ticketIn(await mine(holder, "POST confirm"));
    expect(back).toMatchObject({ status: "waiting", lastChance: true });
    expect(back).not.toHaveProperty("missedUntil");
    expect((await ledger.readGate(holder.line)).recalled).toEqual([1]);
  });
});

describe("POST /rooms/{room}/tickets/me/defer", () => {
  test("D1 lets so many go ahead: the answer and every tab say from which number the place is counted", async () => {
    const [, holder = raise()] = await waiting(4);
    const ticket = await ticketIn(await defer(holder, 2));
    expect(ticket).toMatchObject({ number: 2, status: "waiting", deferredTo: 4, serving: 2, issued: 5 });
    const told = world.endpoint.framesOf(holder.connection, "ticket").at(-1);
    expect(told).toMatchObject({ number: 2, deferredTo: 4 });
    expect(await ticketIn(await mine(holder, "GET"))).toMatchObject({ deferredTo: 4 });
  });

  test("D1 lets no more go ahead than there are", async () => {
    const [, holder = raise()] = await waiting(3);
    expect(await ticketIn(await defer(holder, 1000))).toMatchObject({ deferredTo: 4, issued: 4 });
    await refusal(await defer(holder, 1), 409, "nobody_behind");
  });

  test("D1 where nobody is behind is refused", async () => {
    const [, , last = raise()] = await waiting(2);
    await refusal(await defer(last, 1), 409, "nobody_behind");
    expect((await ledger.readTicket(last.line, last.number))?.aside).toBeUndefined();
  });

  test("D1 of who is called, visiting or gone is refused", async () => {
    const [inside, holder = raise()] = await waiting(2);
    await refusal(await defer(inside, 1), 409, "not_waiting");
    await mine(holder, "DELETE");
    await refusal(await defer(holder, 1), 409, "not_waiting");
    await refusal(await defer(await called(), 1), 409, "not_waiting");
  });

  test("M2 of a place that moves in this very moment tells the former holder nothing of the other device's", async () => {
    const [, holder = raise()] = await waiting(2);
    const { line, number } = holder;
    const code = await codeOf(holder);
    const before = (await ledger.readTicket(line, number))?.seenAtMs ?? raise();
    await until("the clock has gone on", () => Date.now() > before);
    // The token is looked at before the body is here.
    const { readable, writable } = new TransformStream<Uint8Array>();
    const slow = { method: "POST", body: readable, duplex: "half" } as RequestInit;
    const headers = { authorization: `Bearer ${holder.token}`, "content-length": "12" };
    const path = `http://fairline.test/rooms/${line.room}/tickets/me/defer`;
    const asking = world.app.fetch(new Request(path, { ...slow, headers }));
    await until("the holder was seen", async () => {
      const { seenAtMs } = (await ledger.readTicket(line, number)) ?? raise();
      return seenAtMs > before;
    });
    const ticket = await ticketIn(await takeOver(line, code));
    const writer = writable.getWriter();
    await writer.write(new TextEncoder().encode('{"places":1}'));
    await writer.close();
    const response = await asking;
    expect(await response.clone().text()).not.toContain(ticket.resume.split(".")[1]);
    await refusal(response, 410, "moved");
  });

  test.each<[unknown, string]>([
    [{ places: 0 }, "was 0"],
    [{ places: 1001 }, "was 1001"],
    [{ places: -1 }, "was -1"],
    [{ places: 1.5 }, "was 1.5"],
    [{ places: "1" }, 'was "1"'],
    [{ places: null }, "was null"],
    [{}, "was missing"],
  ])("%j is refused, with the field, the value and the range", async (sent, was) => {
    const [, holder = raise()] = await waiting(2);
    const problem = await refusal(await mine(holder, "POST defer", { body: sent }), 422, "invalid");
    expect(problem.detail).toContain(was);
    const message = "must be a whole number from 1 to 1000";
    expect(problem.errors).toEqual([{ field: "places", message }]);
    expect((await ledger.readTicket(holder.line, holder.number))?.aside).toBeUndefined();
  });

  test.each<[string, unknown, number, string]>([
    ["what is not JSON", "places=1", 400, "bad_json"],
    ["nothing", undefined, 400, "bad_json"],
    ["a list", [1], 422, "invalid"],
    ["33 KB", { places: 1, x: "x".repeat(33_000) }, 413, "too_large"],
  ])("%s is refused", async (_, sent, status, code) => {
    const [, holder = raise()] = await waiting(2);
    await refusal(await mine(holder, "POST defer", { body: sent }), status, code);
  });
});

describe("POST /rooms/{room}/tickets/me/handover", () => {
  test("M1 of who waits makes a code that is good for ten minutes, another each time, and no cache keeps it", async () => {
    const [, holder = raise()] = await waiting(1);
    const codes = new Set<string>();
    for (let i = 0; i < 3; i++) {
      const nowMs = Date.now();
      const response = await mine(holder, "POST handover");
      expect(response.status).toBe(201);
      expect(response.headers.get("cache-control")).toBe("no-store");
      const { code, expiresAt } = z.strictObject(Handover.shape).parse(await response.json());
      codes.add(code);
      const seconds = Math.round((Date.parse(expiresAt) - nowMs) / 1000);
      expect([limits.handoverSeconds, limits.handoverSeconds + 1]).toContain(seconds);
    }
    expect(codes.size).toBe(3);
  });

  test("M1 of who is called is made, and of who is visiting or gone is refused", async () => {
    expect((await mine(await called(), "POST handover")).status).toBe(201);
    const [inside, holder = raise()] = await waiting(1);
    await refusal(await mine(inside, "POST handover"), 409, "not_waiting");
    await mine(holder, "DELETE");
    await refusal(await mine(holder, "POST handover"), 409, "not_waiting");
  });
});

describe("POST /rooms/{room}/handovers", () => {
  test("M1 M2 gives the place to the key that brings the code; the former tabs hear it, and their key has no place", async () => {
    const [inside, holder = raise()] = await waiting(1);
    const key = randomUUID();
    const ticket = await ticketIn(await takeOver(holder.line, await codeOf(holder), key));
    expect(ticket).toMatchObject({ number: 2, status: "waiting" });
    expect(decodeJwt(ticket.resume).sub).toBe(key);
    const moved = { type: "moved", room: holder.line.room, number: 2 };
    expect(world.endpoint.framesOf(holder.connection, "moved")).toEqual([moved]);
    const phone = { ...newVisitor(), key };
    await world.invoke("register", eventOf(joinOf(holder.line.room, phone)));
    const token = await passOf(world, inside);
    await send(`POST /rooms/${holder.line.room}/visits/complete`, { token });
    await admitIn(world, holder.line, 0);
    expect(decodeJwt(await passOf(world, phone)).sub).toBe("1.2");
    expect(world.endpoint.framesOf(holder.connection, "turn")).toEqual([]);
    await world.invoke("register", eventOf(joinOf(holder.line.room, { ...newVisitor(), key: holder.key })));
    await refusal(await mine(holder, "GET"), 410, "moved");
  });

  test("M1 works once: the same device is told the same again, and any other that it is over", async () => {
    const [, holder = raise()] = await waiting(1);
    const [code, key] = [await codeOf(holder), randomUUID()];
    for (let twice = 0; twice < 2; twice++)
      expect(await ticketIn(await takeOver(holder.line, code, key))).toMatchObject({ number: 2 });
    await refusal(await takeOver(holder.line, code), 410, "handover_over");
    expect((await ledger.readTicket(holder.line, 2))?.key).toBe(key);
  });

  test("M1 of two devices at once one has the place", async () => {
    const [, holder = raise()] = await waiting(1);
    const code = await codeOf(holder);
    const taken = await Promise.all([1, 2, 3].map(() => takeOver(holder.line, code)));
    expect(taken.map(({ status }) => status).sort()).toEqual([200, 410, 410]);
  });

  test("M1 is over where the code is unknown, too old, of another room or of an older run", async () => {
    const [, holder = raise()] = await waiting(1);
    const { line, number, key } = holder;
    const old = "0123456789abcdef";
    await ledger.writeOffer(line, old, { number, key, expiresAtMs: Date.now() - 1 });
    for (const code of [old, "unknown-code-000"])
      await refusal(await takeOver(line, code), 410, "handover_over");
    const code = await codeOf(holder);
    await refusal(await takeOver(await world.openRoom(), code), 410, "handover_over");
    expect((await ledger.readTicket(line, number))?.key).toBe(key);
    await send(`POST /admin/rooms/${line.room}/reset`, { token: adminToken });
    await refusal(await takeOver(line, code), 410, "handover_over");
  });

  test("M1 is over when the visit has begun, or the place is gone, since the code was made", async () => {
    const [inside, first = raise(), second = raise()] = await waiting(2);
    const [ofFirst, ofSecond] = [await codeOf(first), await codeOf(second)];
    await mine(second, "DELETE");
    await refusal(await takeOver(first.line, ofSecond), 410, "handover_over");
    await mine(inside, "DELETE");
    await admitIn(world, first.line, 0);
    await passOf(world, first);
    await refusal(await takeOver(first.line, ofFirst), 410, "handover_over");
  });

  test("M2 is refused to a key that has a place of its own", async () => {
    const [, holder = raise(), other = raise()] = await waiting(2);
    const problem = await refusal(
      await takeOver(holder.line, await codeOf(holder), other.key),
      409,
      "key_taken",
    );
    expect(problem.detail).toContain("key");
    expect(problem.detail).not.toContain(other.key);
    expect((await ledger.readTicket(holder.line, holder.number))?.key).toBe(holder.key);
  });

  test.each<[string, unknown, unknown, string, string]>([
    ["no code", undefined, randomUUID(), "code", "was missing"],
    ["a code that is too short", "abc", randomUUID(), "code", 'was "abc"'],
    ["a code with a dot", "0123456789abcde.", randomUUID(), "code", "A-Z, a-z, 0-9, - and _"],
    ["no key", "0123456789abcdef", undefined, "key", "was missing"],
    ["a key that is no UUID", "0123456789abcdef", "7", "key", 'was "7"'],
  ])("with %s is refused, with the field and the value", async (_, code, key, field, detail) => {
    const { room } = await world.openRoom();
    const body = { code, key };
    const problem = await refusal(await send(`POST /rooms/${room}/handovers`, { body }), 422, "invalid");
    expect(problem.detail).toContain(`${field}: `);
    expect(problem.detail).toContain(detail);
    expect(problem.errors).toMatchObject([{ field }]);
  });

  test("with what is not JSON, or in a room that is not there, is refused", async () => {
    const line = await world.openRoom();
    const response = await send(`POST /rooms/${line.room}/handovers`, { body: "code=7" });
    await refusal(response, 400, "bad_json");
    for (const room of ["nowhere", "A!"])
      await refusal(await takeOver({ room }, "0123456789abcdef"), 404, "unknown_room");
  });
});

describe("DELETE /rooms/{room}/tickets/me", () => {
  test("P5 of who waits leaves the line; every tab hears it; said again it has been done", async () => {
    const [, holder = raise()] = await waiting(1);
    for (let twice = 0; twice < 2; twice++) {
      const response = await mine(holder, "DELETE");
      expect(response.status).toBe(204);
      expect(await response.text()).toBe("");
    }
    expect((await ledger.readTicket(holder.line, holder.number))?.status).toBe("left");
    expect(world.endpoint.framesOf(holder.connection, "end")[0]).toMatchObject({ outcome: "left" });
    expect(await ledger.readStats(holder.line)).toMatchObject({ left: 1, leftWaiting: 1 });
    expect(await ticketIn(await mine(holder, "GET"))).toMatchObject({ status: "left" });
  });

  test("P5 of who is called or visiting ends that, and the next is called", async () => {
    for (const confirm of [false, true]) {
      const line = await world.openRoom({ slots: 1, confirm });
      const [first = raise(), second = raise()] = await holders(line, 2);
      await admitIn(world, line, 0);
      expect((await mine(first, "DELETE")).status).toBe(204);
      await admitIn(world, line, 0);
      const heard = confirm ? "call" : "turn";
      await until("the next", () => world.endpoint.framesOf(second.connection, heard).length > 0);
      expect((await ledger.readTicket(line, 1))?.status).toBe("left");
    }
  });

  test("of a key that never came finds no place", async () => {
    const line = await world.openRoom();
    await refusal(await mine({ line, token: await resumeOf(line) }, "DELETE"), 404, "unknown_ticket");
  });
});

test("no answer holds a key, a connection, or anything that is the backend's own", async () => {
  const holder = await called();
  const { line, key, connection } = holder;
  const [behind = raise(), other = raise()] = await holders(line, 2);
  const { turnHandle, taskToken, messageId } = (await ledger.readSlot(line, 0)) ?? raise();
  const code = await codeOf(behind);
  const phone = randomUUID();
  const answers = [
    await mine(holder, "GET"),
    await mine(holder, "POST defer", { body }),
    await mine(holder, "POST handover"),
    await mine(holder, "POST confirm"),
    await defer(behind, 1),
    await takeOver(line, code, other.key),
    await takeOver(line, code, phone),
    await takeOver(line, code),
    await mine(behind, "GET"),
    await mine(other, "DELETE"),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 409, 201, 200, 200, 409, 200, 410, 410, 204]);
  const secrets = [turnHandle, taskToken ?? raise(), messageId, key, connection, phone];
  secrets.push(...[behind, other].flatMap((one) => [one.key, one.connection]));
  for (const answer of answers) {
    const text = JSON.stringify([...answer.headers, await answer.text()]);
    for (const secret of secrets) expect(text).not.toContain(secret);
  }
});

function raise(): never {
  throw new Error("it was not there");
}
