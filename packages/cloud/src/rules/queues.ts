import { type QueueName, type QueueWiring, wiring } from "@fairline/functions/wiring.ts";
import type { Graph } from "../graph.ts";
import { logicalName, namesOf } from "../names.ts";
import { type Rule, unless, unlikeInputs, unlikeLists } from "./rule.ts";

const queues = Object.entries(wiring.queues) as [QueueName, QueueWiring][];
const queueOf = (graph: Graph, name: QueueName, dead = false) =>
  graph.one("sqs.Queue", dead ? `${name}Dead` : name);

export const queuesRules: readonly Rule[] = [
  {
    name: "queues hide and keep messages for as long as the wiring says",
    broken: (graph) =>
      queues.flatMap(([name, queue]) =>
        unlikeInputs(queueOf(graph, name), name, {
          name: namesOf(graph.stage).queue(name),
          visibilityTimeoutSeconds: queue.visibilitySeconds,
          messageRetentionSeconds: queue.retentionSeconds,
        }),
      ),
  },
  {
    name: "FIFO queues keep their lanes apart: throughput and deduplication are counted by group",
    broken: (graph) =>
      queues.flatMap(([name, { fifo }]) =>
        [false, true].flatMap((dead) =>
          unlikeInputs(queueOf(graph, name, dead), dead ? `${name}Dead` : name, {
            fifoQueue: fifo ? true : undefined,
            deduplicationScope: fifo ? "messageGroup" : undefined,
            fifoThroughputLimit: fifo ? "perMessageGroupId" : undefined,
          }),
        ),
      ),
  },
  {
    name: "what nobody can handle goes to a dead-letter queue, and is kept for 14 days",
    broken: (graph) =>
      queues.flatMap(([name, { receivesMax }]) => {
        const { queue, queueArn } = namesOf(graph.stage);
        const policy = queueOf(graph, name)?.inputs.redrivePolicy;
        const redrive = typeof policy === "string" ? JSON.parse(policy) : {};
        return [
          ...unlikeInputs(queueOf(graph, name, true), `${name}Dead`, {
            name: queue(name, true),
            visibilityTimeoutSeconds: wiring.queues[name].visibilitySeconds,
            messageRetentionSeconds: 14 * 86_400,
          }),
          ...unless(
            redrive.deadLetterTargetArn === queueArn(name, true) && redrive.maxReceiveCount === receivesMax,
            `${name}: messages do not go to its dead letters after ${receivesMax} receives`,
          ),
        ];
      }),
  },
  {
    name: "messages are encrypted where they lie",
    broken: (graph) =>
      graph
        .all("sqs.Queue")
        .flatMap((queue) => unlikeInputs(queue, queue.name, { sqsManagedSseEnabled: true })),
  },
  {
    name: "every queue feeds its function, in batches as the wiring says",
    broken: (graph) => [
      ...unlikeLists(
        "the graph",
        graph.all("lambda.EventSourceMapping").map(({ name }) => name),
        wiring.mappings.map(({ queue }) => `${queue}Mapping`),
      ),
      ...wiring.mappings.flatMap(({ queue, handler, batchSize, reportsBatchItemFailures }) =>
        unlikeInputs(graph.one("lambda.EventSourceMapping", `${queue}Mapping`), `${queue}Mapping`, {
          eventSourceArn: namesOf(graph.stage).queueArn(queue),
          functionName: namesOf(graph.stage).functionArn(handler),
          batchSize,
          functionResponseTypes: reportsBatchItemFailures ? ["ReportBatchItemFailures"] : [],
        }),
      ),
    ],
  },
  {
    name: "a mapping takes its share, and no more, of the account's concurrency",
    broken: (graph) =>
      Object.entries({ Lobby: 100, Turns: 500, Ticks: 50 }).flatMap(([queue, maximumConcurrency]) =>
        unlikeInputs(graph.one("lambda.EventSourceMapping", `${queue}Mapping`), `${queue}Mapping`, {
          scalingConfig: { maximumConcurrency },
        }),
      ),
  },
  {
    name: "a mapping is made when its role may poll",
    broken: (graph) =>
      wiring.mappings.flatMap(({ queue, handler }) => {
        const mapping = graph.one("lambda.EventSourceMapping", `${queue}Mapping`);
        const policy = graph.one("iam.RolePolicy", `${logicalName(handler)}Policy`);
        return unless(
          policy !== undefined && mapping?.dependencies.includes(policy.urn) === true,
          `${queue}Mapping may come before its role's policy`,
        );
      }),
  },
];
