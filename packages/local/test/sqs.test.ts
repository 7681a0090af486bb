import { mkdtempSync } from "node:fs";
import { createConnection } from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { wiring } from "@fairline/functions/wiring.ts";
import { afterEach, describe, expect, test } from "vitest";
import { queueAttributes, queueName, type SqsService, startSqs } from "../src/services/sqs.ts";

const open: SqsService[] = [];
const start = async (dataDir?: string) => {
  const service = await startSqs({ dataDir });
  open.push(service);
  const client = new SQSClient({
    endpoint: service.url,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  const turns = service.queueUrl("Turns");
  return {
    service,
    client,
    send: (group: string, id: string, body = id) =>
      client.send(
        new SendMessageCommand({
          QueueUrl: turns,
          MessageGroupId: group,
          MessageDeduplicationId: id,
          MessageBody: body,
        }),
      ),
    receive: async () =>
      (
        await client.send(
          new ReceiveMessageCommand({
            QueueUrl: turns,
            MaxNumberOfMessages: 10,
            MessageSystemAttributeNames: ["All"],
          }),
        )
      ).Messages ?? [],
    hide: (handle: string | undefined, seconds: number) =>
      client.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: turns,
          ReceiptHandle: handle,
          VisibilityTimeout: seconds,
        }),
      ),
    remove: (handle: string | undefined) =>
      client.send(new DeleteMessageCommand({ QueueUrl: turns, ReceiptHandle: handle })),
  };
};

afterEach(async () => {
  for (const service of open.splice(0)) await service.stop();
});

const folder = () => mkdtempSync(join(tmpdir(), "fairline-"));

describe("the queues", () => {
  test("are there with the wiring's attributes, and each with a dead-letter queue of its kind", async () => {
    const { service, client } = await start();
    for (const queue of ["Lobby", "Turns", "Ticks"] as const) {
      const read = (QueueUrl: string) =>
        client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }));
      const { Attributes = {} } = await read(service.queueUrl(queue));
      const dead = await read(service.deadQueueUrl(queue));
      const expected = queueAttributes(wiring.queues[queue], dead.Attributes?.QueueArn);
      expect(Attributes).toMatchObject(expected);
      expect(dead.Attributes?.FifoQueue).toBe(Attributes.FifoQueue);
    }
  });

  test("have names and addresses on 127.0.0.1", async () => {
    const { service } = await start();
    expect(queueName("Turns")).toBe("fairline-turns.fifo");
    expect(service.queueUrl("Lobby")).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/000000000000\/fairline-lobby$/);
  });

  test("cannot be reached by another address of the machine", async () => {
    const { service } = await start();
    const others = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
    const outside = others.find(({ family, internal }) => family === "IPv4" && !internal);
    const host = outside?.address ?? "127.0.0.2";
    const reached = await new Promise((resolve) => {
      const socket = createConnection(Number(new URL(service.url).port), host);
      socket.on("connect", () => resolve(true)).on("error", () => resolve(false));
    });
    expect(reached).toBe(false);
  });

  test("the same deduplication id in two groups is two messages, in one group it is one", async () => {
    const { send, receive } = await start();
    await send("lane-0", "same");
    await send("lane-0", "same");
    await send("lane-1", "same");
    const received = await receive();
    expect(received.map(({ Attributes }) => Attributes?.MessageGroupId).sort()).toEqual(["lane-0", "lane-1"]);
    expect(received[0]?.Attributes?.MessageDeduplicationId).toBe("same");
    for (const message of received) expect(message.Attributes?.ApproximateReceiveCount).toBe("1");
  });

  test("a message in flight keeps its group shut, and deleting it opens the group", async () => {
    const { send, receive, remove } = await start();
    await send("lane-0", "first");
    await send("lane-0", "second");
    const [first] = await receive();
    expect(first?.Body).toBe("first");
    expect(await receive()).toEqual([]);
    await remove(first?.ReceiptHandle);
    expect((await receive())[0]?.Body).toBe("second");
  });
});

describe("the queues with a data directory", () => {
  test("after a restart a message in flight stays in flight, keeps its group shut, and its handle deletes it", async () => {
    const dataDir = folder();
    const before = await start(dataDir);
    await before.send("lane-0", "first");
    await before.send("lane-0", "second");
    const [first] = await before.receive();
    await before.service.stop();
    open.splice(0);

    const after = await start(dataDir);
    expect(after.service.count("Turns")).toEqual({ ready: 1, inFlight: 1, delayed: 0 });
    expect(await after.receive()).toEqual([]);
    await after.remove(first?.ReceiptHandle);
    expect((await after.receive())[0]?.Body).toBe("second");
  });

  test("after a restart what nobody holds comes back at once, and what is held does not", async () => {
    const dataDir = folder();
    const before = await start(dataDir);
    await before.send("lane-0", "held");
    await before.send("lane-1", "lost");
    const received = await before.receive();
    const held = received.find(({ Body }) => Body === "held")?.ReceiptHandle;
    await before.service.stop();
    open.splice(0);

    const after = await start(dataDir);
    expect(after.service.releaseInFlight("Turns", (handle) => handle === held)).toBe(1);
    const again = await after.receive();
    expect(again.map(({ Body }) => Body)).toEqual(["lost"]);
    expect(again[0]?.Attributes?.ApproximateReceiveCount).toBe("2");
  });

  test("a message made visible by hand is received again", async () => {
    const { send, receive, hide } = await start(folder());
    await send("lane-0", "only");
    const [first] = await receive();
    await hide(first?.ReceiptHandle, 0);
    expect((await receive())[0]?.Body).toBe("only");
  });
});
