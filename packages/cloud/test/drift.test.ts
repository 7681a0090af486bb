import { DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { environment, type QueueName, wiring } from "@fairline/functions/wiring.ts";
import { queueAttributes } from "@fairline/local";
import { describe, expect, test } from "vitest";
import { apiPaths } from "../../local/src/gateway/http.ts";
import { wiredMachines } from "../../local/src/machines.ts";
import { parseDefinition } from "../../local/src/services/definition.ts";
import { startDynamoDb } from "../../local/src/services/dynamodb.ts";
import { Graph, stages } from "../src/graph.ts";
import { namesOf } from "../src/names.ts";
import { permissionsIn } from "../src/policies.ts";
import { environmentOf, handlers } from "../src/rules/functions.ts";
import { synthesize } from "../src/synthesize.ts";

/** What `npm start` builds, and what a deploy would: each side is asked itself, and none is asked for the other. */
describe.each(stages)("one machine and %s are the same in", async (stage) => {
  const graph = new Graph(stage, await synthesize(stage));
  const names = namesOf(stage);
  const inputsOf = (kind: string, name: string) => graph.one(kind, name)?.inputs ?? {};

  test("queues and their attributes", () => {
    expect(
      graph
        .all("sqs.Queue")
        .map(({ name }) => name)
        .sort(),
    ).toEqual(
      Object.keys(wiring.queues)
        .flatMap((name) => [name, `${name}Dead`])
        .sort(),
    );
    for (const [name, queue] of Object.entries(wiring.queues)) {
      const local = queueAttributes(queue, names.queueArn(name as QueueName, true));
      expect(asAttributes(inputsOf("sqs.Queue", name))).toEqual(local);
      const dead = asAttributes(inputsOf("sqs.Queue", `${name}Dead`));
      expect(dead).toEqual(queueAttributes({ ...queue, retentionSeconds: 14 * 86_400 }));
    }
  });

  test("mappings, batch sizes, and what is reported by item", () => {
    const mappings = graph.all("lambda.EventSourceMapping").map(({ inputs }) => ({
      queue: inputs.eventSourceArn,
      handler: inputs.functionName,
      batchSize: inputs.batchSize,
      reports: (inputs.functionResponseTypes as string[]).includes("ReportBatchItemFailures"),
    }));
    expect(mappings).toHaveLength(wiring.mappings.length);
    for (const { queue, handler, batchSize, reportsBatchItemFailures } of wiring.mappings) {
      expect(mappings).toContainEqual({
        queue: names.queueArn(queue),
        handler: names.functionArn(handler),
        batchSize,
        reports: reportsBatchItemFailures,
      });
    }
  });

  test("what the mappings' roles are denied", () => {
    for (const mapping of wiring.mappings) {
      const deny = graph.one("iam.RolePolicy", `${mapping.queue}Deny`);
      const actions = deny === undefined ? [] : permissionsIn(deny).map(({ action }) => action);
      expect(actions).toEqual(mapping.denied);
    }
  });

  test("state machines", () => {
    for (const { name, type, definition } of wiredMachines(names.queueUrl("Turns"))) {
      const cloud = inputsOf("sfn.StateMachine", name);
      expect(cloud.type).toBe(type);
      // On one machine a function's ARN is its name.
      const text = String(cloud.definition).replaceAll(
        names.functionArn("openVisit").replace("openVisit", ""),
        "",
      );
      expect(parseDefinition(text, {})).toEqual(definition);
    }
  });

  test("the schedule", () => {
    const { target, scheduleExpression } = inputsOf("scheduler.Schedule", "Schedule");
    expect(scheduleExpression).toBe(`rate(${wiring.schedule.everySeconds / 60} minute)`);
    expect((target as { arn: string }).arn).toBe(names.functionArn(wiring.schedule.handler));
  });

  test("WebSocket routes", () => {
    const routes = graph.all("apigatewayv2.Route").filter(({ name }) => name.startsWith("Socket"));
    expect(routes.map(({ inputs }) => inputs.routeKey).sort()).toEqual(
      Object.keys(wiring.webSocketRoutes).sort(),
    );
  });

  test("names in the environment", () => {
    const given = new Set(handlers.flatMap((handler) => Object.keys(environmentOf(graph, handler))));
    expect([...given].sort()).toEqual([...environment].sort());
  });

  test("addresses under which the pages find the socket and the API", () => {
    const behaviours = inputsOf("cloudfront.Distribution", "SiteCdnDistribution").orderedCacheBehaviors as {
      pathPattern: string;
      targetOriginId: string;
    }[];
    const toApi = behaviours.filter(({ targetOriginId }) => targetOriginId === "api");
    const prefixes = new Set(toApi.map(({ pathPattern }) => pathPattern.replace(/(\/\*)+$/, "/*")));
    expect([...prefixes].sort()).toEqual([...apiPaths].sort());
    expect(behaviours.find(({ targetOriginId }) => targetOriginId === "socket")?.pathPattern).toBe("/ws");
  });
});

test("one machine's table has the keys that the cloud's has", async () => {
  const graph = new Graph("dev", await synthesize("dev"));
  const { url, tableName, stop } = await startDynamoDb();
  const client = new DynamoDBClient({
    endpoint: url,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
    const { hashKey, rangeKey, billingMode, attributes } = graph.one("dynamodb.Table", "Table")?.inputs ?? {};
    expect(Table?.KeySchema).toEqual([
      { AttributeName: hashKey, KeyType: "HASH" },
      { AttributeName: rangeKey, KeyType: "RANGE" },
    ]);
    expect(Table?.AttributeDefinitions).toEqual(
      (attributes as { name: string; type: string }[]).map(({ name, type }) => ({
        AttributeName: name,
        AttributeType: type,
      })),
    );
    expect(Table?.BillingModeSummary?.BillingMode).toBe(billingMode);
  } finally {
    client.destroy();
    await stop();
  }
});

/** What Pulumi calls a queue's attributes, as SQS itself spells them. */
function asAttributes(inputs: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const spelled = {
    VisibilityTimeout: inputs.visibilityTimeoutSeconds,
    MessageRetentionPeriod: inputs.messageRetentionSeconds,
    RedrivePolicy: inputs.redrivePolicy,
    FifoQueue: inputs.fifoQueue,
    DeduplicationScope: inputs.deduplicationScope,
    FifoThroughputLimit: inputs.fifoThroughputLimit,
  };
  const given = Object.entries(spelled).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
}
