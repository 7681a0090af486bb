// AWS Step Functions
import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeStateMachineCommand,
  paginateListStateMachines,
  UpdateStateMachineCommand,
} from "@aws-sdk/client-sfn";
import * as z from "zod";
import { kind, sameJson } from "../kind.ts";

export const stateMachine = kind({
  inputs: z.strictObject({
    name: z.string(),
    type: z.enum(["STANDARD", "EXPRESS"]),
    roleArn: z.string(),
    definition: z.string(),
  }),
  async find({ sfn }, { name }) {
    for await (const { stateMachines = [] } of paginateListStateMachines({ client: sfn }, {})) {
      const arn = stateMachines.find((machine) => machine.name === name)?.stateMachineArn;
      if (arn === undefined) continue;
      const { definition, roleArn } = await sfn.send(
        new DescribeStateMachineCommand({ stateMachineArn: arn }),
      );
      return { id: arn, arn, definition, roleArn };
    }
    return undefined;
  },
  async create({ sfn }, inputs) {
    await sfn.send(new CreateStateMachineCommand(inputs));
  },
  async change({ sfn }, { definition, roleArn }, found) {
    if (sameJson(found.definition, definition) && found.roleArn === roleArn) return false;
    await sfn.send(new UpdateStateMachineCommand({ stateMachineArn: found.arn, definition, roleArn }));
    return true;
  },
  async destroy({ sfn }, _, { arn }) {
    await sfn.send(new DeleteStateMachineCommand({ stateMachineArn: arn }));
  },
});
