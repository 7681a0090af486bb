import { GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { concurrently, limits, type TickMessage } from "@fairline/core";
import type { Room } from "../../suite/fairline.ts";
import type { Aws } from "../aws.ts";
import { scanUsers } from "../users.ts";

/** Ticks queue: a scan of the table, and the queue's approximate length for everyone in it. */
export async function tick(aws: Aws, { room, tickSeconds }: Room): Promise<void> {
  const waiting = await approximateLength(aws);
  const message: TickMessage = {
    type: "tick",
    room,
    serving: 1,
    issued: waiting,
    waiting,
    active: 0,
    paceSeconds: 0,
    paceSecondsP90: 0,
    state: "open",
    nextTickSeconds: tickSeconds,
    at: new Date().toISOString(),
  };
  for await (const connections of scanUsers(aws))
    await concurrently(connections, limits.pushesAtOnceMax, async (connection) => {
      await aws.sockets.send(connection, message);
    });
}

async function approximateLength({ sqs, turnsQueueUrl }: Aws): Promise<number> {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: turnsQueueUrl,
      AttributeNames: ["ApproximateNumberOfMessages"],
    }),
  );
  return Number(Attributes?.ApproximateNumberOfMessages);
}
