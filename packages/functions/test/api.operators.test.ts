import { type Ledger, limits, type Settings } from "@fairline/core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { TickJob } from "../src/handlers/tickJob.ts";
import { admitIn, arrive, newVisitor, passOf } from "./arrivals.ts";
import { adminToken, type Emulators, eventOf, lobbyRecord, startEmulators } from "./emulators.ts";
import { refusal, send } from "./requests.ts";
import { until } from "./until.ts";

let world: Emulators;
let ledger: Ledger;

beforeAll(async () => {
  world = await startEmulators();
  ({ ledger } = world.runtime.ports);
});
afterAll(() => world.stop());

const token = adminToken;
const put = (room: string, body: unknown, headers: Record<string, string> = {}) =>
  send(`PUT /admin/rooms/${room}/settings`, { token, body, headers });
const read = (room: string) => send(`GET /admin/rooms/${room}/settings`, { token });
const post = (room: string, action: string, body?: unknown, headers: Record<string, string> = {}) =>
  send(`POST /admin/rooms/${room}/${action}`, { token, body, headers });
const log = async (room: string) => (await ledger.listEntries(room, 100)).map(({ what }) => what);

test("a change that others are faster than again and again is refused for a while, and changes nothing", async () => {
  const { room } = await world.openRoom();
  const faster = vi.spyOn(ledger, "writeRoom").mockResolvedValue(false);
  const response = await put(room, { slots: 7 });
  faster.mockRestore();
  expect(response.headers.get("retry-after")).toBe("1");
  const { detail } = await refusal(response, 503, "unavailable");
  expect(detail).toBe("Others changed it at the same time; nothing was changed.");
  expect((await ledger.readRoom(room))?.version).toBe(1);
});

describe("without the operator's token", () => {
  const routes = [
    "GET /admin/rooms/{room}/settings",
    "PUT /admin/rooms/{room}/settings",
    "POST /admin/rooms/{room}/pause",
    "POST /admin/rooms/{room}/resume",
    "POST /admin/rooms/{room}/close",
    "POST /admin/rooms/{room}/open",
    "POST /admin/rooms/{room}/announce",
    "POST /admin/rooms/{room}/reset",
    "POST /admin/rooms/{room}/drain",
    "POST /admin/rooms/{room}/undo",
    "POST /admin/rooms/{room}/call",
    "POST /admin/rooms/{room}/end",
    "GET /admin/rooms/{room}/tickets/1",
    "GET /admin/rooms/{room}/audit",
    "POST /admin/rooms/{room}/preview",
    "GET /admin/rooms/{room}/live",
    "GET /admin/rooms/{room}/samples",
    "GET /admin/rooms/{room}/nothing",
  ];

  test.each(routes)(
    "%s is refused, and the answer is the same for any wrong token and any room",
    async (route) => {
      const line = await world.openRoom();
      const [visitor] = await arrive(world, line, 1);
      await admitIn(world, line, 1);
      const pass = visitor === undefined ? "" : await passOf(world, visitor);
      const before = await ledger.readRoom(line.room);
      const wrong = [undefined, "", "x", `${token.slice(0, -1)}X`, `${token}x`, token.toUpperCase(), pass];
      const answers = new Set<string>();
      for (const room of [line.room, "nowhere", "A!"]) {
        for (const one of wrong) {
          const response = await send(route.replace("{room}", room), { token: one });
          answers.add(JSON.stringify([...response.headers, await response.clone().text()]));
          await refusal(response, 401, "unauthorized");
        }
      }
      expect(answers.size).toBe(1);
      expect(await ledger.readRoom(line.room)).toEqual(before);
    },
  );

  test("the token of another scheme, or not in the header, is none", async () => {
    const { room } = await world.openRoom();
    const path = `GET /admin/rooms/${room}/settings`;
    const inPath = await send(`${path}?token=${token}`);
    await refusal(inPath, 401, "unauthorized");
    for (const authorization of [token, `Basic ${token}`, `Bearer  ${token} x`])
      await refusal(await send(path, { headers: { authorization } }), 401, "unauthorized");
  });
});

test.each(["GET settings", "PUT settings", "POST pause", "POST reset", "GET live"])(
  "%s of a room that is not there finds none",
  async (route) => {
    const [method = "", what = ""] = route.split(" ");
    for (const room of ["nowhere", "A!"]) {
      const body = method === "PUT" ? {} : undefined;
      const response = await send(`${method} /admin/rooms/${room}/${what}`, { token, body });
      await refusal(response, 404, "unknown_room");
    }
  },
);

describe("GET /admin/rooms/{room}/settings", () => {
  test("shows all settings and their version, and no cache keeps them", async () => {
    const { room } = await world.openRoom({ slots: 3 });
    const response = await read(room);
    expect(response.status).toBe(200);
    expect(response.headers.get("etag")).toBe('"1"');
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await response.json()).toEqual({
      slots: 3,
      slotSeconds: 60,
      tickSeconds: 5,
      graceSeconds: 15,
      holdSeconds: 120,
      maxVisitSeconds: 0,
      confirm: false,
      state: "open",
      draining: false,
      title: "Waiting room",
      announcement: "",
      translations: {},
      returnAddresses: [],
    });
  });
});

describe("PUT /admin/rooms/{room}/settings", () => {
  test("R2 changes what is named, leaves the rest, makes a new version, and is logged", async () => {
    const { room } = await world.openRoom();
    const response = await put(room, { slots: 9, title: "  Trains  " });
    expect(response.status).toBe(200);
    expect(response.headers.get("etag")).toBe('"2"');
    const expected = { slots: 9, title: "Trains", slotSeconds: 60 };
    expect(await response.json()).toMatchObject(expected);
    expect(await ledger.readRoom(room)).toMatchObject({ version: 2, settings: expected });
    expect((await log(room))[0]).toBe("set slots to 9 (was 2), title to “Trains” (was “Waiting room”)");
  });

  test("R2 on top of the version that is there is made, by its strong or its weak tag", async () => {
    const { room } = await world.openRoom();
    expect((await put(room, { slots: 3 }, { "if-match": '"1"' })).status).toBe(200);
    expect((await put(room, { slots: 4 }, { "if-match": 'W/"2"' })).status).toBe(200);
    expect((await put(room, { slots: 5 }, { "if-match": "*" })).headers.get("etag")).toBe('"4"');
  });

  test.each(['"1"', '"99"', "1", '"abc"', ""])(
    "R2 on top of %s, which is not the version that is there, is a conflict that names the one that is",
    async (tag) => {
      const { room } = await world.openRoom();
      await put(room, { slots: 3 });
      const response = await put(room, { slots: 4 }, { "if-match": tag });
      expect(response.headers.get("etag")).toBe('"2"');
      const { detail } = await refusal(response, 412, "version_conflict");
      expect(detail).toContain("version 2");
      expect((await ledger.readRoom(room))?.settings.slots).toBe(3);
    },
  );

  test("R2 by two operators at once on top of one version is made once", async () => {
    const { room } = await world.openRoom();
    const change = (slots: number) => put(room, { slots }, { "if-match": '"1"' });
    const responses = await Promise.all([change(3), change(4), change(5)]);
    expect(responses.map(({ status }) => status).sort()).toEqual([200, 412, 412]);
    expect((await ledger.readRoom(room))?.version).toBe(2);
  });

  test("R2 by several at once without a version is made by all, one after the other", async () => {
    const { room } = await world.openRoom();
    const responses = await Promise.all([
      put(room, { slots: 7 }),
      put(room, { graceSeconds: 30 }),
      put(room, { holdSeconds: 60 }),
    ]);
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await ledger.readRoom(room)).toMatchObject({
      version: 4,
      settings: { slots: 7, graceSeconds: 30, holdSeconds: 60 },
    });
  });

  test("C1 from a switched confirm on, whoever is called has to say so, or has not; and everybody may see which", async () => {
    const line = await world.openRoom({ slots: 3 });
    const visitors = await arrive(world, line, 3);
    const heardBy = async (lane: number) => {
      const { number } = (await ledger.readSlot(line, lane)) ?? {};
      const { connection = "" } = visitors.find((one) => one.number === number) ?? {};
      return until("the news", () =>
        world.endpoint.frames(connection).find(({ type }) => type === "call" || type === "turn"),
      );
    };
    for (const [lane, confirm] of [false, true, false].entries()) {
      await put(line.room, { confirm });
      expect(await (await send(`GET /rooms/${line.room}`)).json()).toMatchObject({ confirm });
      await admitIn(world, line, lane);
      expect((await heardBy(lane)).type).toBe(confirm ? "call" : "turn");
    }
    expect((await log(line.room)).slice(0, 2)).toEqual([
      "set confirm to false (was true)",
      "set confirm to true (was false)",
    ]);
  });

  test("a new N is ticked from now on, and not from the next plan on", async () => {
    const line = await world.openRoom({ tickSeconds: 60 });
    await put(line.room, { tickSeconds: 1 });
    await until("a tick of the new pace", async () => {
      const records = await world.receive("Ticks", line.room);
      return records.some(({ body }) => {
        const job = TickJob.parse(JSON.parse(body));
        return job.job === "tick" && job.tickSeconds === 1;
      });
    });
  });

  test("a raised X gives its new lanes turns at once", async () => {
    const line = await world.openRoom({ slots: 1 });
    await arrive(world, line, 4);
    await world.receive("Turns", line.room);
    await put(line.room, { slots: 3 });
    const lanes = (await world.receive("Turns", line.room)).map(({ body }) => JSON.parse(body).lane);
    expect(lanes.sort()).toEqual([1, 2]);
  });

  // field, value, what the answer says is allowed
  test.each<[keyof Settings, unknown, string]>([
    ["slots", 0, "a whole number from 1 to 5000"],
    ["slots", 5001, "a whole number from 1 to 5000"],
    ["slots", -1, "a whole number from 1 to 5000"],
    ["slots", 1.5, "a whole number from 1 to 5000"],
    ["slots", "3", "a whole number from 1 to 5000"],
    ["slots", null, "a whole number from 1 to 5000"],
    ["slots", 1e15, "a whole number from 1 to 5000"],
    ["slotSeconds", 0, "a whole number from 1 to 43000"],
    ["slotSeconds", 43_001, "a whole number from 1 to 43000"],
    ["tickSeconds", 0, "a whole number from 1 to 60"],
    ["tickSeconds", 61, "a whole number from 1 to 60"],
    ["graceSeconds", 0, "a whole number from 1 to 3600"],
    ["graceSeconds", 3601, "a whole number from 1 to 3600"],
    ["holdSeconds", 0, "a whole number from 1 to 86400"],
    ["holdSeconds", 86_401, "a whole number from 1 to 86400"],
    ["confirm", "true", "true or false"],
    ["confirm", 1, "true or false"],
    ["confirm", null, "true or false"],
    ["state", "ajar", "open, paused or closed"],
    ["title", "x".repeat(121), "1 to 120 characters"],
    ["title", "   ", "1"],
    ["announcement", "x".repeat(501), "0 to 500 characters"],
    ["announcement", 7, "text"],
    ["draining", "yes", "true or false"],
    ["translations", 7, "an object"],
    ["returnAddresses", "https://shop.example/", "a list"],
  ])("R4 %s = %j is refused, with the field, the value and the range", async (field, value, range) => {
    const { room } = await world.openRoom();
    const problem = await refusal(await put(room, { slotSeconds: 60, [field]: value }), 422, "invalid");
    expect(problem.detail).toContain(`${field}: `);
    expect(problem.detail).toContain(range);
    const shown = typeof value === "string" ? value.trim() || value : value;
    expect(problem.detail).toContain(`was ${JSON.stringify(shown)}`.slice(0, 60));
    expect(problem.errors).toEqual([{ field, message: expect.stringContaining(range) }]);
    expect((await ledger.readRoom(room))?.version).toBe(1);
  });

  test("R4 several bad values are all named, and nothing is changed", async () => {
    const { room } = await world.openRoom();
    const problem = await refusal(
      await put(room, { slots: 0, tickSeconds: 99, title: "New" }),
      422,
      "invalid",
    );
    expect(problem.errors?.map(({ field }) => field)).toEqual(["slots", "tickSeconds"]);
    expect((await ledger.readRoom(room))?.settings.title).toBe("Waiting room");
  });

  test("R4 a setting that there is none of is refused by its name", async () => {
    const { room } = await world.openRoom();
    const problem = await refusal(await put(room, { slot: 5 }), 422, "invalid");
    expect(problem.errors).toMatchObject([{ field: "slot" }]);
  });

  test.each([
    ["slots", 1],
    ["slots", 5000],
    ["slotSeconds", 1],
    ["slotSeconds", 43_000],
    ["tickSeconds", 1],
    ["tickSeconds", 60],
    ["graceSeconds", 3600],
    ["holdSeconds", 86_400],
    ["confirm", true],
    ["confirm", false],
    ["title", "x".repeat(120)],
    ["announcement", "x".repeat(500)],
    ["announcement", ""],
  ] as const)("R4 %s = %j, at the very edge, is taken", async (field, value) => {
    // Nobody waits, and the room is paused: five thousand lanes get no turns.
    const { room } = await world.openRoom({ state: "paused" });
    expect((await put(room, { [field]: value })).status).toBe(200);
    expect((await ledger.readRoom(room))?.settings[field]).toBe(value);
  });

  test.each<[string, unknown, number, string]>([
    ["what is not JSON", "{slots: 3}", 400, "bad_json"],
    ["nothing", undefined, 400, "bad_json"],
    ["a list", [], 422, "invalid"],
    ["33 KB", { title: "x".repeat(33_000) }, 413, "too_large"],
  ])("%s is refused", async (_, body, status, code) => {
    const { room } = await world.openRoom();
    await refusal(await put(room, body), status, code);
  });
});

describe("POST /admin/rooms/{room}/", () => {
  test.each([
    ["pause", "open", "paused"],
    ["resume", "paused", "open"],
    ["close", "open", "closed"],
    ["open", "closed", "open"],
  ] as const)("%s makes a room that is %s %s, and is logged", async (action, from, to) => {
    const { room } = await world.openRoom({ state: from });
    const response = await post(room, action);
    expect(response.status).toBe(200);
    expect(response.headers.get("etag")).toBe('"2"');
    expect(await response.json()).toMatchObject({ state: to });
    const what = { open: "opened", paused: "paused", closed: "closed" }[to];
    expect((await log(room))[0]).toBe(`${what} the room`);
  });

  // what is done, to which room, and how it is then
  test.each([
    ["drain", { state: "open", draining: false }, { state: "open", draining: true }],
    ["drain", { state: "closed", draining: false }, { state: "open", draining: true }],
    ["pause", { state: "open", draining: true }, { state: "paused", draining: true }],
    ["resume", { state: "paused", draining: true }, { state: "open", draining: true }],
    ["open", { state: "open", draining: true }, { state: "open", draining: false }],
    ["close", { state: "open", draining: true }, { state: "closed", draining: false }],
  ] as const)("R7 %s takes a room that is %j to %j", async (action, from, to) => {
    const { room } = await world.openRoom(from);
    expect(await (await post(room, action)).json()).toMatchObject(to);
    expect((await ledger.readRoom(room))?.settings).toMatchObject(to);
  });

  test.each([
    ["pause", "not_open", "The room is closed: only one that is open can be paused."],
    ["resume", "not_paused", "The room is closed: only one that is paused can be resumed."],
  ])("R7 %s leaves a room that is closed as it is", async (action, code, detail) => {
    const { room } = await world.openRoom({ state: "closed" });
    const response = await post(room, action);
    expect(await response.clone().json()).toMatchObject({ detail });
    await refusal(response, 409, code);
    expect((await ledger.readRoom(room))?.settings.state).toBe("closed");
    expect(await log(room)).toEqual(["made the room"]);
  });

  test("R2 pausing a room that is paused makes no version, and no line of the log", async () => {
    const { room } = await world.openRoom({ state: "paused" });
    const response = await post(room, "pause");
    expect(response.status).toBe(200);
    expect(response.headers.get("etag")).toBe('"1"');
    expect(await log(room)).toEqual(["made the room"]);
  });

  test.each([
    ["pause", undefined],
    ["announce", { announcement: "Soon" }],
    ["reset", undefined],
    ["undo", { id: "nothing" }],
  ])("R2 %s on top of a version that is no longer there is a conflict", async (action, body) => {
    const { room } = await world.openRoom();
    await put(room, { slots: 3 });
    const before = await ledger.readRoom(room);
    const id = before?.latest?.id;
    const response = await post(room, action, action === "undo" ? { id } : body, { "if-match": '"1"' });
    await refusal(response, 412, "version_conflict");
    expect(await ledger.readRoom(room)).toEqual(before);
    expect((await post(room, action, action === "undo" ? { id } : body, { "if-match": '"2"' })).status).toBe(
      200,
    );
  });

  test("R7 a room that drains says so to everybody, and to who polls for a place that was refused", async () => {
    const line = await world.openRoom();
    await post(line.room, "drain");
    expect(await (await send(`GET /rooms/${line.room}`)).json()).toMatchObject({ draining: true });
    const key = newVisitor().key;
    const joined = await (await send(`POST /rooms/${line.room}/tickets`, { body: { key } })).json();
    const mine = await send(`GET /rooms/${line.room}/tickets/me`, {
      token: (joined as { resume: string }).resume,
    });
    await refusal(mine, 404, "unknown_ticket");
  });

  test("R7 a draining room that was served is closed by its tick", async () => {
    const line = await world.openRoom({ tickSeconds: 5 });
    await post(line.room, "drain");
    const begunMs = Date.now();
    await until("the room is closed", async () => {
      const dueSeconds = Math.ceil(Date.now() / 5000) * 5 + Math.floor((Date.now() - begunMs) / 100) * 5;
      const job = { job: "tick", ...line, dueSeconds, tickSeconds: 5 };
      await world.invoke("tick", eventOf(lobbyRecord(JSON.stringify(job))));
      return (await ledger.readRoom(line.room))?.settings.state === "closed";
    });
    expect(Date.now() - begunMs).toBeGreaterThan(limits.strandedAfterMs);
    expect((await log(line.room))[0]).toBe("closed the room: everybody was served");
  });

  test("resume gives the idle slots turns at once, for those who waited", async () => {
    const line = await world.openRoom({ slots: 2, state: "paused" });
    await arrive(world, line, 2);
    await world
      .receive("Turns", line.room)
      .then((turns) => Promise.all(turns.map((one) => world.invoke("admit", eventOf(one)))));
    await post(line.room, "resume");
    await until("turns in both lanes", async () => {
      const turns = await world.receive("Turns", line.room);
      return turns.length === 2;
    });
  });

  test("announce is said to everybody with the next tick", async () => {
    const line = await world.openRoom();
    const [visitor] = await arrive(world, line, 1);
    const response = await post(line.room, "announce", { announcement: "  Back at noon  " });
    expect(await response.json()).toMatchObject({ announcement: "Back at noon" });
    const job = { job: "tick", ...line, dueSeconds: 5, tickSeconds: 5 };
    await world.invoke("tick", eventOf(lobbyRecord(JSON.stringify(job))));
    const ticks = world.endpoint.framesOf(visitor?.connection ?? "", "tick");
    expect(ticks).toMatchObject([{ announcement: "Back at noon" }]);
    expect((await log(line.room))[0]).toBe("announced “Back at noon”");
  });

  test("R10 announce is said in all its languages, and without one takes them away", async () => {
    const { room } = await world.openRoom();
    const translations = { ko: "12시에 다시 열어요", "zh-Hant": "" };
    await post(room, "announce", { announcement: "Back at noon", translations });
    const view = async () => (await send(`GET /rooms/${room}`)).json();
    expect(await view()).toMatchObject({
      announcement: "Back at noon",
      translations: { ko: "12시에 다시 열어요" },
    });
    await post(room, "announce", { announcement: "Back at one" });
    expect(await view()).not.toHaveProperty("translations");
    expect(await view()).toMatchObject({ announcement: "Back at one" });
  });

  test.each<[unknown, number, string]>([
    [{}, 422, "invalid"],
    [{ announcement: "x".repeat(501) }, 422, "invalid"],
    [{ announcement: 7 }, 422, "invalid"],
    [{ announcement: "Soon", translations: { korean: "곧" } }, 422, "invalid"],
    ["soon", 400, "bad_json"],
  ])("announce refuses %j", async (body, status, code) => {
    const { room } = await world.openRoom();
    await refusal(await post(room, "announce", body), status, code);
  });

  test("R6 undo puts a change back, and what it brings about begins at once", async () => {
    const line = await world.openRoom({ slots: 3, tickSeconds: 1 });
    await put(line.room, { slots: 1, tickSeconds: 60 });
    await arrive(world, line, 3);
    const { latest } = (await ledger.readRoom(line.room)) ?? {};
    await world.receive("Turns", line.room);
    await world.receive("Ticks", line.room);
    const response = await post(line.room, "undo", { id: latest?.id });
    expect(response.status).toBe(200);
    expect(response.headers.get("etag")).toBe('"3"');
    expect(await response.json()).toMatchObject({ slots: 3, tickSeconds: 1 });
    expect((await log(line.room))[0]).toBe("undid: set slots to 1 (was 3), tickSeconds to 60 (was 1)");
    const lanes = (await world.receive("Turns", line.room)).map(({ body }) => JSON.parse(body).lane);
    expect(lanes.sort()).toEqual([1, 2]);
    await until("a tick of the pace of before", async () => {
      const records = await world.receive("Ticks", line.room);
      return records.some(({ body }) => JSON.parse(body).tickSeconds === 1);
    });
  });

  test("R6 undo of what was changed since says what that is, and changes nothing", async () => {
    const { room } = await world.openRoom();
    await put(room, { slots: 9, title: "Trains" });
    const { latest } = (await ledger.readRoom(room)) ?? {};
    await put(room, { title: "Buses" });
    const problem = await refusal(await post(room, "undo", { id: latest?.id }), 409, "not_undoable");
    expect(problem.detail).toBe("title: changed since.");
    expect((await ledger.readRoom(room))?.settings).toMatchObject({ slots: 9, title: "Buses" });
  });

  test.each<[unknown, number, string]>([
    [{ id: "nothing" }, 404, "unknown_change"],
    [{ id: "" }, 422, "invalid"],
    [{ id: "x".repeat(101) }, 422, "invalid"],
    [{}, 422, "invalid"],
    ["last", 400, "bad_json"],
  ])("undo refuses %j", async (body, status, code) => {
    const { room } = await world.openRoom();
    await refusal(await post(room, "undo", body), status, code);
  });

  test("R3 reset begins a new run at number 1, ends the visits of the older one, and keeps settings and state", async () => {
    const line = await world.openRoom({ slots: 2 });
    const [visitor] = await arrive(world, line, 3);
    await admitIn(world, line, 1);
    const response = await post(line.room, "reset");
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ slots: 2, state: "open" });
    const record = await ledger.readRoom(line.room);
    expect(record).toMatchObject({ run: 2 });
    expect(response.headers.get("etag")).toBe(`"${record?.version}"`);
    await until("the visit is over", async () => (await world.visitStatus(line, 1)) === "SUCCEEDED");
    expect(world.endpoint.framesOf(visitor?.connection ?? "", "end")).toMatchObject([{ outcome: "left" }]);
    const view = await (await send(`GET /rooms/${line.room}`)).json();
    expect(view).toMatchObject({ serving: 1, issued: 0, waiting: 0, active: 0 });
    expect(await arrive(world, { ...line, run: 2 }, 1)).toMatchObject([{ number: 1 }]);
  });

  test("R3 two resets at once are both made: of one run, or of one after the other", async () => {
    const { room } = await world.openRoom();
    const responses = await Promise.all([post(room, "reset"), post(room, "reset")]);
    expect(responses.map(({ status }) => status)).toEqual([200, 200]);
    const record = await ledger.readRoom(room);
    expect([2, 3]).toContain(record?.run);
    expect(record?.settings.state).toBe("open");
    expect(record?.resettingAtMs).toBeUndefined();
    const begun = (await log(room)).filter((what) => what.endsWith("begins"));
    expect(begun).toHaveLength(2);
    expect(begun.at(-1)).toBe("reset the room: run 2 begins");
  });

  test.each(["explode", "", "settings"])("%j is nothing of this API", async (action) => {
    const { room } = await world.openRoom();
    await refusal(await post(room, action), 404, "not_found");
  });
});
