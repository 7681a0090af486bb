import { randomUUID } from "node:crypto";
import { changeSettings, type Ledger, type Line, limits, type Ticket } from "@fairline/core";
import type { SQSRecord } from "aws-lambda";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TickJob } from "../src/handlers/tickJob.ts";
import { admitIn, arrive, disconnectOf, joinOf, receiveTurn } from "./arrivals.ts";
import { adminToken, type Emulators, eventOf, lobbyRecord, startEmulators } from "./emulators.ts";
import { until } from "./until.ts";

let world: Emulators;
let ledger: Ledger;

beforeAll(async () => {
  world = await startEmulators();
  ({ ledger } = world.runtime.ports);
});
afterAll(() => world.stop());

/** What EventBridge Scheduler sends when its target was given no input of its own. */
const scheduledEvent = {
  version: "0",
  id: "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa",
  "detail-type": "Scheduled Event",
  source: "aws.scheduler",
  account: "000000000000",
  time: "2030-01-01T12:00:00Z",
  region: "us-east-1",
  resources: ["arn:aws:scheduler:us-east-1:000000000000:schedule/default/fairline-ticks"],
  detail: "{}",
};
const schedule = () => world.invoke("scheduleTicks", scheduledEvent);
const jobsOf = (records: readonly SQSRecord[]) => records.map(({ body }) => TickJob.parse(JSON.parse(body)));
const tickOf = (job: TickJob) => ({ ...lobbyRecord(JSON.stringify(job)), eventSourceARN: "fairline-ticks" });
const run = (job: TickJob) => world.invoke("tick", eventOf(tickOf(job)));

let due = 100;
/** The next tick of a room, whenever it is due. */
function tick(line: Line, tickSeconds = 5): Promise<unknown> {
  due += 5;
  return run({ job: "tick", ...line, dueSeconds: due, tickSeconds });
}

/** A ticket that is admitted, in its slot, as it was so many milliseconds ago. */
async function admitted(line: Line, agoMs: number, over: Partial<Ticket> = {}) {
  const number = await ledger.issue(line, 1);
  const atMs = Date.now() - agoMs;
  const expiresAtMs = atMs + 60_000;
  const connection = randomUUID();
  const ticket = {
    number,
    key: randomUUID(),
    status: "admitted",
    connections: [connection],
    lane: 0,
  } as const;
  const times = { polledUntilMs: 0, seenAtMs: atMs, joinedAtMs: atMs, admittedAtMs: atMs, expiresAtMs };
  await ledger.createTicket(line, { ...ticket, ...times, ...over });
  await ledger.addConnections([{ connection, line, number, askedAtMs: atMs }], atMs);
  const gate = { messageId: "message", nowMs: atMs, issued: number };
  await ledger.claim(line, 0, gate);
  await ledger.dropClaim(line, 0, number, atMs);
  const turn = { messageId: "message", turnHandle: "handle", through: number, slotSeconds: 60 };
  await ledger.fillSlot(line, { lane: 0, number, ...turn, expiresAtMs });
  return { number, connection, visit: { ...line, number, lane: 0, slotSeconds: 60, turnHandle: "handle" } };
}

describe("scheduleTicks", () => {
  test("T1 puts the ticks of the next minute and a little more into the queue, at the multiples of N", async () => {
    const line = await world.openRoom({ tickSeconds: 30 });
    const delayed = world.count("Ticks").delayed;
    await schedule();
    await until("the delayed ticks", () => world.count("Ticks").delayed >= delayed + 2);
    const jobs = jobsOf(await world.receive("Ticks", line.room));
    for (const job of jobs) expect(job).toMatchObject({ job: "tick", ...line, tickSeconds: 30 });
    expect(jobs.length).toBeLessThanOrEqual(1);
  });

  test("T1 delays each tick until the second in which it is due", async () => {
    const line = await world.openRoom({ tickSeconds: 1 });
    await schedule();
    const seen = new Map<number, number>();
    await until("three ticks", async () => {
      for (const job of jobsOf(await world.receive("Ticks", line.room)))
        if (job.job === "tick") seen.set(job.dueSeconds, Date.now() / 1000);
      return seen.size >= 3;
    });
    const dues = [...seen.keys()];
    expect(dues).toEqual(dues.map((_, i) => (dues[0] ?? 0) + i));
    for (const [dueSeconds, atSeconds] of seen) {
      // SQS delays by whole seconds, so a tick may come up to one early.
      expect(atSeconds - dueSeconds).toBeGreaterThan(-1.1);
      expect(atSeconds - dueSeconds).toBeLessThan(3);
    }
  });

  test("T1 that is invoked twice plans the same ticks, and each is told once", async () => {
    const line = await world.openRoom({ tickSeconds: 1 });
    const [visitor = raise()] = await arrive(world, line, 1);
    await Promise.all([schedule(), schedule()]);
    const records: SQSRecord[] = [];
    // The two plans may begin in different seconds: the first tick of one need not be in the other.
    const twice = () =>
      [...Map.groupBy(records, ({ body }) => body).values()].find(({ length }) => length > 1);
    const copies = await until("a tick that is there twice", async () => {
      records.push(...(await world.receive("Ticks", line.room)));
      return twice();
    });
    expect(copies).toHaveLength(2);
    await Promise.all(copies.map((record) => world.invoke("tick", eventOf(record))));
    expect(world.endpoint.framesOf(visitor.connection, "tick")).toHaveLength(1);
  });

  test("plans the ticks of every room", async () => {
    const lines = [await world.openRoom({ tickSeconds: 1 }), await world.openRoom({ tickSeconds: 1 })];
    await schedule();
    for (const { room } of lines)
      await until(`a tick of ${room}`, async () => (await world.receive("Ticks", room)).length > 0);
  });
});

describe("a tick", () => {
  test("T3 tells everybody, waiting or admitted, how the line stands", async () => {
    const line = await world.openRoom({ slots: 2, announcement: "Soon" });
    const visitors = await arrive(world, line, 5);
    await admitIn(world, line, 1);
    await tick(line);
    for (const { connection } of visitors) {
      expect(world.endpoint.framesOf(connection, "tick")).toEqual([
        {
          type: "tick",
          room: line.room,
          serving: 2,
          issued: 5,
          waiting: 4,
          active: 1,
          paceSeconds: expect.any(Number),
          paceSecondsP90: expect.any(Number),
          placesPerSecond: 0,
          state: "open",
          announcement: "Soon",
          nextTickSeconds: 5,
          version: 1,
          at: expect.any(String),
        },
      ]);
    }
    expect(await ledger.listSamples(line, "tick", { countMax: 10 })).toMatchObject([
      { waiting: 4, active: 1, serving: 2 },
    ]);
  });

  test("T1 that comes again, or after a later one, is not told again", async () => {
    const line = await world.openRoom();
    const [visitor = raise()] = await arrive(world, line, 1);
    const job = { job: "tick", ...line, dueSeconds: 1000, tickSeconds: 5 } as const;
    await Promise.all([run(job), run(job)]);
    await run(job);
    await run({ ...job, dueSeconds: 995 });
    expect(world.endpoint.framesOf(visitor.connection, "tick")).toHaveLength(1);
  });

  test.each([
    ["of an older run", { run: 0 }],
    ["that was planned for another N", { tickSeconds: 4 }],
    ["of a room that is not there", { room: "nowhere" }],
  ])("T2 %s is retired in silence", async (_, over) => {
    const line = await world.openRoom();
    const [visitor = raise()] = await arrive(world, line, 1);
    await run({ job: "tick", ...line, dueSeconds: 1000, tickSeconds: 5, ...over });
    expect(world.endpoint.framesOf(visitor.connection, "tick")).toEqual([]);
    expect(await ledger.claimTick(line, 1000, Date.now())).toBe(true);
  });

  test("T5 forgets the connection that turns out to be gone, and its visitor is away", async () => {
    const line = await world.openRoom();
    const [gone = raise(), there = raise()] = await arrive(world, line, 2);
    world.endpoint.hangUp(gone.connection);
    await tick(line);
    expect((await ledger.readTicket(line, gone.number))?.connections).toEqual([]);
    expect(await ledger.removeConnection(gone.connection)).toBeUndefined();
    expect(world.endpoint.framesOf(there.connection, "tick")).toHaveLength(1);
  });

  test("H1 gives every idle slot a turn while somebody waits", async () => {
    const line = await world.openRoom({ slots: 3, state: "paused" });
    await arrive(world, line, 9);
    await retireTurns(line);
    await changeSettings(world.runtime.ports, line.room, { state: "open" }, { who: "olga" });
    await ledger.fillSlot(line, slotOf(1));
    await tick(line);
    for (const lane of [0, 2]) {
      const turn = await receiveTurn(world, line, lane);
      expect(turn.attributes.MessageDeduplicationId).toBe(`${line.room}.1.${lane}.tick-${due}`);
    }
    expect((await world.receive("Turns", line.room)).map(({ body }) => JSON.parse(body).lane)).not.toContain(
      1,
    );
  });

  test("H1 gives no more turns than there are people waiting, and none while the room is paused", async () => {
    const line = await world.openRoom({ slots: 4, state: "paused" });
    await arrive(world, line, 2);
    await retireTurns(line);
    await tick(line);
    expect(await world.receive("Turns", line.room)).toEqual([]);
    await changeSettings(world.runtime.ports, line.room, { state: "open" }, { who: "olga" });
    await tick(line);
    expect(await world.receive("Turns", line.room)).toHaveLength(2);
  });

  test("H2 gives a turn to the lane whose claim a crash has left", async () => {
    const line = await world.openRoom({ slots: 2, state: "paused" });
    await arrive(world, line, 1);
    await retireTurns(line);
    const crashedAtMs = Date.now() - limits.strandedAfterMs - 1;
    await ledger.claim(line, 0, { messageId: "crashed", nowMs: crashedAtMs, issued: 1 });
    await tick(line);
    await world.invoke("admit", eventOf(await receiveTurn(world, line, 0)));
    expect((await ledger.readSlot(line, 0))?.number).toBe(1);
  });

  test("V4 settles a visit that nobody settled in time, deletes its turn, and brings the next one", async () => {
    const line = await world.openRoom({ slots: 1 });
    const agoMs = 60_000 + limits.overdueAllowanceMs + 100;
    const { connection, number } = await admitted(line, agoMs, { openedAtMs: Date.now() - agoMs });
    await world.runtime.ports.turns.send([{ line, lane: 0, through: number, reason: "held" }]);
    const held = await receiveTurn(world, line, 0);
    await ledger.renewHandle(line, 0, { number }, { messageId: held.messageId, handle: held.receiptHandle });
    await arrive(world, line, 1);
    expect(await world.receive("Turns", line.room)).toEqual([]);
    await tick(line);
    expect((await ledger.readTicket(line, number))?.status).toBe("expired");
    expect(world.endpoint.framesOf(connection, "end")).toMatchObject([{ outcome: "expired" }]);
    await admitIn(world, line, 0);
    expect((await ledger.readSlot(line, 0))?.number).toBe(2);
  });

  test("V8 starts the execution that a crash kept from beginning", async () => {
    const line = await world.openRoom({ slots: 1 });
    const { connection, number } = await admitted(line, limits.strandedAfterMs + 100);
    await tick(line);
    await until("the call", () => world.endpoint.framesOf(connection, "turn").length === 1);
    expect(await world.visitStatus(line, number)).toBe("RUNNING");
  });

  test("V8 settles the visit whose ending its execution never heard", async () => {
    const line = await world.openRoom({ slots: 1 });
    const { number, visit } = await admitted(line, 1000);
    await world.runtime.ports.visits.start(visit);
    await until("the token", async () => (await ledger.readSlot(line, 0))?.taskToken);
    const longAgoMs = Date.now() - limits.strandedAfterMs - 100;
    await ledger.endTicket(line, number, { from: "admitted", outcome: "completed", nowMs: longAgoMs });
    await ledger.markEnding(line, 0, { number }, "completed", longAgoMs);
    await tick(line);
    expect(await ledger.readSlot(line, 0)).toBeUndefined();
    await until("the end", async () => (await world.visitStatus(line, number)) === "SUCCEEDED");
    expect((await ledger.readTicket(line, number))?.status).toBe("completed");
  });

  test("V5 ends the visit of who has been away for graceSeconds as a no-show, and not a moment before", async () => {
    const line = await world.openRoom({ slots: 1, graceSeconds: 15 });
    const { number, visit } = await admitted(line, 20_000, { connections: [] });
    await world.runtime.ports.visits.start(visit);
    await until("nobody hears the call", async () => (await ledger.readSlot(line, 0))?.awaySinceMs);
    await tick(line);
    expect((await ledger.readTicket(line, number))?.status).toBe("admitted");
    await ledger.markAway(line, 0, { number }, Date.now() - 15_000);
    await tick(line);
    expect((await ledger.readTicket(line, number))?.status).toBe("noshow");
    await until("the end", async () => (await world.visitStatus(line, number)) === "SUCCEEDED");
    expect(await ledger.readSlot(line, 0)).toBeUndefined();
    expect(await ledger.readStats(line)).toMatchObject({ noshow: 1 });
  });

  test("V5 spares who is back, though the slot still says away", async () => {
    const line = await world.openRoom({ slots: 1, graceSeconds: 1 });
    const { number } = await admitted(line, 2000);
    await ledger.markAway(line, 0, { number }, Date.now() - 60_000);
    await tick(line);
    expect((await ledger.readTicket(line, number))?.status).toBe("admitted");
  });

  test("T4 P4 gives up on those who were passed over and stayed away for longer than holdSeconds", async () => {
    const line = await world.openRoom({ holdSeconds: 10 });
    const key = randomUUID();
    const times = { polledUntilMs: 0, joinedAtMs: Date.now() - 60_000 };
    for (const [number, awaySeconds] of [
      [1, 11],
      [2, 9],
    ] as const) {
      const seenAtMs = Date.now() - awaySeconds * 1000;
      await ledger.createTicket(line, {
        number,
        key,
        status: "waiting",
        connections: [],
        seenAtMs,
        ...times,
      });
      await ledger.addPassedOver(line, number, seenAtMs);
    }
    await tick(line);
    expect((await ledger.readTicket(line, 1))?.status).toBe("left");
    expect((await ledger.readTicket(line, 2))?.status).toBe("waiting");
    expect(await ledger.listPassedOver(line, 9)).toEqual([2]);
    expect(await ledger.readStats(line)).toMatchObject({ left: 1, leftWaiting: 1 });
  });

  test("T3 of a long line is told shard by shard, by messages of their own", async () => {
    const line = await world.openRoom({ slots: 2 });
    const visitors = await arrive(world, line, 10);
    await ledger.issue(line, 300);
    await tick(line);
    for (const { connection } of visitors) expect(world.endpoint.framesOf(connection, "tick")).toEqual([]);
    const jobs = await world.receive("Ticks", line.room);
    expect(
      jobsOf(jobs)
        .map((job) => job.job !== "tick" && job.shard)
        .sort(),
    ).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    // 5,000 pushes a second, for the five seconds until the next tick.
    for (const job of jobsOf(jobs)) expect(job).toMatchObject({ index: due / 5, pushesMax: 25_000 });
    for (const job of jobsOf(jobs)) expect(job).not.toHaveProperty("course");
    for (const job of jobs) await world.invoke("tick", eventOf(job));
    for (const { connection } of visitors)
      expect(world.endpoint.framesOf(connection, "tick")).toMatchObject([{ issued: 310, waiting: 310 }]);
  });

  test("T7 reaches those far from the head less often than its budget, and says when the next one comes", async () => {
    const line = await world.openRoom({ slots: 1 });
    const visitors = await arrive(world, line, 16);
    await tick(line);
    const [seen = raise()] = world.endpoint.framesOf(visitors[0]?.connection ?? "", "tick");
    const message = { ...seen, waiting: 16 };
    for (const index of [0, 1, 2, 3]) {
      for (let shard = 0; shard < limits.shards; shard++)
        await run({ job: "broadcast", ...line, shard, message, index, pushesMax: 8 });
    }
    const heard = visitors.map(({ connection }) => world.endpoint.framesOf(connection, "tick").slice(1));
    expect(heard[0]).toHaveLength(4);
    expect(heard[0]?.[0]?.nextTickSeconds).toBe(5);
    expect(heard[15]?.length).toBeLessThan(4);
    expect(heard[15]?.[0]?.nextTickSeconds).toBeGreaterThan(5);
    expect(heard.flat().length).toBeLessThanOrEqual(4 * 8);
  });

  test.each(["tick", '{"job":"dance"}', '{"job":"tick","room":"demo"}'])(
    "what is no job (%s) is an error, so that the message goes to the dead letters in the end",
    async (body) => {
      await expect(world.invoke("tick", eventOf(lobbyRecord(body)))).rejects.toThrow();
    },
  );
});

describe("after a reset", () => {
  test("R3 everybody of the older run hears that the place is gone, is forgotten, and may join the new run", async () => {
    const line = await world.openRoom({ slots: 2, tickSeconds: 5 });
    const [inside = raise(), away = raise(), waiting = raise()] = await arrive(world, line, 3);
    await admitIn(world, line, 1);
    await world.invoke("register", eventOf(disconnectOf(away)));
    const response = await world.app.fetch(
      new Request(`http://fairline.test/admin/rooms/${line.room}/reset`, {
        method: "POST",
        headers: { authorization: `Bearer ${adminToken}` },
      }),
    );
    expect(response.status).toBe(200);
    await until("the visit is over", async () => (await world.visitStatus(line, 1)) === "SUCCEEDED");
    const jobs = (await world.receive("Ticks", line.room)).filter((record) =>
      record.body.includes("farewell"),
    );
    expect(jobs).toHaveLength(limits.shards);
    for (const job of [...jobs, ...jobs]) await world.invoke("tick", eventOf(job));

    const end = (number: number) => ({ type: "end", room: line.room, number, outcome: "left" });
    expect(world.endpoint.framesOf(inside.connection, "end")).toEqual([end(1)]);
    expect(world.endpoint.framesOf(waiting.connection, "end")).toEqual([end(3)]);
    expect(world.endpoint.framesOf(away.connection, "end")).toEqual([]);
    expect(await ledger.removeConnection(waiting.connection)).toBeUndefined();
    expect(await ledger.listSlots(line)).toEqual([]);

    await world.invoke("register", eventOf(joinOf(line.room, waiting)));
    expect(world.endpoint.framesOf(waiting.connection, "ticket").at(-1)).toMatchObject({
      number: 1,
      serving: 1,
    });
  });
});

/** All turns of a room that is paused are retired: it has as many idle slots as it has lanes. */
async function retireTurns(line: Line): Promise<void> {
  for (;;) {
    const turns = await world.receive("Turns", line.room);
    const inFlight = world.count("Turns").inFlight;
    if (turns.length === 0) return;
    for (const turn of turns) await world.invoke("admit", eventOf(turn));
    await until("they are gone", () => world.count("Turns").inFlight <= inFlight - turns.length);
  }
}

function slotOf(lane: number) {
  const turn = { messageId: "other", turnHandle: "handle", through: 0, slotSeconds: 60 };
  return { lane, number: 99, ...turn, expiresAtMs: Date.now() + 60_000 };
}

function raise(): never {
  throw new Error("it was not there");
}
