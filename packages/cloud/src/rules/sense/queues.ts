import { limits } from "@fairline/core";
import type { Graph, Resource } from "../../graph.ts";
import { type Rule, unless } from "../rule.ts";

/** Each mapping with the queue and the function that the graph itself has at its ends. */
function endsOf(graph: Graph) {
  const named = (kind: string, arn: unknown): Resource | undefined =>
    graph.all(kind).find(({ inputs }) => String(arn).endsWith(`:${inputs.name}`));
  return graph.all("lambda.EventSourceMapping").map((mapping) => ({
    mapping,
    queue: named("sqs.Queue", mapping.inputs.eventSourceArn),
    worker: named("lambda.Function", mapping.inputs.functionName),
  }));
}

/** What SQS and Lambda allow, and what the line cannot do without. */
export const queuesSense: readonly Rule[] = [
  {
    name: "a message stays hidden for at least as long as its function may work",
    broken: (graph) =>
      endsOf(graph).flatMap(({ mapping, queue, worker }) =>
        unless(
          Number(queue?.inputs.visibilityTimeoutSeconds) >= Number(worker?.inputs.timeout),
          `${mapping.name}: AWS refuses it, and two would work on one message`,
        ),
      ),
  },
  {
    name: "queues keep messages for one minute to 14 days, and turns for longer than the longest visit",
    broken: (graph) =>
      graph.all("sqs.Queue").flatMap(({ name, inputs }) => {
        const seconds = Number(inputs.messageRetentionSeconds);
        return [
          ...unless(seconds >= 60 && seconds <= 14 * 86_400, `${name} keeps messages for ${seconds} s`),
          ...unless(
            name !== "Turns" || seconds > limits.slotSecondsMax,
            `${name} forgets a turn whose visit goes on`,
          ),
        ];
      }),
  },
  {
    name: "a message is received at least once before it is dead",
    broken: (graph) =>
      endsOf(graph).flatMap(({ mapping, queue }) => {
        const { maxReceiveCount } = JSON.parse(String(queue?.inputs.redrivePolicy ?? "{}"));
        return unless(
          maxReceiveCount >= 1 && maxReceiveCount <= 1000,
          `${mapping.name}: ${maxReceiveCount} receives`,
        );
      }),
  },
  {
    name: "a turn comes alone: a batch may mix lanes",
    broken: (graph) =>
      endsOf(graph)
        .filter(({ queue }) => queue?.inputs.fifoQueue === true)
        .flatMap(({ mapping }) =>
          unless(mapping.inputs.batchSize === 1, `${mapping.name} takes ${mapping.inputs.batchSize}`),
        ),
  },
];
