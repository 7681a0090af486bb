// What fauxqs 2.4 keeps inside, and where it has to be corrected to behave as SQS does.
import type { DatabaseSync } from "node:sqlite";
import type { buildApp } from "fauxqs";

/** A queue inside fauxqs, as far as it is used here. */
export interface FauxqsInside {
  persistence?: FauxqsPersistence;
  readonly inflightMessages: Map<string, unknown>;
  changeVisibility(receiptHandle: string, seconds: number): void;
  setAttributes(attributes: Record<string, string>): void;
  getAttribute(name: string): string | undefined;
  enqueue(message: { messageDeduplicationId?: string | undefined }): void;
  inspectMessages(): { ready: unknown[]; inflight: unknown[]; delayed: unknown[] };
}

export interface FauxqsStore {
  host: string;
  region: string;
  persistence?: FauxqsPersistence;
  createQueue(name: string, url: string, arn: string, attributes: Record<string, string>): FauxqsInside;
  getQueue(url: string): FauxqsInside | undefined;
  getQueueByName(name: string): FauxqsInside | undefined;
  allQueues(): Iterable<FauxqsInside>;
}

export interface FauxqsPersistence {
  readonly db: DatabaseSync;
  updateMessageReady(messageId: string): void;
  forgetOlderThan(queueName: string, seconds: number): void;
  loadSqsQueues(store: FauxqsStore): void;
  close(): void;
}

export interface ReceivedMessage {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly Body: string;
  readonly MD5OfBody: string;
  readonly Attributes?: Readonly<Record<string, string>>;
}

/** What its HTTP server calls for a request. Each throws as SQS refuses. */
export interface FauxqsActions {
  sendMessage(request: { QueueUrl: string; MessageBody: string }, store: FauxqsStore): unknown;
  receiveMessage(
    request: {
      QueueUrl: string;
      MaxNumberOfMessages: number;
      WaitTimeSeconds: number;
      MessageSystemAttributeNames: readonly string[];
      MessageAttributeNames: readonly string[];
    },
    store: FauxqsStore,
  ): Promise<{ Messages?: ReceivedMessage[] }>;
  deleteMessage(request: { QueueUrl: string; ReceiptHandle: string }, store: FauxqsStore): unknown;
}

interface Loaded {
  readonly SqsStore: new () => FauxqsStore;
  readonly PersistenceManager: new (dataDir: string) => FauxqsPersistence;
  readonly actions: FauxqsActions;
}

/** Its package exports only the whole server; the parts lie beside the entry point. */
export async function loadFauxqs(): Promise<Loaded> {
  const entry = import.meta.resolve("fauxqs");
  const [{ SqsStore }, { PersistenceManager }, ...actions] = await Promise.all(
    [
      "sqs/sqsStore",
      "persistence",
      ...["sendMessage", "receiveMessage", "deleteMessage"].map((name) => `sqs/actions/${name}`),
    ].map((path) => import(new URL(`./${path}.js`, entry).href)),
  );
  return { SqsStore, PersistenceManager, actions: Object.assign({}, ...actions) };
}

export function correctPersistence(persistence: FauxqsPersistence): void {
  const { db } = persistence;
  // Losing the last milliseconds to a power cut is fine here; a flush for each message, which stops every
  // handler while it lasts, is not. A killed process loses nothing.
  db.exec("PRAGMA synchronous = NORMAL");
  // As shipped it sets the receive count of a message that became visible to null, which its own schema refuses.
  const ready = db.prepare(
    "UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL WHERE message_id = ?",
  );
  persistence.updateMessageReady = (messageId) => void ready.run(messageId);
  // It keeps messages for ever; SQS drops them after the queue's retention period.
  const forget = db.prepare("DELETE FROM sqs_messages WHERE queue_name = ? AND sent_timestamp < ?");
  persistence.forgetOlderThan = (name, seconds) => void forget.run(name, Date.now() - seconds * 1000);
}

const separator = "\u0001";

/**
 * It deduplicates over the whole queue; a queue with `DeduplicationScope=messageGroup` does so in each group.
 * The group goes in front of the id on the way in, and is taken off again before anybody can see it.
 */
export function correctDeduplication(app: ReturnType<typeof buildApp>, store: FauxqsStore): void {
  interface Send {
    MessageGroupId?: string;
    MessageDeduplicationId?: string;
    QueueUrl?: string;
    Entries?: Send[];
  }
  const scope = (send: Send) => {
    if (typeof send.MessageDeduplicationId !== "string" || typeof send.MessageGroupId !== "string") return;
    send.MessageDeduplicationId = `${send.MessageGroupId}${separator}${send.MessageDeduplicationId}`;
  };
  const corrected = new WeakSet<FauxqsInside>();
  const uncover = (queue: FauxqsInside) => {
    if (corrected.has(queue)) return;
    corrected.add(queue);
    const enqueue = queue.enqueue.bind(queue);
    queue.enqueue = (message) => {
      const id = message.messageDeduplicationId;
      if (id?.includes(separator)) message.messageDeduplicationId = id.slice(id.indexOf(separator) + 1);
      enqueue(message);
    };
  };
  app.addHook("preHandler", async (request) => {
    if (!String(request.headers["x-amz-target"]).startsWith("AmazonSQS.SendMessage")) return;
    const body = request.body as Send;
    const queue = typeof body.QueueUrl === "string" ? store.getQueue(body.QueueUrl) : undefined;
    if (queue?.getAttribute("DeduplicationScope") !== "messageGroup") return;
    uncover(queue);
    for (const send of body.Entries ?? [body]) scope(send);
  });
}
