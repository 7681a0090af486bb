// Amazon SQS (Turns.fifo), and AWS Step Functions (Retire): the Turns port.
import { type SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { ChangeMessageVisibilityCommand, SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { concurrently, limits, type Turn, type Turns } from "@fairline/core";
import * as z from "zod";
import { chunks } from "./chunks.ts";
import { sendBatchMax } from "./queue.ts";

/** A turn's body. The lane is in it, too, for not every poller hands over the group id. */
export const TurnBody = z.object({ room: z.string(), run: z.int(), lane: z.int(), through: z.int() });

export function sqsTurns(
  clients: { sqs: SQSClient; sfn: SFNClient },
  at: { turnsQueueUrl: string; retireStateMachineArn: string },
): Turns {
  return {
    async send(turns) {
      await concurrently(chunks(turns, sendBatchMax), limits.writesAtOnceMax, async (batch) => {
        const { Failed } = await clients.sqs.send(
          new SendMessageBatchCommand({ QueueUrl: at.turnsQueueUrl, Entries: batch.map(entry) }),
        );
        if (Failed?.length) throw new Error(`${Failed.length} turns were refused: ${Failed[0]?.Code}`);
      });
    },
    async hold(handle, seconds) {
      await clients.sqs.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: at.turnsQueueUrl,
          ReceiptHandle: handle,
          VisibilityTimeout: seconds,
        }),
      );
    },
    async retire(handle) {
      const input = JSON.stringify({ receiptHandle: handle });
      await clients.sfn.send(new StartExecutionCommand({ stateMachineArn: at.retireStateMachineArn, input }));
    },
  };
}

function entry(turn: Turn, index: number) {
  const { line, lane, through, reason } = turn;
  // The group shuts the lane; the run is part of it, so that a reset does not wait for turns of the older one.
  const group = `${line.room}.${line.run}.${lane}`;
  return {
    Id: String(index),
    MessageBody: JSON.stringify({ ...line, lane, through }),
    MessageGroupId: group,
    MessageDeduplicationId: `${group}.${reason}`,
  };
}
