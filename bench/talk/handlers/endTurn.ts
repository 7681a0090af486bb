import { DeleteMessageCommand } from "@aws-sdk/client-sqs";
import type { Room } from "../../suite/fairline.ts";
import type { Aws } from "../aws.ts";
import type { TalkVisit } from "../turn.ts";
import { deleteUser } from "../users.ts";

/** The last state: "your time is up". Deleting the message opens the lane for the next in it. */
export async function endTurn(aws: Aws, { room }: Room, visit: TalkVisit): Promise<void> {
  const { connectionId, number, receiptHandle } = visit;
  await aws.sockets.send(connectionId, { type: "end", room, number, outcome: "expired" });
  await aws.sqs.send(new DeleteMessageCommand({ QueueUrl: aws.turnsQueueUrl, ReceiptHandle: receiptHandle }));
  await deleteUser(aws, connectionId);
}
