// AWS Lambda: who may invoke a function
import { AddPermissionCommand, GetPolicyCommand } from "@aws-sdk/client-lambda";
import * as z from "zod";
import { ifThere } from "../answers.ts";
import { kind } from "../kind.ts";

const Policy = z.object({ Statement: z.array(z.object({ Sid: z.string().optional() })) });

export const permission = kind({
  inputs: z.strictObject({
    action: z.string(),
    function: z.string(),
    principal: z.string(),
    sourceArn: z.string(),
  }),
  async find({ lambda }, inputs, name) {
    const found = await ifThere(lambda.send(new GetPolicyCommand({ FunctionName: inputs.function })));
    if (found?.Policy === undefined) return undefined;
    const { Statement } = Policy.parse(JSON.parse(found.Policy));
    return Statement.some(({ Sid }) => Sid === name) ? {} : undefined;
  },
  async create({ lambda }, { function: FunctionName, action, principal, sourceArn }, name) {
    await lambda.send(
      new AddPermissionCommand({
        FunctionName,
        StatementId: name,
        Action: action,
        Principal: principal,
        SourceArn: sourceArn,
      }),
    );
  },
});
