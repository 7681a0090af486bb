import { SendMessageCommand } from "@aws-sdk/client-sqs";
import type { Room } from "../../suite/fairline.ts";
import type { Aws } from "../aws.ts";
import type { TalkTurn } from "../turn.ts";
import { nextNumber, writeUser } from "../users.ts";

/** WebSocket `join`: a number from the counter, the user in the table, a message in the number's lane. */
export async function join(aws: Aws, room: Room, connectionId: string): Promise<void> {
  const number = await nextNumber(aws);
  const lane = number % room.slots;
  await writeUser(aws, connectionId, number);
  await aws.sqs.send(
    new SendMessageCommand({
      QueueUrl: aws.turnsQueueUrl,
      MessageBody: JSON.stringify({ number, connectionId, lane } satisfies TalkTurn),
      MessageGroupId: String(lane),
      MessageDeduplicationId: String(number),
    }),
  );
  const { slots, slotSeconds, tickSeconds } = room;
  await aws.sockets.send(connectionId, {
    type: "ticket",
    room: room.room,
    number,
    // The talk knows nobody's place.
    serving: 1,
    issued: number,
    slots,
    slotSeconds,
    tickSeconds,
    state: "open",
    resume: "",
    at: new Date().toISOString(),
  });
}
