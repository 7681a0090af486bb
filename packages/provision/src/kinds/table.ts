// Amazon DynamoDB
import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  UpdateContinuousBackupsCommand,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
  waitUntilTableNotExists,
} from "@aws-sdk/client-dynamodb";
import * as z from "zod";
import { ifThere } from "../answers.ts";
import { kind } from "../kind.ts";
import { limits } from "../limits.ts";

export const table = kind({
  inputs: z.strictObject({
    name: z.string(),
    billingMode: z.literal("PAY_PER_REQUEST"),
    hashKey: z.string(),
    rangeKey: z.string(),
    attributes: z.array(z.strictObject({ name: z.string(), type: z.enum(["S", "N", "B"]) })),
    deletionProtectionEnabled: z.boolean(),
  }),
  async find({ dynamodb }, { name }) {
    const found = await ifThere(dynamodb.send(new DescribeTableCommand({ TableName: name })));
    const arn = found?.Table?.TableArn;
    return found === undefined ? undefined : { id: name, ...(arn !== undefined && { arn }) };
  },
  async create({ dynamodb }, { name, billingMode, hashKey, rangeKey, attributes, ...inputs }) {
    await dynamodb.send(
      new CreateTableCommand({
        TableName: name,
        BillingMode: billingMode,
        KeySchema: [
          { AttributeName: hashKey, KeyType: "HASH" },
          { AttributeName: rangeKey, KeyType: "RANGE" },
        ],
        AttributeDefinitions: attributes.map((one) => ({ AttributeName: one.name, AttributeType: one.type })),
        ...(inputs.deletionProtectionEnabled && { DeletionProtectionEnabled: true }),
      }),
    );
    await waitUntilTableExists({ client: dynamodb, ...limits.wait }, { TableName: name });
  },
  async destroy({ dynamodb }, { name }) {
    await dynamodb.send(new DeleteTableCommand({ TableName: name }));
    await waitUntilTableNotExists({ client: dynamodb, ...limits.wait }, { TableName: name });
  },
});

/** When items age: a call of its own, which some endpoints do not know. */
export const timeToLive = kind({
  inputs: z.strictObject({ table: z.string(), attributeName: z.string(), enabled: z.literal(true) }),
  async find({ dynamodb }, { table, attributeName }) {
    const asked = new DescribeTimeToLiveCommand({ TableName: table });
    const { TimeToLiveDescription: found } = await dynamodb.send(asked);
    const isOn = found?.TimeToLiveStatus === "ENABLED" || found?.TimeToLiveStatus === "ENABLING";
    return isOn && found.AttributeName === attributeName ? {} : undefined;
  },
  async create({ dynamodb }, { table, attributeName, enabled }) {
    const specification = { AttributeName: attributeName, Enabled: enabled };
    await dynamodb.send(
      new UpdateTimeToLiveCommand({ TableName: table, TimeToLiveSpecification: specification }),
    );
  },
});

export const pointInTimeRecovery = kind({
  inputs: z.strictObject({ table: z.string(), enabled: z.literal(true) }),
  async find({ dynamodb }, { table }) {
    const asked = new DescribeContinuousBackupsCommand({ TableName: table });
    const { ContinuousBackupsDescription: found } = await dynamodb.send(asked);
    const isOn = found?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus === "ENABLED";
    return isOn ? {} : undefined;
  },
  async create({ dynamodb }, { table, enabled }) {
    const specification = { PointInTimeRecoveryEnabled: enabled };
    await dynamodb.send(
      new UpdateContinuousBackupsCommand({
        TableName: table,
        PointInTimeRecoverySpecification: specification,
      }),
    );
  },
});
