import {
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ListeningServer } from "../src/services/http-server.ts";
import { mappingRole, startIdentity } from "../src/services/identity.ts";
import { type SqsService, startSqs } from "../src/services/sqs.ts";

let sqs: SqsService;
let identity: ListeningServer;

beforeAll(async () => {
  sqs = await startSqs();
  identity = await startIdentity(sqs.url);
});
afterAll(async () => {
  await identity.close();
  await sqs.stop();
});

const as = (role: string, endpoint = identity.url) =>
  new SQSClient({
    endpoint,
    useQueueUrlAsEndpoint: false,
    region: "us-east-1",
    credentials: { accessKeyId: role, secretAccessKey: "local" },
    maxAttempts: 1,
  });
const turnsRole = mappingRole({ queue: "Turns" });

const receiveTurn = async (id: string) => {
  const QueueUrl = sqs.queueUrl("Turns");
  const mapping = as(turnsRole);
  await mapping.send(
    new SendMessageCommand({
      QueueUrl,
      MessageBody: id,
      MessageGroupId: id,
      MessageDeduplicationId: id,
    }),
  );
  const { Messages } = await mapping.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
  return { QueueUrl, ReceiptHandle: Messages?.[0]?.ReceiptHandle };
};

describe("the role of the mapping of Turns", () => {
  test("may receive, but may not delete: AWS's AccessDenied, and the message stays in flight", async () => {
    const turn = await receiveTurn("single");
    expect(turn.ReceiptHandle).toBeTypeOf("string");
    const deletion = as(turnsRole).send(new DeleteMessageCommand(turn));
    await expect(deletion).rejects.toMatchObject({
      name: expect.stringMatching(/^AccessDenied/),
      message: expect.stringContaining("explicit deny"),
      $metadata: { httpStatusCode: 403 },
    });
    expect(sqs.count("Turns").inFlight).toBe(1);
    await as("admin", sqs.url).send(new DeleteMessageCommand(turn));
    expect(sqs.count("Turns").inFlight).toBe(0);
  });

  test("may not delete a batch either, since IAM has one permission for both", async () => {
    const { QueueUrl, ReceiptHandle } = await receiveTurn("batch");
    const deletion = as(turnsRole).send(
      new DeleteMessageBatchCommand({ QueueUrl, Entries: [{ Id: "0", ReceiptHandle }] }),
    );
    await expect(deletion).rejects.toMatchObject({ name: expect.stringMatching(/^AccessDenied/) });
    expect(sqs.count("Turns").inFlight).toBe(1);
  });
});

test("another mapping's role deletes what it has handled", async () => {
  const QueueUrl = sqs.queueUrl("Lobby");
  const mapping = as(mappingRole({ queue: "Lobby" }));
  await mapping.send(new SendMessageCommand({ QueueUrl, MessageBody: "a join" }));
  const { Messages } = await mapping.send(new ReceiveMessageCommand({ QueueUrl }));
  await mapping.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: Messages?.[0]?.ReceiptHandle }));
  expect(sqs.count("Lobby")).toEqual({ ready: 0, inFlight: 0, delayed: 0 });
});

test("a long poll that waits gets the message as soon as it is there", async () => {
  const QueueUrl = sqs.queueUrl("Ticks");
  const mapping = as(mappingRole({ queue: "Ticks" }));
  const waiting = mapping.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
  const startedAtMs = Date.now();
  await as("gateway", sqs.url).send(new SendMessageCommand({ QueueUrl, MessageBody: "tick" }));
  expect((await waiting).Messages?.[0]?.Body).toBe("tick");
  expect(Date.now() - startedAtMs).toBeLessThan(2000);
});
