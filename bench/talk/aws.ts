import { ApiGatewayManagementApiClient } from "@aws-sdk/client-apigatewaymanagementapi";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SQSClient } from "@aws-sdk/client-sqs";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { Sockets } from "@fairline/core";
import { gatewaySockets } from "@fairline/functions/adapters/sockets.ts";

/** Where everything is that the talk's handlers call. */
export interface Places {
  readonly sqsUrl: string;
  readonly dynamoDbUrl: string;
  readonly stepFunctionsUrl: string;
  readonly connectionsUrl: string;
  readonly tableName: string;
  readonly turnsQueueUrl: string;
  readonly ticksQueueUrl: string;
  readonly machineArn: string;
}

/** What the talk's handlers call AWS with. */
export interface Aws extends Places {
  readonly sqs: SQSClient;
  readonly sfn: SFNClient;
  readonly documents: DynamoDBDocumentClient;
  readonly sockets: Sockets;
}

/** With the settings that Fairline's own handlers give their clients (packages/functions/src/runtime.ts). */
export function awsAt(places: Places): Aws {
  const common = {
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    requestHandler: { httpAgent: { maxSockets: 256 }, httpsAgent: { maxSockets: 256 } },
  };
  const dynamoDb = new DynamoDBClient({ ...common, endpoint: places.dynamoDbUrl });
  return {
    ...places,
    sqs: new SQSClient({ ...common, endpoint: places.sqsUrl, md5: false }),
    sfn: new SFNClient({ ...common, endpoint: places.stepFunctionsUrl }),
    documents: DynamoDBDocumentClient.from(dynamoDb),
    sockets: gatewaySockets(
      new ApiGatewayManagementApiClient({ ...common, endpoint: places.connectionsUrl }),
    ),
  };
}
