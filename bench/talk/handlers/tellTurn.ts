import type { Room } from "../../suite/fairline.ts";
import type { Aws } from "../aws.ts";
import type { TalkVisit } from "../turn.ts";

/** The first state: "it is your turn". Who has gone does not hear it, and the slot is held all the same. */
export async function tellTurn(aws: Aws, { room }: Room, visit: TalkVisit): Promise<void> {
  const { connectionId, number, lane, receiptHandle, slotSeconds } = visit;
  const expiresAt = new Date(Date.now() + slotSeconds * 1000).toISOString();
  // The receipt handle goes to the browser: it is all that the talk has to show at the protected site.
  await aws.sockets.send(connectionId, { type: "turn", room, number, lane, pass: receiptHandle, expiresAt });
}
