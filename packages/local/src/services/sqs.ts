// SQS, by fauxqs.
import { type QueueName, type QueueWiring, wiring } from "@fairline/functions/wiring.ts";
import { buildApp } from "fauxqs";
import { correctDeduplication, correctPersistence, type FauxqsInside, loadFauxqs } from "./fauxqs.ts";
import { type InsideQueue, insideQueue } from "./inside-queue.ts";

const account = "000000000000";
const region = "us-east-1";
const queueNames = Object.keys(wiring.queues) as QueueName[];

export interface SqsService {
  readonly url: string;
  queueUrl(queue: QueueName): string;
  queueArn(queue: QueueName): string;
  deadQueueUrl(queue: QueueName): string;
  /** The queue without a request for each call, for the machine's own parts; with a role that is denied these actions. */
  inside(queue: QueueName, denied?: readonly string[]): InsideQueue;
  /** Messages by state, for the admin's counters and for tests. */
  count(queue: QueueName): { ready: number; inFlight: number; delayed: number };
  /**
   * Makes every message that somebody received visible again, except those that `held` keeps. Whoever had
   * received them died with the process before this one.
   */
  releaseInFlight(queue: QueueName, held: (receiptHandle: string) => boolean): number;
  stop(): Promise<void>;
}

/** `fairline-lobby`, `fairline-turns.fifo`; the dead-letter queue of a FIFO queue must be FIFO too. */
export function queueName(queue: QueueName, dead = false): string {
  return `fairline-${queue.toLowerCase()}${dead ? "-dead" : ""}${wiring.queues[queue].fifo ? ".fifo" : ""}`;
}

export function queueArn(queue: QueueName, dead = false): string {
  return `arn:aws:sqs:${region}:${account}:${queueName(queue, dead)}`;
}

/** The attributes that `CreateQueue` takes, as SQS spells them: all values are strings. */
export function queueAttributes(queue: QueueWiring, deadLetterArn?: string): Record<string, string> {
  return {
    VisibilityTimeout: String(queue.visibilitySeconds),
    MessageRetentionPeriod: String(queue.retentionSeconds),
    ...(deadLetterArn && {
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: deadLetterArn,
        maxReceiveCount: queue.receivesMax,
      }),
    }),
    ...(queue.fifo && {
      FifoQueue: "true",
      DeduplicationScope: "messageGroup",
      FifoThroughputLimit: "perMessageGroupId",
    }),
  };
}

/** What nobody could use any more is kept for 14 days, the longest that SQS offers. */
const deadRetentionSeconds = 14 * 86_400;

export async function startSqs(options: { dataDir?: string | undefined } = {}): Promise<SqsService> {
  const { SqsStore, PersistenceManager, actions } = await loadFauxqs();
  const store = new SqsStore();
  // An empty host makes queue URLs of the address that the caller used, so that no name has to be resolved.
  store.host = "";
  store.region = region;

  const persistence = options.dataDir === undefined ? undefined : new PersistenceManager(options.dataDir);
  if (persistence) {
    correctPersistence(persistence);
    for (const queue of queueNames) {
      persistence.forgetOlderThan(queueName(queue), wiring.queues[queue].retentionSeconds);
    }
    persistence.loadSqsQueues(store);
    store.persistence = persistence;
    for (const queue of store.allQueues()) queue.persistence = persistence;
  }

  // Not `startFauxqs`: that one listens on every interface of the machine, without a password.
  const app = buildApp({ logger: false, stores: { sqsStore: store } as never });
  correctDeduplication(app, store);
  const url = await app.listen({ port: 0, host: "127.0.0.1" });

  const create = (queue: QueueName, dead: boolean, attributes: Record<string, string>) => {
    const existing = store.getQueueByName(queueName(queue, dead));
    if (existing) existing.setAttributes(attributes);
    else store.createQueue(queueName(queue, dead), urlOf(queue, dead), queueArn(queue, dead), attributes);
  };
  const urlOf = (queue: QueueName, dead: boolean) => `${url}/${account}/${queueName(queue, dead)}`;
  for (const queue of queueNames) {
    const asDead: QueueWiring = { ...wiring.queues[queue], retentionSeconds: deadRetentionSeconds };
    create(queue, true, queueAttributes(asDead));
    create(queue, false, queueAttributes(wiring.queues[queue], queueArn(queue, true)));
  }

  const stored = (queue: QueueName): FauxqsInside => {
    const found = store.getQueueByName(queueName(queue));
    if (!found) throw new Error(`The queue ${queue} is gone.`);
    return found;
  };

  return {
    url,
    queueUrl: (queue) => urlOf(queue, false),
    queueArn: (queue) => queueArn(queue),
    deadQueueUrl: (queue) => urlOf(queue, true),
    inside: (queue, denied) => insideQueue(store, actions, urlOf(queue, false), denied),
    count(queue) {
      const { ready, inflight, delayed } = stored(queue).inspectMessages();
      return { ready: ready.length, inFlight: inflight.length, delayed: delayed.length };
    },
    releaseInFlight(queue, held) {
      const target = stored(queue);
      const lost = [...target.inflightMessages.keys()].filter((handle) => !held(handle));
      for (const handle of lost) target.changeVisibility(handle, 0);
      return lost.length;
    },
    async stop() {
      await app.close();
      persistence?.close();
    },
  };
}
