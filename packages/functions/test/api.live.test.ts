import { SendMessageCommand } from "@aws-sdk/client-sqs";
import {
  type Ledger,
  type Line,
  LiveView,
  limits,
  Preview,
  Rooms,
  type Sample,
  Samples,
} from "@fairline/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod/mini";
import { sqsDeadLetters } from "../src/adapters/deadLetters.ts";
import { admitIn, arrive, passOf } from "./arrivals.ts";
import { type Emulators, eventOf, lobbyRecord, startEmulators, adminToken as token } from "./emulators.ts";
import { refusal, send } from "./requests.ts";
import { until } from "./until.ts";

let world: Emulators;
let ledger: Ledger;

beforeAll(async () => {
  world = await startEmulators();
  ({ ledger } = world.runtime.ports);
  const QueueUrl = process.env.TICKS_DEAD_QUEUE_URL;
  await world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "of no use" }));
});
afterAll(() => world.stop());

async function answerOf<S extends z.ZodMiniType>(
  schema: S,
  route: string,
  body?: unknown,
): Promise<z.output<S>> {
  const response = await send(route, { token, body });
  const text = await response.text();
  expect(response.status, text).toBe(200);
  expect(response.headers.get("cache-control")).toBe("no-store");
  return schema.parse(JSON.parse(text));
}
const live = (room: string, query = "") => answerOf(LiveView, `GET /admin/rooms/${room}/live${query}`);

let dueSeconds = 0;
async function tick(line: Line): Promise<void> {
  dueSeconds += 5;
  const job = { job: "tick", ...line, dueSeconds, tickSeconds: 5 };
  await world.invoke("tick", eventOf(lobbyRecord(JSON.stringify(job))));
}

const sampleAt = (atMs: number, over: Partial<Sample> = {}): Sample => ({
  atMs,
  waiting: 1,
  active: 1,
  slots: 2,
  serving: 1,
  issued: 1,
  admitted: 1,
  ended: 0,
  pushes: 0,
  lastWaitSeconds: 0,
  ...over,
});
const iso = (ms: number) => new Date(ms).toISOString();

describe("GET /admin/rooms/{room}/live", () => {
  test("shows figures, slots and samples, and nothing that is the backend's own", async () => {
    const line = await world.openRoom({ slots: 2 });
    const visitors = await arrive(world, line, 4);
    await admitIn(world, line, 1);
    await send(`POST /rooms/${line.room}/visits/complete`, {
      token: visitors[0] === undefined ? "" : await passOf(world, visitors[0]),
    });
    await until("the slot is empty", async () => (await ledger.readSlot(line, 1)) === undefined);
    await admitIn(world, line, 0);
    await tick(line);
    await send(`PUT /admin/rooms/${line.room}/settings`, { token, body: { graceSeconds: 20 } });

    const response = await send(`GET /admin/rooms/${line.room}/live`, { token });
    const text = await response.text();
    const view = z.strictObject(LiveView.shape).parse(JSON.parse(text));
    expect(view).toMatchObject({
      run: 1,
      version: 2,
      snapshot: { room: line.room, serving: 3, issued: 4, waiting: 2, active: 1, graceSeconds: 20 },
      configured: { graceSeconds: 15 },
      totals: { issued: 4, admitted: 2, completed: 1, expired: 0, left: 0, noshow: 0, leftWaiting: 0 },
      noShowRate: 0,
      pushes: { perSecondMax: 5000 },
      // Ada is done, and hears no more.
      usage: { ticks: 1, pushes: 3, connectionMinutes: 15 / 60 },
      deadLetters: { Lobby: 0, Turns: 0, Ticks: 1 },
      slots: [{ lane: 0, number: 2, away: false, called: false }],
      samples: [{ waiting: 2, active: 1, slots: 2, serving: 3, issued: 4, admitted: 2, ended: 1, pushes: 0 }],
      lastTickAt: expect.any(String),
    });
    const [slot] = view.slots;
    expect(Date.parse(slot?.expiresAt ?? "") - Date.parse(slot?.since ?? "")).toBe(60_000);
    expect(view.waits?.meanSeconds).toBeGreaterThanOrEqual(0);
    expect(view.waits?.p95Seconds).toBeGreaterThanOrEqual(view.waits?.p50Seconds ?? Number.NaN);
    expect(view.lastWait?.likelySeconds).toBeCloseTo(2 * view.snapshot.paceSeconds, 6);
    const { turnHandle, taskToken } = (await ledger.readSlot(line, 0)) ?? {};
    for (const secret of [turnHandle, taskToken, visitors[1]?.key, visitors[1]?.connection])
      expect(text).not.toContain(secret ?? "nothing was there to keep");
  });

  test("of a room in which nothing has happened yet is empty", async () => {
    const { room } = await world.openRoom();
    const view = await live(room);
    expect(view).toMatchObject({
      slots: [],
      samples: [],
      totals: { issued: 0 },
      lastWait: { likelySeconds: 0 },
      perMinute: { joined: 0, admitted: 0, ended: 0 },
      pushes: { perSecond: 0 },
      usage: { ticks: 0, pushes: 0, connectionMinutes: 0 },
    });
    for (const absent of ["lastTickAt", "waits", "noShowRate"]) expect(view).not.toHaveProperty(absent);
  });

  test("F4 tells no wait where nobody is called", async () => {
    const { room } = await world.openRoom({ state: "paused" });
    expect(await live(room)).not.toHaveProperty("lastWait");
  });

  test("says who is away, and who polls only from the end of the poll on", async () => {
    const line = await world.openRoom({ slots: 2 });
    await arrive(world, line, 2);
    await admitIn(world, line, 1);
    await admitIn(world, line, 0);
    await ledger.markAway(line, 0, (await ledger.readSlot(line, 0)) ?? { number: 0 }, Date.now() - 1);
    await ledger.markAway(line, 1, (await ledger.readSlot(line, 1)) ?? { number: 0 }, Date.now() + 60_000);
    expect((await live(line.room)).slots.map(({ lane, away }) => [lane, away])).toEqual([
      [0, true],
      [1, false],
    ]);
  });

  test("C1 says who has yet to answer a call, and no longer when it is answered", async () => {
    const line = await world.openRoom({ slots: 1, confirm: true });
    const [visitor] = await arrive(world, line, 1);
    await admitIn(world, line, 0);
    const connection = visitor?.connection ?? "";
    await until("the call", () => world.endpoint.framesOf(connection, "call").length > 0);
    expect((await live(line.room)).slots).toMatchObject([{ lane: 0, number: 1, called: true }]);
    const [ticket] = world.endpoint.framesOf(connection, "ticket");
    await send(`POST /rooms/${line.room}/tickets/me/confirm`, { token: ticket?.resume });
    expect((await live(line.room)).slots).toMatchObject([{ lane: 0, number: 1, called: false }]);
  });

  test("F2 shows the latest samples, with ?since= only later ones, and tells of the last minute in either case", async () => {
    const line = await world.openRoom();
    const nowMs = Date.now();
    const older = [
      sampleAt(nowMs - 90_000, { issued: 10 }),
      sampleAt(nowMs - 61_000, { issued: 20, pushes: 100 }),
      sampleAt(nowMs - 30_000, { issued: 60 }),
    ];
    for (const sample of older) await ledger.addSample(line, sample, "tick");
    await ledger.issue(line, 81);
    await ledger.addUsage(line, { pushes: 710, connectionSeconds: 1 });
    const all = await live(line.room);
    expect(all.samples.map(({ at }) => at)).toEqual(older.map(({ atMs }) => iso(atMs)));
    expect(all.perMinute.joined).toBeCloseTo(60, -0.5);
    expect(all.pushes.perSecond).toBeCloseTo(10, -0.5);
    const later = await live(line.room, `?since=${iso(nowMs - 30_001)}`);
    expect(later.samples).toEqual(all.samples.slice(-1));
    expect(later.perMinute.joined).toBeCloseTo(60, -0.5);
    expect((await live(line.room, `?since=${iso(nowMs - 30_000)}`)).samples).toEqual([]);
    expect((await live(line.room, `?since=${iso(nowMs + 1000)}`)).samples).toEqual([]);
  });

  test("F2 without ?since= shows the samples of the last ten minutes, with it those before, too", async () => {
    const line = await world.openRoom();
    const nowMs = Date.now();
    const [old, young] = [nowMs - 610_000, nowMs - 590_000];
    for (const atMs of [old, young]) await ledger.addSample(line, sampleAt(atMs), "tick");
    const shown = async (query = "") => (await live(line.room, query)).samples.map(({ at }) => at);
    expect(await shown()).toEqual([iso(young)]);
    expect(await shown(`?since=${iso(old - 1)}`)).toEqual([iso(old), iso(young)]);
  });

  test("F2 shows so many samples at most", async () => {
    const line = await world.openRoom();
    const firstMs = Date.now() - 3_000_000;
    const count = limits.samplesMax + 3;
    const samples = Array.from({ length: count }, (_, i) => sampleAt(firstMs + i * 1000));
    await Promise.all(samples.map((sample) => ledger.addSample(line, sample, "tick")));
    const view = await live(line.room, `?since=${iso(firstMs - 1)}`);
    expect(view.samples).toHaveLength(limits.samplesMax);
    expect(view.samples.at(-1)?.at).toBe(iso(firstMs + (count - 1) * 1000));
  });

  test.each(["yesterday", "1763636400000", "2026-01-01", ""])("refuses %j as a moment", async (since) => {
    const { room } = await world.openRoom();
    for (const view of ["live", "samples"]) {
      const problem = await refusal(
        await send(`GET /admin/rooms/${room}/${view}?since=${since}`, { token }),
        422,
        "invalid",
      );
      expect(problem.detail).toContain("since");
    }
  });
});

describe("dead letters", () => {
  const urls = (queueUrl: string) => ({ Lobby: queueUrl, Turns: queueUrl, Ticks: queueUrl });
  const clock = { nowMs: () => 0 };

  test("that cannot be counted are nothing, and an error of nobody's", async () => {
    const nowhere = sqsDeadLetters(world.sqs, urls("http://127.0.0.1:9/000000000000/nowhere"), clock);
    expect(await nowhere.count()).toBeUndefined();
  });

  test("are counted again after ten seconds, and not before", async () => {
    let nowMs = 0;
    const QueueUrl = process.env.LOBBY_DEAD_QUEUE_URL ?? "";
    const letters = sqsDeadLetters(world.sqs, urls(QueueUrl), { nowMs: () => nowMs });
    const before = (await letters.count())?.Lobby ?? Number.NaN;
    await world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "of no use" }));
    nowMs = limits.deadLettersKeptMs - 1;
    expect((await letters.count())?.Lobby).toBe(before);
    nowMs = limits.deadLettersKeptMs;
    expect((await letters.count())?.Lobby).toBe(before + 1);
  });
});

describe("GET /admin/rooms/{room}/samples", () => {
  test("F2 shows those of minutes, with ?since= only later ones", async () => {
    const line = await world.openRoom();
    const nowMs = Date.now();
    const minutes = [3, 2, 1].map((ago) => sampleAt(nowMs - ago * 60_000));
    for (const sample of minutes) await ledger.addSample(line, sample, "minute");
    await ledger.addSample(line, sampleAt(nowMs), "tick");
    const read = async (query = "") => {
      const { samples } = await answerOf(Samples, `GET /admin/rooms/${line.room}/samples${query}`);
      return samples.map(({ at }) => Date.parse(at));
    };
    expect(await read()).toEqual(minutes.map(({ atMs }) => atMs));
    expect(await read(`?since=${iso(nowMs - 120_000)}`)).toEqual([nowMs - 60_000]);
  });
});

describe("GET /admin/rooms", () => {
  test("shows every room by name, with how its last half hour went", async () => {
    const busy = await world.openRoom({ slots: 1, title: "Trains" });
    const calm = await world.openRoom({ slots: 7, state: "closed" });
    await arrive(world, busy, 3);
    await admitIn(world, busy, 0);
    const nowMs = Date.now();
    for (const minutes of [31, 29, 1])
      await ledger.addSample(busy, sampleAt(nowMs - minutes * 60_000, { waiting: minutes }), "minute");
    const { rooms } = await answerOf(Rooms, "GET /admin/rooms");
    expect(rooms.map(({ room }) => room)).toEqual([...rooms].map(({ room }) => room).sort());
    const of = (line: Line) => rooms.find(({ room }) => room === line.room);
    expect(of(busy)).toMatchObject({
      title: "Trains",
      state: "open",
      waiting: 2,
      active: 1,
      slots: 1,
      tickSeconds: 5,
      samples: [{ waiting: 29 }, { waiting: 1 }],
    });
    expect(of(busy)?.lastWait).toEqual((await live(busy.room)).lastWait);
    expect(of(calm)).toMatchObject({ state: "closed", waiting: 0, active: 0, slots: 7, samples: [] });
    expect(of(calm)).not.toHaveProperty("lastWait");
  });

  test.each([undefined, "x", `${token}x`])(
    "without the operator's token, with %j, is refused",
    async (wrong) => {
      await refusal(await send("GET /admin/rooms", { token: wrong }), 401, "unauthorized");
    },
  );
});

describe("POST /admin/rooms/{room}/preview", () => {
  test("F5 tells what a change would do, and changes nothing", async () => {
    const line = await world.openRoom({ slots: 1 });
    await arrive(world, line, 9);
    await admitIn(world, line, 0);
    const before = await ledger.readRoom(line.room);
    const told = await answerOf(Preview, `POST /admin/rooms/${line.room}/preview`, { slots: 2 });
    expect(told.version).toBe(1);
    expect(told.now.lastWait).toEqual((await live(line.room)).lastWait);
    expect(told.then.lastWait?.likelySeconds).toBeLessThan(0.5 * (told.now.lastWait?.likelySeconds ?? 0));
    expect(told.effects[0]).toMatch(/^At X = 2 the last in line waits about .+ instead of .+\.$/);
    expect(await ledger.readRoom(line.room)).toEqual(before);
    expect(await ledger.listSlots(line)).toHaveLength(1);
  });

  test("F5 of the settings in force tells that nothing changes", async () => {
    const { room } = await world.openRoom({ slots: 2 });
    for (const change of [{}, { slots: 2 }]) {
      const told = await answerOf(Preview, `POST /admin/rooms/${room}/preview`, change);
      expect(told.then).toEqual(told.now);
      expect(told.effects).toEqual([]);
    }
  });

  test("R4 refuses what a change would be refused for", async () => {
    const { room } = await world.openRoom();
    const preview = (body: unknown) => send(`POST /admin/rooms/${room}/preview`, { token, body });
    const problem = await refusal(await preview({ slots: 5001 }), 422, "invalid");
    expect(problem.detail).toContain("5000");
    await refusal(await preview({ slot: 5 }), 422, "invalid");
    await refusal(await preview("{"), 400, "bad_json");
  });
});

test.each(["GET live", "GET samples", "POST preview"])(
  "%s of a room that is not there is unknown",
  async (route) => {
    const [method, view] = route.split(" ");
    const body = method === "POST" ? {} : undefined;
    await refusal(await send(`${method} /admin/rooms/nowhere/${view}`, { token, body }), 404, "unknown_room");
  },
);
