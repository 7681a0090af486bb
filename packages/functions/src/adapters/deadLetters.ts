// Amazon SQS: how many messages lie in the dead-letter queues.
import { GetQueueAttributesCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { type Clock, type DeadLetters, limits } from "@fairline/core";
import * as z from "zod";
import type { QueueName } from "../wiring.ts";

const Counted = z.object({ ApproximateNumberOfMessages: z.coerce.number().int() });

export interface DeadLetterCount {
  /** By queue, some seconds old at most. Nothing: they could not be counted just now. Never throws. */
  count(): Promise<DeadLetters | undefined>;
}

/** Whoever asks again soon hears the same, and all who ask at once share one count: a console asks every few seconds. */
export function sqsDeadLetters(
  sqs: SQSClient,
  queueUrls: Readonly<Record<QueueName, string>>,
  clock: Pick<Clock, "nowMs">,
): DeadLetterCount {
  let last: { readonly atMs: number; readonly counted: Promise<DeadLetters | undefined> } | undefined;

  async function lettersIn(QueueUrl: string): Promise<number> {
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["ApproximateNumberOfMessages"] }),
      { abortSignal: AbortSignal.timeout(limits.deadLettersMsMax) },
    );
    return Counted.parse(Attributes).ApproximateNumberOfMessages;
  }

  async function countAll(): Promise<DeadLetters> {
    const [Lobby, Turns, Ticks] = await Promise.all([
      lettersIn(queueUrls.Lobby),
      lettersIn(queueUrls.Turns),
      lettersIn(queueUrls.Ticks),
    ]);
    return { Lobby, Turns, Ticks };
  }

  return {
    count() {
      const nowMs = clock.nowMs();
      if (last === undefined || nowMs - last.atMs >= limits.deadLettersKeptMs)
        last = { atMs: nowMs, counted: countAll().catch(() => undefined) };
      return last.counted;
    },
  };
}
