import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AccessDenied } from "../src/services/inside-queue.ts";
import { type SqsService, startSqs } from "../src/services/sqs.ts";

let sqs: SqsService;
let client: SQSClient;

beforeAll(async () => {
  sqs = await startSqs();
  client = new SQSClient({
    endpoint: sqs.url,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
});
afterAll(async () => {
  client.destroy();
  await sqs.stop();
});

const none = { ready: 0, inFlight: 0, delayed: 0 };

describe("a role that is denied to delete", () => {
  test("may receive, but may not delete: the message stays in flight, until one who may deletes it", async () => {
    const QueueUrl = sqs.queueUrl("Turns");
    const turn = { QueueUrl, MessageBody: "turn", MessageGroupId: "1", MessageDeduplicationId: "1" };
    await client.send(new SendMessageCommand(turn));
    const mapping = sqs.inside("Turns", ["sqs:DeleteMessage"]);
    const [received] = await mapping.receive(1, 5);
    expect(received).toMatchObject({ Body: "turn", Attributes: { MessageGroupId: "1" } });
    expect(() => mapping.delete([received?.ReceiptHandle ?? ""])).toThrow(AccessDenied);
    expect(sqs.count("Turns")).toEqual({ ...none, inFlight: 1 });
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: received?.ReceiptHandle }));
    expect(sqs.count("Turns")).toEqual(none);
  });
});

test("what is sent inside is received over HTTP, and the other way round", async () => {
  const QueueUrl = sqs.queueUrl("Lobby");
  const inside = sqs.inside("Lobby");
  inside.send("a join");
  const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl }));
  expect(Messages.map(({ Body }) => Body)).toEqual(["a join"]);
  inside.delete(Messages.map(({ ReceiptHandle = "" }) => ReceiptHandle));
  expect(sqs.count("Lobby")).toEqual(none);
});

test("who waits gets a message as soon as it is there", async () => {
  const waiting = sqs.inside("Ticks").receive(10, 20);
  await client.send(new SendMessageCommand({ QueueUrl: sqs.queueUrl("Ticks"), MessageBody: "tick" }));
  expect((await waiting).map(({ Body }) => Body)).toEqual(["tick"]);
});

test("more than SQS hands out at once are received together, and no more than asked for", async () => {
  const inside = sqs.inside("Lobby");
  for (let n = 0; n < 35; n++) inside.send(`${n}`);
  const [some, rest] = [await inside.receive(25, 0), await inside.receive(25, 0)];
  expect([some.length, rest.length]).toEqual([25, 10]);
  inside.delete([...some, ...rest].map(({ ReceiptHandle }) => ReceiptHandle));
  expect(sqs.count("Lobby")).toEqual(none);
});

test("what SQS refuses is refused here too", () => {
  expect(() => sqs.inside("Lobby").send("\u0000")).toThrow("Invalid characters");
});
