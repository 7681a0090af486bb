import { admit, limits } from "@fairline/core";
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { TurnBody } from "../adapters/turns.ts";
import { logger, runtime } from "../runtime.ts";

/** Turns.fifo, one at a time: fills the lane's slot with the head of the line. */
export async function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  const kept: string[] = [];
  for (const record of event.Records) if (await mustComeBack(record)) kept.push(record.messageId);
  return { batchItemFailures: kept.map((itemIdentifier) => ({ itemIdentifier })) };
}

/**
 * A turn that fills a slot stays in flight until its visit ends: by default because the mapping's role may not
 * delete it, else because it is reported as failed (docs/adr/0001-deny-delete-message.md).
 */
async function mustComeBack(record: SQSRecord): Promise<boolean> {
  const { ports, turnHold } = runtime();
  const { room, run, lane, through } = TurnBody.parse(JSON.parse(record.body));
  const { messageId, receiptHandle: handle } = record;
  const about = { room, run, lane, correlation_id: messageId };
  const result = await admit(ports, { line: { room, run }, lane, through, messageId, handle }).catch(
    (error) => {
      logger.error("A turn failed and comes again", { ...about, error });
      throw error;
    },
  );
  logger.debug("A turn was used", { ...about, result });
  switch (result.kind) {
    case "held":
    case "retired":
      return turnHold === "report";
    case "later":
      await ports.turns.hold(handle, limits.turnRetrySeconds);
      return true;
    default:
      return result satisfies never;
  }
}
