// AWS Lambda
import { createHash } from "node:crypto";
import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetFunctionConfigurationCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionActiveV2,
  waitUntilFunctionUpdatedV2,
} from "@aws-sdk/client-lambda";
import * as z from "zod";
import { ifThere } from "../answers.ts";
import type { Clients } from "../clients.ts";
import { handlerInZip, zipOf } from "../code.ts";
import { differs, kind } from "../kind.ts";
import { limits } from "../limits.ts";

const Inputs = z.strictObject({
  name: z.string(),
  /** In the repository, as `folder/file.export`. */
  handler: z.string(),
  runtime: z.literal("nodejs24.x"),
  architectures: z.tuple([z.enum(["arm64", "x86_64"])]),
  role: z.string(),
  memorySize: z.number(),
  timeout: z.number(),
  environment: z.strictObject({ variables: z.record(z.string(), z.string()) }),
});

/** What can be changed without new code. */
function configurationOf({ endpoint }: Clients, inputs: z.infer<typeof Inputs>) {
  const { variables } = inputs.environment;
  const seen = Object.entries(variables).map(([name, value]) => [name, asFunctionsSee(endpoint, value)]);
  return {
    Handler: handlerInZip,
    Runtime: inputs.runtime,
    Role: inputs.role,
    MemorySize: inputs.memorySize,
    Timeout: inputs.timeout,
    Environment: { Variables: Object.fromEntries(seen) as Record<string, string> },
  };
}

/** An address that is made of the endpoint's leads a function that runs somewhere else to itself. */
function asFunctionsSee({ url, functionsUrl }: Clients["endpoint"], value: string): string {
  return value.replaceAll(new URL(url).host, new URL(functionsUrl).host);
}

export const lambdaFunction = kind({
  inputs: Inputs,
  async find({ lambda, endpoint: { region } }, { name }) {
    const asked = new GetFunctionConfigurationCommand({ FunctionName: name });
    const found = await ifThere(lambda.send(asked));
    if (found === undefined) return undefined;
    const arn = found.FunctionArn ?? "";
    const invokeArn = `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${arn}/invocations`;
    return { id: name, arn, invokeArn, configuration: found };
  },
  async create(clients, inputs) {
    const { lambda } = clients;
    await lambda.send(
      new CreateFunctionCommand({
        FunctionName: inputs.name,
        Architectures: inputs.architectures,
        ...configurationOf(clients, inputs),
        Code: { ZipFile: await zipOf(inputs.handler) },
      }),
    );
    await waitUntilFunctionActiveV2({ client: lambda, ...limits.wait }, { FunctionName: inputs.name });
  },
  async change(clients, inputs, { configuration }) {
    const { lambda } = clients;
    const FunctionName = inputs.name;
    const zip = await zipOf(inputs.handler);
    const wanted = configurationOf(clients, inputs);
    const isOtherCode = configuration.CodeSha256 !== createHash("sha256").update(zip).digest("base64");
    const isOther = differs(wanted, {
      ...configuration,
      Environment: { Variables: configuration.Environment?.Variables },
    });
    if (isOtherCode) {
      const Architectures = inputs.architectures;
      await lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: zip, Architectures }));
      await waitUntilFunctionUpdatedV2({ client: lambda, ...limits.wait }, { FunctionName });
    }
    if (isOther) {
      await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, ...wanted }));
      await waitUntilFunctionUpdatedV2({ client: lambda, ...limits.wait }, { FunctionName });
    }
    return isOtherCode || isOther;
  },
  async destroy({ lambda }, { name }) {
    await lambda.send(new DeleteFunctionCommand({ FunctionName: name }));
  },
});
