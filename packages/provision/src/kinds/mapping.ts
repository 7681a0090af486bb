// AWS Lambda: which queue feeds which function
import {
  CreateEventSourceMappingCommand,
  DeleteEventSourceMappingCommand,
  type FunctionResponseType,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from "@aws-sdk/client-lambda";
import * as z from "zod";
import { ifThere } from "../answers.ts";
import { differs, kind } from "../kind.ts";

const Inputs = z.strictObject({
  eventSourceArn: z.string(),
  functionName: z.string(),
  batchSize: z.number(),
  functionResponseTypes: z.array(z.literal("ReportBatchItemFailures" satisfies FunctionResponseType)),
  scalingConfig: z.strictObject({ maximumConcurrency: z.number() }),
});

function configurationOf(inputs: z.infer<typeof Inputs>) {
  return {
    BatchSize: inputs.batchSize,
    FunctionResponseTypes: inputs.functionResponseTypes,
    ScalingConfig: { MaximumConcurrency: inputs.scalingConfig.maximumConcurrency },
  };
}

export const mapping = kind({
  inputs: Inputs,
  async find({ lambda }, { eventSourceArn, functionName }) {
    const asked = new ListEventSourceMappingsCommand({
      EventSourceArn: eventSourceArn,
      FunctionName: functionName,
    });
    const { EventSourceMappings: [found] = [] } = (await ifThere(lambda.send(asked))) ?? {};
    if (found?.UUID === undefined || found.State === "Deleting") return undefined;
    return { id: found.UUID, uuid: found.UUID, configuration: found };
  },
  async create({ lambda }, inputs) {
    await lambda.send(
      new CreateEventSourceMappingCommand({
        EventSourceArn: inputs.eventSourceArn,
        FunctionName: inputs.functionName,
        ...configurationOf(inputs),
      }),
    );
  },
  async change({ lambda }, inputs, { uuid, configuration }) {
    const wanted = configurationOf(inputs);
    if (!differs(wanted, { FunctionResponseTypes: [], ...configuration })) return false;
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID: uuid, ...wanted }));
    return true;
  },
  async destroy({ lambda }, _, { uuid }) {
    await lambda.send(new DeleteEventSourceMappingCommand({ UUID: uuid }));
  },
});
