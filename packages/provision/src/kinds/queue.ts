// Amazon SQS
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  SetQueueAttributesCommand,
} from "@aws-sdk/client-sqs";
import * as z from "zod";
import { ifThere } from "../answers.ts";
import { kind, sameJson } from "../kind.ts";

const Inputs = z.strictObject({
  name: z.string(),
  visibilityTimeoutSeconds: z.number(),
  messageRetentionSeconds: z.number(),
  sqsManagedSseEnabled: z.boolean(),
  fifoQueue: z.boolean().optional(),
  deduplicationScope: z.string().optional(),
  fifoThroughputLimit: z.string().optional(),
  redrivePolicy: z.string().optional(),
});

/** As SQS spells them: all values are texts. */
function attributesOf(inputs: z.infer<typeof Inputs>): Record<string, string> {
  const attributes = {
    VisibilityTimeout: inputs.visibilityTimeoutSeconds,
    MessageRetentionPeriod: inputs.messageRetentionSeconds,
    SqsManagedSseEnabled: inputs.sqsManagedSseEnabled,
    FifoQueue: inputs.fifoQueue,
    DeduplicationScope: inputs.deduplicationScope,
    FifoThroughputLimit: inputs.fifoThroughputLimit,
    RedrivePolicy: inputs.redrivePolicy,
  };
  const given = Object.entries(attributes).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
}

export const queue = kind({
  inputs: Inputs,
  async find({ sqs }, { name }) {
    const found = await ifThere(sqs.send(new GetQueueUrlCommand({ QueueName: name })));
    if (found?.QueueUrl === undefined) return undefined;
    const url = found.QueueUrl;
    const asked = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["All"] });
    const { Attributes = {} } = await sqs.send(asked);
    return { id: url, url, arn: Attributes.QueueArn ?? "", attributes: Attributes as Record<string, string> };
  },
  async create({ sqs }, inputs) {
    await sqs.send(new CreateQueueCommand({ QueueName: inputs.name, Attributes: attributesOf(inputs) }));
  },
  async change({ sqs }, inputs, { url, attributes }) {
    // Whether it is FIFO is settled when it is made.
    const { FifoQueue: _, ...wanted } = attributesOf(inputs);
    const isSame = ([name, value]: [string, string]) =>
      name === "RedrivePolicy" ? sameJson(value, attributes[name]) : value === attributes[name];
    const different = Object.entries(wanted).filter((entry) => !isSame(entry));
    if (different.length === 0) return false;
    await sqs.send(
      new SetQueueAttributesCommand({ QueueUrl: url, Attributes: Object.fromEntries(different) }),
    );
    return true;
  },
  async destroy({ sqs }, _, { url }) {
    await sqs.send(new DeleteQueueCommand({ QueueUrl: url }));
  },
});
