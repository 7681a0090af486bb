import { SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { local } from "../limits.ts";

interface Waiting {
  readonly body: string;
  readonly sent: () => void;
  readonly refused: (error: Error) => void;
}

export interface QueueSender {
  /** Rejects when the queue did not take it. */
  send(message: unknown): Promise<void>;
  /** Resolves when nothing is under way any more. */
  idle(): Promise<void>;
}

/**
 * Sends what came in during one turn of the event loop together. That is only transport: each message is
 * accepted or refused by itself, as if the gateway had sent it alone.
 */
export function createQueueSender(client: SQSClient, queueUrl: string): QueueSender {
  let waiting: Waiting[] = [];
  const underWay = new Set<Promise<void>>();

  const flush = () => {
    const all = waiting;
    waiting = [];
    for (let first = 0; first < all.length; first += local.messagesPerCallMax) {
      const batch = sendBatch(client, queueUrl, all.slice(first, first + local.messagesPerCallMax));
      underWay.add(batch);
      void batch.finally(() => underWay.delete(batch));
    }
  };

  return {
    send: (message) =>
      new Promise((sent, refused) => {
        if (waiting.length === 0) setImmediate(flush);
        waiting.push({ body: ascii(JSON.stringify(message)), sent, refused });
      }),
    async idle() {
      while (waiting.length > 0 || underWay.size > 0) {
        await Promise.allSettled(underWay);
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}

async function sendBatch(client: SQSClient, queueUrl: string, batch: readonly Waiting[]): Promise<void> {
  try {
    const { Failed = [] } = await client.send(
      new SendMessageBatchCommand({
        QueueUrl: queueUrl,
        Entries: batch.map(({ body }, index) => ({ Id: String(index), MessageBody: body })),
      }),
    );
    const failed = new Map(Failed.map((entry) => [entry.Id, entry.Code ?? "refused"]));
    batch.forEach(({ sent, refused }, index) => {
      const code = failed.get(String(index));
      if (code === undefined) sent();
      else refused(new Error(code));
    });
  } catch (error) {
    for (const { refused } of batch) refused(error as Error);
  }
}

/** SQS refuses some characters that JSON allows; escaped, they all pass. */
function ascii(json: string): string {
  return json.replaceAll(
    /[\u007f-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
