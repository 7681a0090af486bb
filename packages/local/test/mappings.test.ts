import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { type QueueName, wiring } from "@fairline/functions/wiring.ts";
import type { SQSEvent } from "aws-lambda";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { local } from "../src/limits.ts";
import { handledOf, Mapping } from "../src/mappings.ts";
import { type SqsService, startSqs } from "../src/services/sqs.ts";
import { recordedLog, until } from "./fakes.ts";

let sqs: SqsService;
let client: SQSClient;
const mappings: Mapping[] = [];

beforeEach(async () => {
  sqs = await startSqs();
  client = new SQSClient({
    endpoint: sqs.url,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
});
afterEach(async () => {
  const stopping = mappings.splice(0).map((mapping) => mapping.stop());
  await sqs.stop();
  await Promise.all(stopping);
});

const startMapping = (queue: QueueName, invoke: (event: SQSEvent) => Promise<unknown>) => {
  const mapping = wiring.mappings.find((one) => one.queue === queue);
  if (!mapping) throw new Error(`no mapping of ${queue}`);
  const recorded = recordedLog();
  const held: string[] = [];
  const started = new Mapping({
    mapping,
    queue: sqs.inside(queue, mapping.denied),
    queueArn: sqs.queueArn(queue),
    batchMax: queue === "Lobby" ? local.lobbyBatchMax : mapping.batchSize,
    invoke,
    held: (handle) => held.push(handle),
    log: recorded.log,
  });
  mappings.push(started);
  return { ...recorded, mapping: started, counts: started.counts, held };
};

const sendTurn = (lane: number, id: string) =>
  client.send(
    new SendMessageCommand({
      QueueUrl: sqs.queueUrl("Turns"),
      MessageBody: JSON.stringify({ lane }),
      MessageGroupId: `demo:${lane}`,
      MessageDeduplicationId: id,
    }),
  );

const sendToLobby = (count: number) =>
  client.send(
    new SendMessageBatchCommand({
      QueueUrl: sqs.queueUrl("Lobby"),
      Entries: Array.from({ length: count }, (_, index) => ({ Id: `${index}`, MessageBody: `${index}` })),
    }),
  );

describe("the mapping of Turns", () => {
  test("tries to delete handled turns, is refused, counts each and says so once; they stay in flight", async () => {
    const { counts, lines, held } = startMapping("Turns", async () => ({ batchItemFailures: [] }));
    for (const lane of [0, 1, 2]) await sendTurn(lane, `turn-${lane}`);
    await until("three refusals", () => counts.deleteDenied === 3);
    expect(counts).toMatchObject({ handled: 3, deleted: 0, failed: 0 });
    expect(sqs.count("Turns")).toMatchObject({ ready: 0, inFlight: 3 });
    expect(held).toHaveLength(3);
    expect(lines.filter((line) => line.includes("denied"))).toEqual([
      expect.stringMatching(/^Deleting handled turns is denied to the mapping's role, as it must be/),
    ]);
  });

  test("hands over one turn an invocation, with its group and receive count, and other lanes do not wait", async () => {
    const slow = Promise.withResolvers<void>();
    const events: SQSEvent[] = [];
    startMapping("Turns", async (event) => {
      events.push(event);
      await slow.promise;
    });
    for (const lane of [0, 1]) await sendTurn(lane, `turn-${lane}`);
    await until("both lanes", () => events.length === 2);
    for (const { Records } of events) expect(Records).toHaveLength(1);
    expect(events.flatMap(({ Records }) => Records).map(({ attributes }) => attributes)).toEqual([
      expect.objectContaining({ MessageGroupId: "demo:0", ApproximateReceiveCount: "1" }),
      expect.objectContaining({ MessageGroupId: "demo:1", ApproximateReceiveCount: "1" }),
    ]);
    expect(events[0]?.Records[0]).toMatchObject({
      eventSource: "aws:sqs",
      eventSourceARN: sqs.queueArn("Turns"),
      body: '{"lane":0}',
    });
    slow.resolve();
  });
});

describe("the mapping of Lobby", () => {
  test("deletes a handled batch", async () => {
    const { counts } = startMapping("Lobby", async () => ({ batchItemFailures: [] }));
    await sendToLobby(10);
    await until("ten deletions", () => counts.deleted === 10);
    expect(sqs.count("Lobby")).toEqual({ ready: 0, inFlight: 0, delayed: 0 });
  });

  test("takes what has come meanwhile at once, a hundred at most, so that a crowd is registered in few steps", async () => {
    for (let times = 0; times < 25; times++) await sendToLobby(10);
    const sizes: number[] = [];
    const { counts } = startMapping("Lobby", async ({ Records }) => {
      sizes.push(Records.length);
      return { batchItemFailures: [] };
    });
    await until("all deletions", () => counts.deleted === 250);
    expect(Math.max(...sizes)).toBe(100);
    expect(sizes.length).toBeLessThan(6);
  });

  test("keeps what the handler reports as failed, and deletes the rest", async () => {
    const { counts } = startMapping("Lobby", async ({ Records }) => ({
      batchItemFailures: Records.filter(({ body }) => body === "1").map(({ messageId }) => ({
        itemIdentifier: messageId,
      })),
    }));
    await sendToLobby(3);
    await until("two deletions", () => counts.deleted === 2);
    expect(counts.failed).toBe(1);
    expect(sqs.count("Lobby").inFlight).toBe(1);
  });

  test("deletes nothing when the handler throws, and logs it", async () => {
    const { counts, lines } = startMapping("Lobby", async () => {
      throw new Error("out of luck");
    });
    await sendToLobby(2);
    await until("two failures", () => counts.failed === 2);
    expect(counts.deleted).toBe(0);
    expect(sqs.count("Lobby").inFlight).toBe(2);
    expect(lines).toContain("register failed");
  });
});

describe("what counts as handled", () => {
  const messages = ["a", "b"].map((MessageId) => ({ MessageId, ReceiptHandle: "", Body: "", MD5OfBody: "" }));
  // biome-ignore format: a table
  test.each<[string, unknown, string[]]>([
    ["no answer",                        undefined,                                          ["a", "b"]],
    ["an answer without failures",       { batchItemFailures: [] },                          ["a", "b"]],
    ["a failure",                        { batchItemFailures: [{ itemIdentifier: "a" }] },   ["b"]],
    ["a failure of an unknown message",  { batchItemFailures: [{ itemIdentifier: "x" }] },   []],
    ["a failure without an identifier",  { batchItemFailures: [{}] },                        []],
  ])("after %s", (_, result, handled) => {
    expect(handledOf(messages, result).map(({ MessageId }) => MessageId)).toEqual(handled);
  });
});
