import { AuditPage, type Ledger, limits, TicketView } from "@fairline/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { admitIn, arrive, disconnectOf } from "./arrivals.ts";
import { adminToken, type Emulators, eventOf, startEmulators } from "./emulators.ts";
import { refusal, send } from "./requests.ts";
import { until } from "./until.ts";

let world: Emulators;
let ledger: Ledger;

beforeAll(async () => {
  world = await startEmulators();
  ({ ledger } = world.runtime.ports);
});
afterAll(() => world.stop());

const olga = { token: adminToken, headers: { "fairline-operator": "Olga" } };
const post = (room: string, action: string, body?: unknown) =>
  send(`POST /admin/rooms/${room}/${action}`, { ...olga, body });
const get = (room: string, what: string) => send(`GET /admin/rooms/${room}/${what}`, olga);
const viewed = async (response: Response) => TicketView.parse(await response.json());
const pageOf = async (response: Response) => AuditPage.parse(await response.json());

/** Number 1 has the only slot, and the others wait. */
async function inLine(count: number) {
  const line = await world.openRoom({ slots: 1 });
  const visitors = await arrive(world, line, count + 1);
  await admitIn(world, line, 0);
  return { line, room: line.room, visitors };
}

describe("POST /admin/rooms/{room}/call", () => {
  test("R8 gives a waiting number the next free slot, and the log says who did it", async () => {
    const { line, room } = await inLine(3);
    const response = await post(room, "call", { number: 4 });
    expect(response.status).toBe(200);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await viewed(response)).toMatchObject({
      number: 4,
      status: "waiting",
      position: 1,
      calledIn: true,
    });
    await post(room, "end", { number: 1 });
    await until("the slot is empty", async () => (await ledger.readSlot(line, 0)) === undefined);
    await admitIn(world, line, 0);
    expect((await ledger.readSlot(line, 0))?.number).toBe(4);
    const { entries } = await pageOf(await get(room, "audit"));
    expect(entries.map(({ who, what }) => [who, what])).toEqual([
      ["Olga", "ended the visit of number 1"],
      ["Olga", "called number 4 in"],
      ["fairline", "made the room"],
    ]);
  });

  test("R8 refuses a number that nobody has, one in its visit, and one who is away", async () => {
    const { room, visitors } = await inLine(1);
    await refusal(await post(room, "call", { number: 99 }), 404, "unknown_ticket");
    await refusal(await post(room, "call", { number: 1 }), 409, "not_waiting");
    const away = visitors[1];
    if (away !== undefined) await world.invoke("register", eventOf(disconnectOf(away)));
    await refusal(await post(room, "call", { number: 2 }), 409, "visitor_away");
    expect((await pageOf(await get(room, "audit"))).entries).toHaveLength(1);
  });
});

describe("POST /admin/rooms/{room}/end", () => {
  test("R9 ends a visit at once, and frees its slot", async () => {
    const { line, room, visitors } = await inLine(1);
    expect(await viewed(await post(room, "end", { number: 1 }))).toMatchObject({
      number: 1,
      status: "expired",
    });
    await until("the slot is empty", async () => (await ledger.readSlot(line, 0)) === undefined);
    const connection = visitors[0]?.connection ?? "";
    await until("the end", () => world.endpoint.framesOf(connection, "end").length > 0);
    expect(world.endpoint.framesOf(connection, "end")).toMatchObject([{ outcome: "expired" }]);
    await refusal(await post(room, "end", { number: 1 }), 409, "no_visit");
  });

  test("R9 ends a call that was not answered yet, and frees its slot", async () => {
    const line = await world.openRoom({ slots: 1, confirm: true, graceSeconds: 60 });
    const [ada] = await arrive(world, line, 1);
    const connection = ada?.connection ?? "";
    await admitIn(world, line, 0);
    await until("the call", () => world.endpoint.framesOf(connection, "call").length > 0);
    expect(await viewed(await get(line.room, "tickets/1"))).toMatchObject({ status: "called" });
    expect(await viewed(await post(line.room, "end", { number: 1 }))).toMatchObject({ status: "expired" });
    await until("the slot is empty", async () => (await ledger.readSlot(line, 0)) === undefined);
    await until("the end", () => world.endpoint.framesOf(connection, "end").length > 0);
    expect((await pageOf(await get(line.room, "audit"))).entries[0]).toMatchObject({
      who: "Olga",
      what: "ended the call of number 1",
    });
  });

  test("R9 refuses a number that waits, and one that nobody has", async () => {
    const { room } = await inLine(1);
    await refusal(await post(room, "end", { number: 2 }), 409, "no_visit");
    await refusal(await post(room, "end", { number: 99 }), 404, "unknown_ticket");
  });
});

describe.each(["call", "end"])("POST /admin/rooms/{room}/%s", (action) => {
  test.each<[unknown, number, string]>([
    [{}, 422, "invalid"],
    [{ number: 0 }, 422, "invalid"],
    [{ number: 1.5 }, 422, "invalid"],
    [{ number: "1" }, 422, "invalid"],
    ["one", 400, "bad_json"],
  ])("refuses %j", async (body, status, code) => {
    const { room } = await world.openRoom();
    await refusal(await post(room, action, body), status, code);
  });

  test("finds no room that is not there", async () => {
    await refusal(await post("nowhere", action, { number: 1 }), 404, "unknown_room");
  });
});

describe("GET /admin/rooms/{room}/tickets/{number}", () => {
  test("shows where a number stands, and nothing of its visitor", async () => {
    const { room, visitors } = await inLine(2);
    expect(await viewed(await get(room, "tickets/3"))).toMatchObject({
      number: 3,
      status: "waiting",
      present: true,
      position: 2,
      calledIn: false,
    });
    const response = await get(room, "tickets/1");
    const text = await response.text();
    expect(TicketView.parse(JSON.parse(text))).toMatchObject({
      status: "admitted",
      admittedAt: expect.any(String),
      expiresAt: expect.any(String),
    });
    for (const secret of [visitors[0]?.key, visitors[0]?.connection])
      expect(text).not.toContain(secret ?? "nothing was there to keep");
  });

  test.each(["9", "0", "-1", "1.5", "one", "1e30"])("knows no number %s", async (number) => {
    const { room } = await inLine(1);
    await refusal(await get(room, `tickets/${number}`), 404, "unknown_ticket");
  });
});

describe("GET /admin/rooms/{room}/audit", () => {
  test("R5 shows the newest first, a page at a time, until the first", async () => {
    const { room } = await world.openRoom({ slots: 1 });
    const count = limits.auditPageMax + 4;
    for (let slots = 2; slots <= count; slots++)
      await send(`PUT /admin/rooms/${room}/settings`, { ...olga, body: { slots } });
    const first = await pageOf(await get(room, "audit"));
    expect(first.entries).toHaveLength(limits.auditPageMax);
    expect(first.more).toBe(true);
    expect(first.entries[0]).toMatchObject({
      who: "Olga",
      what: `set slots to ${count} (was ${count - 1})`,
      changes: [{ field: "slots", from: count - 1, to: count }],
      undoable: true,
    });
    const last = first.entries.at(-1)?.id ?? "";
    const rest = await pageOf(await get(room, `audit?before=${encodeURIComponent(last)}`));
    expect(rest).toMatchObject({ more: false });
    expect([...first.entries, ...rest.entries].map(({ what }) => what).at(-1)).toBe("made the room");
    expect(first.entries.length + rest.entries.length).toBe(count);
  });

  test.each(["", "x".repeat(101)])("refuses to begin before %j", async (id) => {
    const { room } = await world.openRoom();
    await refusal(await get(room, `audit?before=${id}`), 422, "invalid");
  });

  test("finds no room that is not there", async () => {
    await refusal(await get("nowhere", "audit"), 404, "unknown_room");
  });
});
