// A queue as the services of AWS see it that work beside SQS: API Gateway, which sends, and Lambda's pollers.
import type { FauxqsActions, FauxqsStore, ReceivedMessage } from "./fauxqs.ts";

export type { ReceivedMessage } from "./fauxqs.ts";

/** SQS hands out so many messages at once. */
const messagesPerReceiveMax = 10;

export interface InsideQueue {
  /** For a queue that is not FIFO. Throws as SQS refuses. */
  send(body: string): void;
  /** Waits so long for the first message, and for no more than that. */
  receive(countMax: number, waitSeconds: number): Promise<ReceivedMessage[]>;
  /** Throws AccessDenied where the caller's role is denied it. */
  delete(receiptHandles: readonly string[]): void;
}

export class AccessDenied extends Error {
  override readonly name = "AccessDenied";
}

/** @param denied the actions that the role is denied with whom this is shared, such as `sqs:DeleteMessage`. */
export function insideQueue(
  store: FauxqsStore,
  actions: FauxqsActions,
  queueUrl: string,
  denied: readonly string[] = [],
): InsideQueue {
  const mustBeAllowed = (permission: string) => {
    if (denied.includes(permission)) throw new AccessDenied(`${permission} is denied, explicitly`);
  };
  const receiveSome = async (countMax: number, waitSeconds: number) => {
    const { Messages = [] } = await actions.receiveMessage(
      {
        QueueUrl: queueUrl,
        MaxNumberOfMessages: Math.min(countMax, messagesPerReceiveMax),
        WaitTimeSeconds: waitSeconds,
        MessageSystemAttributeNames: ["All"],
        MessageAttributeNames: ["All"],
      },
      store,
    );
    return Messages;
  };
  return {
    send(body) {
      mustBeAllowed("sqs:SendMessage");
      actions.sendMessage({ QueueUrl: queueUrl, MessageBody: body }, store);
    },
    async receive(countMax, waitSeconds) {
      mustBeAllowed("sqs:ReceiveMessage");
      const messages = await receiveSome(countMax, waitSeconds);
      for (let more = messages; more.length === messagesPerReceiveMax && messages.length < countMax; ) {
        // What is here already must not be lost by what is still to come.
        more = await receiveSome(countMax - messages.length, 0).catch(() => []);
        messages.push(...more);
      }
      return messages;
    },
    delete(receiptHandles) {
      mustBeAllowed("sqs:DeleteMessage");
      for (const handle of receiptHandles)
        actions.deleteMessage({ QueueUrl: queueUrl, ReceiptHandle: handle }, store);
    },
  };
}
