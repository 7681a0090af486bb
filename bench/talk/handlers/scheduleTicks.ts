import { SendMessageBatchCommand } from "@aws-sdk/client-sqs";
import type { Room } from "../../suite/fairline.ts";
import type { Aws } from "../aws.ts";

/** What SQS takes in one request. */
const batchMax = 10;

/** Once a minute: a message for each tick of it, each with its own delay. */
export async function scheduleTicks(aws: Aws, { tickSeconds }: Room): Promise<void> {
  const entries = Array.from({ length: Math.ceil(60 / tickSeconds) }, (_, tick) => ({
    Id: String(tick),
    MessageBody: "tick",
    DelaySeconds: tick * tickSeconds,
  }));
  for (let first = 0; first < entries.length; first += batchMax) {
    const Entries = entries.slice(first, first + batchMax);
    await aws.sqs.send(new SendMessageBatchCommand({ QueueUrl: aws.ticksQueueUrl, Entries }));
  }
}
