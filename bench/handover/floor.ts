import { setTimeout as afterMs } from "node:timers/promises";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { wiring } from "@fairline/functions/wiring.ts";
import { queueAttributes } from "@fairline/local";

/** So that the long poll has reached the queue before the deletion does. */
const pollAheadMs = 20;

/**
 * The floor of a hand-over, in milliseconds each: a bare client deletes the message of a group, while it long-polls
 * for the next one, on the emulator at this address.
 */
export async function measureFloor(endpoint: string, count: number): Promise<number[]> {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const sqs = new SQSClient({ endpoint, region: "us-east-1", credentials, md5: false });
  const { QueueUrl } = await sqs.send(
    new CreateQueueCommand({
      QueueName: `floor-${Date.now()}.fifo`,
      Attributes: queueAttributes(wiring.queues.Turns),
    }),
  );
  const receive = async () => {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
    const [message] = Messages;
    if (message === undefined) throw new Error("The next message of the group did not come.");
    return message.ReceiptHandle;
  };
  for (let number = 0; number <= count; number += 1) {
    const message = { MessageBody: "turn", MessageGroupId: "lane", MessageDeduplicationId: `${number}` };
    await sqs.send(new SendMessageCommand({ QueueUrl, ...message }));
  }
  const found: number[] = [];
  let ReceiptHandle = await receive();
  while (found.length < count) {
    const next = receive();
    await afterMs(pollAheadMs);
    const fromMs = performance.now();
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    ReceiptHandle = await next;
    found.push(performance.now() - fromMs);
  }
  await sqs.send(new DeleteQueueCommand({ QueueUrl }));
  sqs.destroy();
  return found;
}
