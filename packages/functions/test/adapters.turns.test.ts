import { DeleteMessageCommand, ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import type { Line, ReceivedTurn, Turn, Turns } from "@fairline/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TurnBody } from "../src/adapters/turns.ts";
import { wiring } from "../src/wiring.ts";
import { turnsContract } from "./contract/turns.ts";
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

/** One message a request, as the mapping to `admit` asks: of several, SQS gives a lane's next ones, too. */
async function receiveTurns(room: string): Promise<ReceivedTurn[]> {
  const received: ReceivedTurn[] = [];
  for (;;) {
    const request = { QueueUrl: world.queueUrl("Turns"), MaxNumberOfMessages: 1 };
    const [message] = (await world.sqs.send(new ReceiveMessageCommand(request))).Messages ?? [];
    if (message === undefined) return received.filter(({ line }) => line.room === room);
    const { MessageId = "", ReceiptHandle = "", Body = "" } = message;
    const { room: itsRoom, run, lane, through } = TurnBody.parse(JSON.parse(Body));
    const line = { room: itsRoom, run };
    received.push({ line, lane, through, messageId: MessageId, handle: ReceiptHandle });
  }
}

turnsContract(
  "on SQS",
  async () => ({
    turns,
    receivesMax: wiring.queues.Turns.receivesMax,
    nowMs: () => Date.now(),
    until,
    receive: receiveTurns,
    async delete(handle) {
      const request = { QueueUrl: world.queueUrl("Turns"), ReceiptHandle: handle };
      await world.sqs.send(new DeleteMessageCommand(request));
    },
  }),
  { forgivesExpiredHandles: true },
);

const newLine = (): Line => ({ room: `queue-${++lines}`, run: 1 });
const turnOf = (line: Line, lane: number, reason: string): Turn => ({ line, lane, through: lane, reason });

describe("turns on SQS, beyond their port", () => {
  test("a turn is in the group of its room, run and lane, and says so in its body", async () => {
    const line = { ...newLine(), run: 7 };
    await turns.send([{ line, lane: 3, through: 12, reason: "ticket-12" }]);
    const group = `${line.room}.7.3`;
    const [record] = await world.receive("Turns", line.room);
    expect(record?.attributes).toMatchObject({
      MessageGroupId: group,
      MessageDeduplicationId: `${group}.ticket-12`,
    });
    expect(JSON.parse(record?.body ?? "")).toEqual({ ...line, lane: 3, through: 12 });
  });

  test("a turn that the queue refuses is an error, and the others of its batch arrive", async () => {
    const line = newLine();
    // SQS takes no noncharacters.
    const refused = turnOf({ room: "\uffff", run: 1 }, 0, "ticket-1");
    await expect(turns.send([refused, turnOf(line, 1, "ticket-2")])).rejects.toThrow("1 turns were refused");
    expect((await receiveTurns(line.room)).map(({ lane }) => lane)).toEqual([1]);
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
