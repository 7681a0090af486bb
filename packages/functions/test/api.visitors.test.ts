import { randomUUID } from "node:crypto";
import { type Ledger, type Line, Snapshot } from "@fairline/core";
import { createLocalJWKSet, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod/mini";
import { loadPassKeys } from "../../local/src/pass-keys.ts";
import { signedPasses } from "../src/adapters/passes.ts";
import { PassKeys } from "../src/passKeys.ts";
import { admitIn, arrive, passOf, type Visitor } from "./arrivals.ts";
import { adminToken, type Emulators, startEmulators } from "./emulators.ts";
import { refusal, send } from "./requests.ts";
import { until } from "./until.ts";

let world: Emulators;
let ledger: Ledger;

beforeAll(async () => {
  world = await startEmulators();
  ({ ledger } = world.runtime.ports);
});
afterAll(() => world.stop());

/** Somebody whose visit has begun, with the pass. */
async function visiting(line: Line): Promise<Visitor & { pass: string }> {
  const [visitor] = await arrive(world, line, 1);
  if (visitor === undefined) throw new Error("nobody has arrived");
  await admitIn(world, line, 1);
  return { ...visitor, pass: await passOf(world, visitor) };
}

/** The pass of a visit that ended so many milliseconds ago, by the clock; nobody has settled it yet. */
async function passOfOver(line: Line, agoMs: number): Promise<string> {
  const number = await ledger.issue(line, 1);
  const expiresAtMs = Date.now() - agoMs;
  const times = { polledUntilMs: 0, seenAtMs: 0, joinedAtMs: 0, admittedAtMs: 0, expiresAtMs };
  const ticket = { number, key: randomUUID(), connections: [], lane: 0, status: "admitted" } as const;
  await ledger.createTicket(line, { ...ticket, ...times });
  return world.runtime.ports.passes.pass(line, { number, expiresAtMs });
}

describe("GET /rooms/{room}", () => {
  test("shows the line and the settings that visitors may see, cacheable for N seconds", async () => {
    const line = await world.openRoom({ slots: 2, slotSeconds: 60, tickSeconds: 7, title: "Trains" });
    await arrive(world, line, 3);
    const response = await send(`GET /rooms/${line.room}`);
    expect(response.status).toBe(200);
    expect(response.headers.get("cache-control")).toBe("public, max-age=7");
    expect(response.headers.get("content-type")).toMatch(/^application\/json/);
    const view = z.strictObject(Snapshot.shape).parse(await response.json());
    expect(view).toMatchObject({
      type: "tick",
      room: line.room,
      serving: 1,
      issued: 3,
      waiting: 3,
      active: 0,
      state: "open",
      nextTickSeconds: 7,
      title: "Trains",
      slots: 2,
      slotSeconds: 60,
      tickSeconds: 7,
      graceSeconds: 15,
      holdSeconds: 120,
    });
    expect(view).not.toHaveProperty("announcement");
  });

  test.each(["nowhere", "A!", "-demo", "x".repeat(41), "%00"])("of %s finds no room", async (room) => {
    await refusal(await send(`GET /rooms/${room}`), 404, "unknown_room");
  });
});

describe("POST /rooms/{room}/reservations", () => {
  const reserve = (room: string, token?: string, body: unknown = { email: "a@example.org" }) =>
    send(`POST /rooms/${room}/reservations`, { token, body });

  test("V6 with a pass makes a reservation, ends the visit, and the next visitor is called at once", async () => {
    const line = await world.openRoom({ slots: 1, slotSeconds: 600 });
    const [first, second] = await arrive(world, line, 2);
    if (first === undefined || second === undefined) throw new Error("nobody has arrived");
    await admitIn(world, line, 0);
    const response = await reserve(line.room, await passOf(world, first));
    expect(response.status).toBe(201);
    expect(await response.json()).toEqual({ room: line.room, number: 1, email: "a@example.org" });
    expect(await ledger.readTicket(line, 1)).toMatchObject({
      status: "completed",
      reservation: "a@example.org",
    });
    await until("the end", () => world.endpoint.framesOf(first.connection, "end").length > 0);
    await admitIn(world, line, 0);
    expect(await passOf(world, second)).not.toBe("");
  });

  test("V6 a second time is refused, and the first stays", async () => {
    const line = await world.openRoom();
    const { pass } = await visiting(line);
    await reserve(line.room, pass);
    await refusal(await reserve(line.room, pass, { email: "b@example.org" }), 409, "already_done");
    expect((await ledger.readTicket(line, 1))?.reservation).toBe("a@example.org");
  });

  test("V6 several times at once makes one reservation", async () => {
    const line = await world.openRoom();
    const { pass } = await visiting(line);
    const responses = await Promise.all(
      [1, 2, 3, 4].map((i) => reserve(line.room, pass, { email: `${i}@example.org` })),
    );
    expect(responses.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
    const winner = responses.findIndex(({ status }) => status === 201) + 1;
    expect((await ledger.readTicket(line, 1))?.reservation).toBe(`${winner}@example.org`);
  });

  test("is refused without a pass, with a forged one, and with what is none", async () => {
    const line = await world.openRoom();
    const { pass, key } = await visiting(line);
    const foreign = signedPasses(
      PassKeys.parse(JSON.parse(await loadPassKeys(undefined))),
      "fairline-test",
      world.runtime.ports.clock,
    );
    const expiresAtMs = Date.now() + 60_000;
    const forged = await foreign.pass(line, { number: 1, expiresAtMs });
    const resume = await world.runtime.ports.passes.resume(line, key);
    for (const token of [undefined, "", forged, `${pass.slice(0, -6)}AAAAAA`, resume, adminToken])
      await refusal(await reserve(line.room, token), 401, "unauthorized");
    const basic = { authorization: `Basic ${pass}` };
    const body = { email: "a@example.org" };
    const response = await send(`POST /rooms/${line.room}/reservations`, { headers: basic, body });
    await refusal(response, 401, "unauthorized");
    expect((await ledger.readTicket(line, 1))?.status).toBe("admitted");
  });

  test("with the pass of another room is refused", async () => {
    const line = await world.openRoom();
    const { pass } = await visiting(await world.openRoom());
    await refusal(await reserve(line.room, pass), 403, "wrong_room");
  });

  test.each([1, 5000, 3_600_000])(
    "I5 %i ms after the visit's end is too late, settled or not",
    async (agoMs) => {
      const line = await world.openRoom();
      const pass = await passOfOver(line, agoMs);
      await refusal(await reserve(line.room, pass), 410, "visit_over");
      expect((await ledger.readTicket(line, 1))?.reservation).toBeUndefined();
    },
  );

  test.each(["expired", "left", "noshow"] as const)(
    "V6 of a visit that has ended as %s is too late",
    async (outcome) => {
      const line = await world.openRoom();
      const { pass } = await visiting(line);
      await ledger.endTicket(line, 1, { from: "admitted", outcome, nowMs: Date.now() });
      await refusal(await reserve(line.room, pass), 410, "visit_over");
    },
  );

  test("R3 after a reset is too late", async () => {
    const line = await world.openRoom();
    const { pass } = await visiting(line);
    await send(`POST /admin/rooms/${line.room}/reset`, { token: adminToken });
    const { detail } = await refusal(await reserve(line.room, pass), 410, "visit_over");
    expect(detail).toContain("reset");
  });

  test("of a ticket that was never written is refused as over", async () => {
    const line = await world.openRoom();
    const pass = await world.runtime.ports.passes.pass(line, { number: 9, expiresAtMs: Date.now() + 9000 });
    await refusal(await reserve(line.room, pass), 410, "visit_over");
  });

  test("in a room that is not there finds none", async () => {
    const line = { room: "nowhere", run: 1 };
    const pass = await world.runtime.ports.passes.pass(line, { number: 1, expiresAtMs: Date.now() + 9000 });
    await refusal(await reserve("nowhere", pass), 404, "unknown_room");
  });

  test.each<[string, unknown, number, string]>([
    ["no e-mail address", {}, 422, "invalid"],
    ["what is no e-mail address", { email: "a.example.org" }, 422, "invalid"],
    ["an e-mail address that is too long", { email: `${"a".repeat(250)}@example.org` }, 422, "invalid"],
    ["an e-mail address with a line break", { email: "a@example.org\nbcc: b@example.org" }, 422, "invalid"],
    ["a body that is not JSON", "{", 400, "bad_json"],
    ["a body of 33 KB", { email: "a@example.org", x: "x".repeat(33_000) }, 413, "too_large"],
  ])("with %s is refused, and the visit goes on", async (_, body, status, code) => {
    const line = await world.openRoom();
    const { pass } = await visiting(line);
    const problem = await refusal(await reserve(line.room, pass, body), status, code);
    if (status === 422) expect(problem.errors).toMatchObject([{ field: "email" }]);
    expect((await ledger.readTicket(line, 1))?.status).toBe("admitted");
    expect((await reserve(line.room, pass)).status).toBe(201);
  });
});

describe("POST /rooms/{room}/visits/complete", () => {
  const complete = (room: string, token?: string) => send(`POST /rooms/${room}/visits/complete`, { token });

  test("V7 with a pass ends the visit as completed, and there is nothing to read", async () => {
    const line = await world.openRoom();
    const { pass, connection } = await visiting(line);
    const response = await complete(line.room, pass);
    expect(response.status).toBe(204);
    expect(await response.text()).toBe("");
    await until("the end", async () => (await world.visitStatus(line, 1)) === "SUCCEEDED");
    expect(world.endpoint.framesOf(connection, "end")).toMatchObject([{ outcome: "completed" }]);
    await refusal(await complete(line.room, pass), 409, "already_done");
  });

  test("is refused without a pass, with another room's, and when the visit is over", async () => {
    const line = await world.openRoom();
    const other = await visiting(await world.openRoom());
    await refusal(await complete(line.room), 401, "unauthorized");
    await refusal(await complete(line.room, other.pass), 403, "wrong_room");
    await refusal(await complete(line.room, await passOfOver(line, 1)), 410, "visit_over");
  });
});

describe("GET /.well-known/jwks.json", () => {
  test("holds the public keys with which anybody verifies a pass, and nothing private", async () => {
    const line = await world.openRoom();
    const { pass } = await visiting(line);
    const response = await send("GET /.well-known/jwks.json");
    expect(response.status).toBe(200);
    expect(response.headers.get("cache-control")).toBe("public, max-age=300");
    const keys = (await response.json()) as Parameters<typeof createLocalJWKSet>[0];
    const { payload } = await jwtVerify(pass, createLocalJWKSet(keys), {
      issuer: "fairline-test",
      audience: line.room,
    });
    expect(payload).toMatchObject({ sub: "1.1", number: 1 });
    const { expiresAtMs = 0 } = (await ledger.readTicket(line, 1)) ?? {};
    expect((payload.exp ?? 0) * 1000).toBeLessThanOrEqual(expiresAtMs);
    expect(JSON.stringify(keys)).not.toContain('"d"');
  });
});

test.each([
  "GET /",
  "GET /rooms",
  "PUT /rooms/demo",
  "GET /rooms/demo/nothing",
  "POST /.well-known/jwks.json",
])("%s is nothing of this API", async (route) => {
  await refusal(await send(route), 404, "not_found");
});
