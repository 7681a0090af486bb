import { StartExecutionCommand } from "@aws-sdk/client-sfn";
import type { SQSEvent } from "aws-lambda";
import type { Room } from "../../suite/fairline.ts";
import type { Aws } from "../aws.ts";
import type { TalkTurn, TalkVisit } from "../turn.ts";

/** Turns.fifo, one at a time: starts the visit. The message stays in flight, for its deletion is denied. */
export async function admit(aws: Aws, { slotSeconds }: Room, { Records }: SQSEvent): Promise<void> {
  for (const { body, receiptHandle } of Records) {
    const turn: TalkTurn = JSON.parse(body);
    const visit: TalkVisit = { ...turn, receiptHandle, slotSeconds };
    await aws.sfn.send(
      new StartExecutionCommand({ stateMachineArn: aws.machineArn, input: JSON.stringify(visit) }),
    );
  }
}
