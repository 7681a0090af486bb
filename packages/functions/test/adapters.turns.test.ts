import { ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import type { Line, Turn, Turns } from "@fairline/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TurnBody } from "../src/adapters/turns.ts";
import { type Emulators, startEmulators } from "./emulators.ts";
import { until } from "./until.ts";

let world: Emulators;
let turns: Turns;
let lines = 0;

beforeAll(async () => {
  world = await startEmulators();
  ({ turns } = world.runtime.ports);
});
afterAll(() => world.stop());

const newLine = (): Line => ({ room: `turns-${++lines}`, run: 1 });
const turnOf = (line: Line, lane: number, reason: string): Turn => ({ line, lane, through: lane, reason });
const received = async ({ room }: Line) => {
  const records = await world.receive("Turns", room);
  return records.map((record) => ({
    handle: record.receiptHandle,
    messageId: record.messageId,
    group: record.attributes.MessageGroupId,
    deduplication: record.attributes.MessageDeduplicationId,
    ...TurnBody.parse(JSON.parse(record.body)),
  }));
};
const receivedOne = (line: Line) => until("a turn", async () => (await received(line))[0]);

describe("a turn that is sent", () => {
  test("carries room, run, lane and through, in the group of its lane and run", async () => {
    const line = { ...newLine(), run: 7 };
    await turns.send([{ line, lane: 3, through: 12, reason: "ticket-12" }]);
    const group = `${line.room}.7.3`;
    expect(await received(line)).toEqual([
      {
        handle: expect.any(String),
        messageId: expect.any(String),
        group,
        deduplication: `${group}.ticket-12`,
        ...line,
        lane: 3,
        through: 12,
      },
    ]);
  });

  test("J6 more than ten at once all arrive, each in its lane", async () => {
    const line = newLine();
    await turns.send(Array.from({ length: 34 }, (_, lane) => turnOf(line, lane, "ticket")));
    const lanes = (await received(line)).map(({ lane }) => lane).sort((a, b) => a - b);
    expect(lanes).toEqual(Array.from({ length: 34 }, (_, lane) => lane));
  });

  test("H1 twice for the same reason is one turn in its lane, for another reason or in another lane one more", async () => {
    const line = newLine();
    const sent = [turnOf(line, 0, "tick-5"), turnOf(line, 0, "tick-5"), turnOf(line, 1, "tick-5")];
    await turns.send(sent);
    await turns.send(sent);
    expect((await received(line)).map(({ lane }) => lane).sort()).toEqual([0, 1]);
    await turns.send([turnOf(line, 2, "tick-5"), turnOf(line, 2, "tick-10")]);
    const first = await receivedOne(line);
    await turns.retire(first.handle);
    expect(await receivedOne(line)).toMatchObject({ lane: 2, deduplication: `${line.room}.1.2.tick-10` });
  });

  test("R3 for another run of the room is not shut out by the first run's turn in the same lane", async () => {
    const line = newLine();
    await turns.send([turnOf(line, 0, "ticket-1")]);
    const old = await receivedOne(line);
    await turns.send([turnOf({ ...line, run: 2 }, 0, "ticket-1")]);
    const next = await receivedOne(line);
    expect([old.run, next.run]).toEqual([1, 2]);
  });

  test("none at all is no request", async () => {
    await expect(turns.send([])).resolves.toBeUndefined();
  });

  test("whose queue refuses one of a batch is an error, and the others arrive", async () => {
    const line = newLine();
    // SQS takes no noncharacters.
    const refused = turnOf({ room: "\uffff", run: 1 }, 0, "ticket-1");
    await expect(turns.send([refused, turnOf(line, 1, "ticket-2")])).rejects.toThrow("1 turns were refused");
    expect((await receivedOne(line)).lane).toBe(1);
  });
});

describe("a turn that was received", () => {
  test("I1 shuts its lane, and the lane alone", async () => {
    const line = newLine();
    await turns.send([turnOf(line, 0, "first"), turnOf(line, 0, "second")]);
    await receivedOne(line);
    expect(await received(line)).toEqual([]);
    await turns.send([turnOf(line, 1, "first")]);
    expect((await receivedOne(line)).lane).toBe(1);
  });

  test("A3 comes back when it is held for no longer, with another handle and the same id", async () => {
    const line = newLine();
    await turns.send([turnOf(line, 0, "first"), turnOf(line, 0, "second")]);
    const first = await receivedOne(line);
    await turns.hold(first.handle, 0);
    const again = await receivedOne(line);
    expect(again.messageId).toBe(first.messageId);
    expect(again.handle).not.toBe(first.handle);
  });

  test("A6 is held for as long as is asked for, up to the longest visit", async () => {
    const line = newLine();
    await turns.send([turnOf(line, 0, "first")]);
    const { handle } = await receivedOne(line);
    await expect(turns.hold(handle, 43_060)).resolves.toBeUndefined();
    await expect(turns.hold(handle, 43_201)).rejects.toThrow();
  });

  test("A8 that is retired is deleted, and opens its lane for the next", async () => {
    const line = newLine();
    await turns.send([turnOf(line, 0, "first"), turnOf(line, 0, "second")]);
    const first = await receivedOne(line);
    const inFlight = world.count("Turns").inFlight;
    await turns.retire(first.handle);
    await until("the message is gone", () => world.count("Turns").inFlight < inFlight);
    const next = await receivedOne(line);
    expect(next.messageId).not.toBe(first.messageId);
    expect(next.deduplication).toMatch(/second$/);
  });

  test("A8 that is retired twice is no accident", async () => {
    const line = newLine();
    await turns.send([turnOf(line, 0, "first")]);
    const { handle } = await receivedOne(line);
    const inFlight = world.count("Turns").inFlight;
    await Promise.all([turns.retire(handle), turns.retire(handle)]);
    await until("the message is gone", () => world.count("Turns").inFlight < inFlight);
  });
});

describe("the queue of the ticks", () => {
  const texts = async (prefix: string) => {
    const { Messages = [] } = await world.sqs.send(
      new ReceiveMessageCommand({ QueueUrl: world.queueUrl("Ticks"), MaxNumberOfMessages: 10 }),
    );
    return Messages.map(({ Body = "" }) => Body).filter((body) => body.includes(prefix));
  };

  test("takes more than ten messages at once, and hides those with a delay", async () => {
    const { room } = newLine();
    const bodies = Array.from({ length: 13 }, (_, dueSeconds) => ({
      body: { job: "tick", room, run: 1, dueSeconds, tickSeconds: 1 } as const,
      ...(dueSeconds === 12 ? { delaySeconds: 60 } : {}),
    }));
    const delayed = world.count("Ticks").delayed;
    await world.runtime.ticks.send(bodies);
    const arrived = [...(await texts(room)), ...(await texts(room))];
    expect(arrived.map((text) => JSON.parse(text).dueSeconds).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 12 }, (_, i) => i),
    );
    expect(world.count("Ticks").delayed).toBe(delayed + 1);
  });
});
