import { type QueueName, type QueueWiring, wiring } from "../packages/functions/src/wiring.ts";
import { named } from "./names.ts";

/** What nobody could use any more is kept for 14 days, the longest that SQS offers. */
const deadRetentionSeconds = 14 * 86_400;

function makeQueue(name: QueueName, queue: QueueWiring) {
  const suffix = queue.fifo ? ".fifo" : "";
  const common = {
    visibilityTimeoutSeconds: queue.visibilitySeconds,
    sqsManagedSseEnabled: true,
    // High throughput: what bounds a FIFO queue is counted for each lane, not for all of them together.
    ...(queue.fifo && {
      fifoQueue: true,
      deduplicationScope: "messageGroup",
      fifoThroughputLimit: "perMessageGroupId",
    }),
  };
  const dead = new aws.sqs.Queue(`${name}Dead`, {
    ...common,
    name: `${named(name.toLowerCase())}-dead${suffix}`,
    messageRetentionSeconds: deadRetentionSeconds,
  });
  const live = new aws.sqs.Queue(name, {
    ...common,
    name: `${named(name.toLowerCase())}${suffix}`,
    messageRetentionSeconds: queue.retentionSeconds,
    redrivePolicy: $jsonStringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: queue.receivesMax }),
  });
  return { live, dead };
}

export const queues = {
  /** Joins, leaves and disconnects: the crowd hits this, and no function. */
  Lobby: makeQueue("Lobby", wiring.queues.Lobby),
  /** FIFO: a message group is a lane. */
  Turns: makeQueue("Turns", wiring.queues.Turns),
  Ticks: makeQueue("Ticks", wiring.queues.Ticks),
};
