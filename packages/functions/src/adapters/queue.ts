// Amazon SQS: what the Lobby and the Ticks queue have in common.
import { SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { concurrently, limits } from "@fairline/core";
import { chunks } from "./chunks.ts";

/** SQS takes ten messages in one request. */
export const sendBatchMax = 10;

export interface Queue<T> {
  send(messages: readonly { body: T; delaySeconds?: number }[]): Promise<void>;
}

export function sqsQueue<T>(sqs: SQSClient, queueUrl: string): Queue<T> {
  return {
    async send(messages) {
      await concurrently(chunks(messages, sendBatchMax), limits.writesAtOnceMax, async (batch) => {
        const { Failed } = await sqs.send(
          new SendMessageBatchCommand({
            QueueUrl: queueUrl,
            Entries: batch.map(({ body, delaySeconds = 0 }, index) => ({
              Id: String(index),
              MessageBody: JSON.stringify(body),
              DelaySeconds: delaySeconds,
            })),
          }),
        );
        if (Failed?.length) throw new Error(`${Failed.length} messages were refused: ${Failed[0]?.Code}`);
      });
    },
  };
}
