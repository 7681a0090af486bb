import { randomUUID } from "node:crypto";
import { Problem, type ServerMessage } from "@fairline/core";
import { expect, serve, test } from "./support/test.ts";

const server = serve({ yard: { slots: 2, slotSeconds: 20, tickSeconds: 1, graceSeconds: 2 } });

/** Whatever was done to it: the next visitor gets a turn, and is done with it. */
test.afterEach("a visitor who comes next gets a turn", async ({ people }) => {
  const visitor = people.join(server, "yard");
  await visitor.reaches("visiting", 10_000);
  expect((await visitor.complete()).status).toBe(204);
});

const join = (more: object = {}) => ({ action: "join", room: "yard", key: randomUUID(), ...more });

test.describe("a frame that is refused is answered with its error, and the connection goes on", () => {
  const refused: readonly [circumstance: string, frame: string | Uint8Array<ArrayBuffer>, code: string][] = [
    ["no JSON", "hello", "bad_message"],
    ["an empty frame", "", "bad_message"],
    ["JSON that is no object", "[1]", "bad_message"],
    ["null", "null", "bad_message"],
    ["half of a message", '{"action":"join","room":"ya', "bad_message"],
    ["no action", '{"room":"yard"}', "bad_message"],
    ["an action that nobody knows", '{"action":"push"}', "bad_message"],
    ["an action of the gateway's own", '{"action":"$disconnect"}', "bad_message"],
    ["an action that every object has", '{"action":"constructor"}', "bad_message"],
    ["a join without a key", '{"action":"join","room":"yard"}', "bad_message"],
    ["a key that is no UUID", '{"action":"join","room":"yard","key":"me"}', "bad_message"],
    ["a room's name that cannot be one", JSON.stringify(join({ room: "../yard" })), "bad_message"],
    ["a room that is not there", JSON.stringify(join({ room: "nowhere" })), "unknown_room"],
    ["a binary frame", new TextEncoder().encode(JSON.stringify(join())), "bad_message"],
    ["5,000 bytes", JSON.stringify(join({ padding: "x".repeat(5000) })), "too_large"],
    ["5,000 bytes of 2-byte characters", JSON.stringify(join({ padding: "é".repeat(2500) })), "too_large"],
    ["100 KB", JSON.stringify(join({ padding: "x".repeat(100_000) })), "too_large"],
  ];
  for (const [circumstance, frame, code] of refused) {
    test(circumstance, async ({ people }) => {
      const socket = await people.connect(server);
      socket.send(frame);
      expect(await socket.hears("error")).toMatchObject({ code, message: expect.stringMatching(/\S/) });
      socket.say({ action: "ping" });
      await socket.hears("pong");
      expect(socket.messages).toHaveLength(2);
    });
  }
});

test("a frame of 200 KB closes the connection with 1009", async ({ people }) => {
  const socket = await people.connect(server);
  socket.send("x".repeat(200_000));
  expect(await socket.isClosed(5000)).toBe(1009);
});

test("a join with fields that nobody knows is taken in, and they are ignored", async ({ people }) => {
  const socket = await people.connect(server);
  socket.say(join({ number: 1, lane: 0, status: "admitted", constructor: "x" }));
  const ticket = await socket.hears("ticket");
  const turn = await socket.hears("turn", { withinMs: 10_000 });
  expect(turn.number).toBe(ticket.number);
  expect(ticket).not.toHaveProperty("status");
});

test("a flood of frames is told that it is too much, and is cut off in the end", async ({ people }) => {
  const socket = await people.connect(server);
  const other = people.join(server, "yard");
  for (let sent = 0; sent < 2000; sent++) socket.say({ action: "ping" });
  expect((await socket.hears("error")).code).toBe("rate_limited");
  expect(await socket.isClosed(10_000)).toBe(1008);
  // Most were refused, and one who behaves meanwhile does not notice.
  const count = (type: ServerMessage["type"]) => socket.messages.filter((seen) => seen.type === type).length;
  expect(count("pong")).toBeLessThan(200);
  await other.reaches("visiting", 10_000);
  expect((await other.complete()).status).toBe(204);
});

test("five keys at once over one connection get a number each, and delay nobody who joins beside them", async ({
  people,
}) => {
  const socket = await people.connect(server);
  const other = people.join(server, "yard");
  const keys = Array.from({ length: 5 }, () => randomUUID());
  for (const key of keys) socket.say({ action: "join", room: "yard", key });
  await socket.hears("ticket");
  await other.reaches("visiting", 10_000);
  const numbers = () =>
    new Set(socket.messages.flatMap((seen) => (seen.type === "ticket" ? seen.number : [])));
  await expect.poll(() => numbers().size).toBe(5);
  expect((await other.complete()).status).toBe(204);
  for (const key of keys) socket.say({ action: "leave", room: "yard", key });
});

test("a flood of joins with new keys over one connection leaves one line behind, in order", async ({
  people,
}) => {
  const socket = await people.connect(server);
  for (let sent = 0; sent < 200; sent++) socket.say(join());
  expect((await socket.hears("error")).code).toBe("rate_limited");
  socket.close();
  // They are away from the start, so nobody behind them waits for them.
  const visitor = people.join(server, "yard");
  await visitor.reaches("visiting", 30_000);
});

test.describe("a request that is refused is answered with its problem", () => {
  const admin = { authorization: "Bearer token", "content-type": "application/json" };
  const json = { "content-type": "application/json" };
  const post = (body: string, headers = json) => ({ method: "POST", headers, body });
  const put = (body: string) => ({ method: "PUT", headers: admin, body });
  const refused: readonly [circumstance: string, path: string, request: RequestInit, status: number][] = [
    ["an address where nothing is", "/nothing", {}, 404],
    ["a room that is not there", "/rooms/nowhere", {}, 404],
    ["a room's name that cannot be one", "/rooms/No%20Where", {}, 404],
    ["a join to a room that is not there", "/rooms/nowhere/tickets", post(`{"key":"${randomUUID()}"}`), 404],
    ["a join that is no JSON", "/rooms/yard/tickets", post("{key"), 400],
    ["a join without a key", "/rooms/yard/tickets", post("{}"), 422],
    ["a join of 100 KB", "/rooms/yard/tickets", post(`{"key":"${"x".repeat(100_000)}"}`), 413],
    ["a ticket without a token", "/rooms/yard/tickets/me", {}, 401],
    ["a ticket with a wrong token", "/rooms/yard/tickets/me", { headers: admin }, 401],
    ["a method that is not allowed", "/rooms/yard", { method: "DELETE" }, 404],
    ["a change that is no JSON", "/admin/rooms/yard/settings", put("{slots: 2}"), 400],
    ["a setting out of range", "/admin/rooms/yard/settings", put('{"slots":5001}'), 422],
    ["a setting of another kind", "/admin/rooms/yard/settings", put('{"slots":"2"}'), 422],
    ["a setting that nobody knows", "/admin/rooms/yard/settings", put('{"slots":2,"turbo":true}'), 422],
    ["settings of a room that is not there", "/admin/rooms/nowhere/settings", { headers: admin }, 404],
    ["an announcement of 501 characters", "/admin/rooms/yard/announce", post(announcement(501), admin), 422],
  ];
  for (const [circumstance, path, request, status] of refused) {
    test(`${circumstance}: ${status}`, async ({ people }) => {
      const before = await people.operator(server, "yard").settings();
      const headers = new Headers(request.headers);
      if (headers.has("authorization") && path.startsWith("/admin"))
        headers.set("authorization", `Bearer ${server.adminToken}`);
      const response = await fetch(server.url + path, { ...request, headers });
      expect(response.status).toBe(status);
      expect(response.headers.get("content-type")).toContain("application/problem+json");
      expect(Problem.parse(await response.json()).status).toBe(status);
      expect(await people.operator(server, "yard").settings()).toEqual(before);
    });
  }

  test("a setting out of range names the field, the value and the range", async () => {
    const response = await fetch(`${server.url}/admin/rooms/yard/settings`, {
      method: "PUT",
      headers: { ...json, authorization: `Bearer ${server.adminToken}` },
      body: '{"tickSeconds":61}',
    });
    const { detail, errors } = Problem.parse(await response.json());
    expect(detail).toMatch(/tickSeconds.*1 to 60.*61/);
    expect(errors).toEqual([{ field: "tickSeconds", message: expect.stringContaining("1 to 60") }]);
  });
});

test("every wrong admin token gets the same 401, and so does none", async () => {
  const tokens = [
    undefined,
    "Bearer x",
    "Bearer ",
    `Basic ${server.adminToken}`,
    `Bearer ${server.adminToken}x`,
    `Bearer ${server.adminToken.slice(0, -1)}`,
    `Bearer ${"x".repeat(8000)}`,
  ];
  const answers = new Set<string>();
  for (const path of ["/live", "/settings", "/reset", "/pause"]) {
    for (const token of tokens) {
      const response = await fetch(`${server.url}/admin/rooms/yard${path}`, {
        method: path === "/live" || path === "/settings" ? "GET" : "POST",
        headers: token === undefined ? {} : { authorization: token },
      });
      answers.add(`${response.status} ${response.headers.get("www-authenticate")} ${await response.text()}`);
    }
  }
  expect([...answers]).toEqual([expect.stringMatching(/^401 Bearer \{.*"status":401/)]);
});

function announcement(characters: number): string {
  return JSON.stringify({ announcement: "x".repeat(characters) });
}
