import type { LobbyMessage } from "@fairline/functions/wiring.ts";
import type { InsideQueue } from "../services/inside-queue.ts";

/** What API Gateway's integration with SQS does. Rejects when the queue did not take it. */
export function queueSender(queue: InsideQueue): (message: LobbyMessage) => Promise<void> {
  return async (message) => queue.send(ascii(JSON.stringify(message)));
}

/** SQS refuses some characters that JSON allows; escaped, they all pass. */
function ascii(json: string): string {
  return json.replaceAll(
    /[\u007f-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
