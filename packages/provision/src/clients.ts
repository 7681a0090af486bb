import { ApiGatewayV2Client } from "@aws-sdk/client-apigatewayv2";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { IAMClient } from "@aws-sdk/client-iam";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { SchedulerClient } from "@aws-sdk/client-scheduler";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SQSClient } from "@aws-sdk/client-sqs";

export interface Endpoint {
  readonly url: string;
  /** Where functions reach it. */
  readonly functionsUrl: string;
  readonly region: string;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Every service of one endpoint. */
export type Clients = ReturnType<typeof connect>;

export function connect(endpoint: Endpoint, credentials: Credentials) {
  const access = {
    endpoint: endpoint.url,
    region: endpoint.region,
    credentials,
    requestHandler: { connectionTimeout: 5000 },
  };
  const clients = {
    apis: new ApiGatewayV2Client(access),
    dynamodb: new DynamoDBClient(access),
    events: new EventBridgeClient(access),
    iam: new IAMClient(access),
    lambda: new LambdaClient(access),
    scheduler: new SchedulerClient(access),
    sfn: new SFNClient(access),
    sqs: new SQSClient(access),
  };
  return {
    ...clients,
    endpoint,
    destroy() {
      for (const client of Object.values(clients)) client.destroy();
    },
  };
}

/**
 * From the environment, with what emulators take for granted. Only what is set there on purpose: the keys of a profile would
 * be shown to whoever answers at the endpoint.
 */
export function accessOf(env: NodeJS.ProcessEnv): { region: string; credentials: Credentials } {
  const { AWS_SESSION_TOKEN: sessionToken } = env;
  return {
    region: env.AWS_REGION || env.AWS_DEFAULT_REGION || "us-east-1",
    credentials: {
      accessKeyId: env.AWS_ACCESS_KEY_ID || "test",
      secretAccessKey: env.AWS_SECRET_ACCESS_KEY || "test",
      ...(sessionToken && { sessionToken }),
    },
  };
}
