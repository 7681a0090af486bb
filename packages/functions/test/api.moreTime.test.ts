import { type Ledger, type Line, LiveView, PassAnswer } from "@fairline/core";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { admitIn, arrive, passOf } from "./arrivals.ts";
import { adminToken, type Emulators, siteKey, startEmulators } from "./emulators.ts";
import { refusal, send } from "./requests.ts";
import { until } from "./until.ts";

let world: Emulators;
let ledger: Ledger;

beforeAll(async () => {
  world = await startEmulators();
  ({ ledger } = world.runtime.ports);
});
afterAll(() => world.stop());

/** Somebody whose visit has begun, in a room with one slot, with the pass. */
async function visiting(line: Line): Promise<{ pass: string; connection: string }> {
  const [visitor] = await arrive(world, line, 1);
  if (visitor === undefined) throw new Error("nobody has arrived");
  await admitIn(world, line, 0);
  return { connection: visitor.connection, pass: await passOf(world, visitor) };
}

const room = () => world.openRoom({ slots: 1, slotSeconds: 60, maxVisitSeconds: 150 });
const extend = (
  room: string,
  token: string | undefined,
  seconds: unknown,
  key: string | undefined = siteKey,
) =>
  send(`POST /rooms/${room}/visits/extend`, {
    token,
    body: { seconds },
    headers: key === undefined ? {} : { "fairline-site-key": key },
  });
const endOf = async (line: Line) => (await ledger.readTicket(line, 1))?.expiresAtMs ?? 0;

describe("POST /rooms/{room}/visits/extend", () => {
  test("X1 gives as much as it is asked for, with a pass that ends then, which no cache keeps", async () => {
    const line = await room();
    const { pass } = await visiting(line);
    const before = await endOf(line);
    const response = await extend(line.room, pass, 30);
    expect([response.status, response.headers.get("cache-control")]).toEqual([200, "no-store"]);
    const fresh = PassAnswer.parse(await response.json());
    expect(await endOf(line)).toBe(before + 30_000);
    expect(Date.parse(fresh.expiresAt)).toBe(before + 30_000);
    expect(decodeJwt(fresh.pass)).toMatchObject({
      aud: line.room,
      number: 1,
      exp: Math.floor((before + 30_000) / 1000),
    });
  });

  test("X1 a pass that is bound to a device is answered by one that is", async () => {
    const line = await room();
    await visiting(line);
    const expiresAtMs = await endOf(line);
    const bound = await world.runtime.ports.passes.pass(line, {
      number: 1,
      expiresAtMs,
      device: "its-challenge",
    });
    const { pass } = PassAnswer.parse(await (await extend(line.room, bound, 30)).json());
    expect(decodeJwt(pass)).toMatchObject({ device: "its-challenge" });
  });

  test("X1 gives no more than the room allows, and then nothing", async () => {
    const line = await room();
    const { pass } = await visiting(line);
    const before = await endOf(line);
    expect((await extend(line.room, pass, 500)).status).toBe(200);
    expect(await endOf(line)).toBe(before + 90_000);
    await refusal(await extend(line.room, pass, 1), 409, "no_more_time");
    expect(await endOf(line)).toBe(before + 90_000);
  });

  test("X1 several times at once gives each time", async () => {
    const line = await room();
    const { pass } = await visiting(line);
    const before = await endOf(line);
    const responses = await Promise.all([10, 10, 10].map((seconds) => extend(line.room, pass, seconds)));
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await endOf(line)).toBe(before + 30_000);
  });

  test("X1 gives nothing in a room that says nothing of it", async () => {
    const line = await world.openRoom({ slots: 1 });
    const { pass } = await visiting(line);
    await refusal(await extend(line.room, pass, 30), 409, "no_more_time");
  });

  test("X1 is seen by operators in the slot, with the visit's beginning as it was", async () => {
    const line = await room();
    const { pass } = await visiting(line);
    const slot = async () => {
      const live = await send(`GET /admin/rooms/${line.room}/live`, { token: adminToken });
      return LiveView.parse(await live.json()).slots[0];
    };
    const before = await slot();
    await extend(line.room, pass, 30);
    const expiresAt = new Date(Date.parse(before?.expiresAt ?? "") + 30_000).toISOString();
    expect(before).toMatchObject({ extendedSeconds: 0 });
    expect(await slot()).toEqual({ ...before, expiresAt, extendedSeconds: 30 });
  });

  test("X4 tells the visitor's tabs of the new end", async () => {
    const line = await room();
    const { pass, connection } = await visiting(line);
    const { expiresAt } = PassAnswer.parse(await (await extend(line.room, pass, 30)).json());
    await until("the turn again", () => world.endpoint.framesOf(connection, "turn").length === 2);
    expect(world.endpoint.framesOf(connection, "turn").at(-1)).toMatchObject({
      number: 1,
      lane: 0,
      expiresAt,
    });
  });

  test.each([
    ["no key", undefined],
    ["an empty key", ""],
    ["another key", "the-key-of-another-site"],
    ["the operators' token", adminToken],
  ])("with a pass and %s is refused in the same way, and nothing is given", async (_, key) => {
    const line = await room();
    const { pass } = await visiting(line);
    const before = await endOf(line);
    const headers = key === undefined ? {} : { "fairline-site-key": key };
    const response = await send(`POST /rooms/${line.room}/visits/extend`, {
      token: pass,
      body: { seconds: 30 },
      headers,
    });
    const problem = await refusal(response, 403, "not_the_site");
    expect(problem).toEqual({
      type: "about:blank",
      title: "The protected site's key is required",
      status: 403,
      code: "not_the_site",
    });
    expect(await endOf(line)).toBe(before);
  });

  test("with the site's key is refused without a pass, and with another room's", async () => {
    const line = await room();
    const other = await visiting(await room());
    await refusal(await extend(line.room, undefined, 30), 401, "unauthorized");
    await refusal(await extend(line.room, "forged", 30), 401, "unauthorized");
    await refusal(await extend(line.room, other.pass, 30), 403, "wrong_room");
  });

  test("X1 of a visit that was completed is too late", async () => {
    const line = await room();
    const { pass } = await visiting(line);
    await send(`POST /rooms/${line.room}/visits/complete`, { token: pass });
    await refusal(await extend(line.room, pass, 30), 410, "visit_over");
  });

  test.each<[string, unknown]>([
    ["none", undefined],
    ["0", 0],
    ["more than any visit lasts", 43_001],
    ["half a second", 0.5],
    ["a text", "60"],
  ])("with %s seconds is refused, with the field and the range", async (_, seconds) => {
    const line = await room();
    const { pass } = await visiting(line);
    const problem = await refusal(await extend(line.room, pass, seconds), 422, "invalid");
    expect(problem.errors).toEqual([{ field: "seconds", message: "must be a whole number from 1 to 43000" }]);
  });
});
