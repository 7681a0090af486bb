import { DescribeTableCommand, GetItemCommand, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { CreateEventSourceMappingCommand } from "@aws-sdk/client-lambda";
import { CreateQueueCommand, GetQueueAttributesCommand, ListQueuesCommand } from "@aws-sdk/client-sqs";
import { type QueueName, wiring } from "@fairline/functions/wiring.ts";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import config from "../../../room.config.ts";
import type { Clients } from "../src/clients.ts";
import { Refusal } from "./support/answer.ts";
import { clientsFor, down, up, variablesOf } from "./support/desk.ts";
import { type Endpoint, startEndpoint } from "./support/endpoint.ts";

/** The first of those that a deploy opens. */
const [room = ""] = Object.keys(config.rooms);

let endpoint: Endpoint;
let clients: Clients;

async function start() {
  endpoint = await startEndpoint();
  clients = clientsFor(endpoint);
}
async function stop() {
  clients.destroy();
  await endpoint.close();
}

async function attributesOf(url: string | undefined) {
  const asked = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["All"] });
  return (await clients.sqs.send(asked)).Attributes ?? {};
}

const queueNames = async () =>
  ((await clients.sqs.send(new ListQueuesCommand({}))).QueueUrls ?? []).map((url) => url.split("/").at(-1));

describe("on an endpoint that has everything but a table's ageing", () => {
  let known: Awaited<ReturnType<typeof up>>["known"];
  let outcomes: Awaited<ReturnType<typeof up>>["outcomes"];
  beforeAll(async () => {
    await start();
    ({ known, outcomes } = await up(endpoint));
  });
  afterAll(stop);

  test("queues get the attributes of the wiring, and their dead-letter queues", async () => {
    for (const [name, queue] of Object.entries(wiring.queues)) {
      const attributes = await attributesOf(known.get(name)?.url);
      expect(attributes).toMatchObject({
        VisibilityTimeout: String(queue.visibilitySeconds),
        MessageRetentionPeriod: String(queue.retentionSeconds),
        SqsManagedSseEnabled: "true",
        ...(queue.fifo && {
          FifoQueue: "true",
          DeduplicationScope: "messageGroup",
          FifoThroughputLimit: "perMessageGroupId",
        }),
      });
      expect(JSON.parse(attributes.RedrivePolicy ?? "")).toEqual({
        deadLetterTargetArn: known.get(`${name as QueueName}Dead`)?.arn,
        maxReceiveCount: queue.receivesMax,
      });
    }
  });

  test("the table has the keys of the wiring", async () => {
    const { Table } = await clients.dynamodb.send(
      new DescribeTableCommand({ TableName: "fairline-desk-table" }),
    );
    expect(Table?.KeySchema).toEqual([
      { AttributeName: wiring.table.partitionKey, KeyType: "HASH" },
      { AttributeName: wiring.table.sortKey, KeyType: "RANGE" },
    ]);
  });

  test("functions are told where everything is at this endpoint, and nothing that the mocks made up", async () => {
    const variables = variablesOf(endpoint, "fairline-desk-admit");
    expect(variables).toEqual({
      AWS_ENDPOINT_URL: endpoint.url,
      CONNECTIONS_ENDPOINT: `https://${known.get("Socket")?.id}.execute-api.desk.test/ws`,
      LOBBY_DEAD_QUEUE_URL: `${endpoint.url}/000000000000/fairline-desk-lobby-dead`,
      LOBBY_QUEUE_URL: `${endpoint.url}/000000000000/fairline-desk-lobby`,
      PASS_ISSUER: "fairline-desk-passes",
      POWERTOOLS_SERVICE_NAME: "fairline-desk-line",
      PUSH_CADENCE: "distance",
      PUSH_PER_SECOND_MAX: "5000",
      SESSION_SECONDS: "43200",
      RETIRE_STATE_MACHINE_ARN: "arn:aws:states:us-east-1:000000000000:stateMachine:fairline-desk-retire",
      TABLE_NAME: "fairline-desk-table",
      TICKS_DEAD_QUEUE_URL: `${endpoint.url}/000000000000/fairline-desk-ticks-dead`,
      TICKS_QUEUE_URL: `${endpoint.url}/000000000000/fairline-desk-ticks`,
      TURNS_DEAD_QUEUE_URL: `${endpoint.url}/000000000000/fairline-desk-turns-dead.fifo`,
      TURNS_QUEUE_URL: `${endpoint.url}/000000000000/fairline-desk-turns.fifo`,
      TURN_HOLD: "report",
      VISIT_STATE_MACHINE_ARN: "arn:aws:states:us-east-1:000000000000:stateMachine:fairline-desk-visit",
    });
    const everything = JSON.stringify([
      [...endpoint.iam.roles.values()].map(({ policies }) => [...policies.values()]),
      [...endpoint.lambda.functions.values()].map(({ configuration, policy }) => [configuration, policy]),
      [...endpoint.lambda.mappings.values()],
      [...endpoint.states.machines.values()],
      [...endpoint.apis.things.values()],
      [...endpoint.scheduler.schedules.values()],
    ]);
    expect(everything.length).toBeGreaterThan(10_000);
    expect(everything).not.toMatch(/123456789012|amazonaws\.com\/|uuid-of-|the-operators-token/);
  });

  test("each queue feeds its function, in batches of the wiring's size", async () => {
    const mappings = [...endpoint.lambda.mappings.values()];
    expect(mappings).toHaveLength(wiring.mappings.length);
    for (const { queue, handler, batchSize, reportsBatchItemFailures } of wiring.mappings) {
      expect(mappings).toContainEqual(
        expect.objectContaining({
          EventSourceArn: known.get(queue)?.arn,
          FunctionName: `arn:aws:lambda:us-east-1:000000000000:function:fairline-desk-${handler}`,
          BatchSize: batchSize,
          FunctionResponseTypes: reportsBatchItemFailures ? ["ReportBatchItemFailures"] : [],
        }),
      );
    }
  });

  test("the deny comes after the mapping, whose creation asks for what it denies", async () => {
    const { policies } = endpoint.iam.roles.get("fairline-desk-admit-us-east-1") ?? {};
    const deny = JSON.parse(policies?.get(`deny-${known.get("TurnsMapping")?.uuid}`) ?? "");
    expect(deny.Statement).toEqual([
      { Effect: "Deny", Action: ["sqs:DeleteMessage"], Resource: known.get("Turns")?.arn },
    ]);
    const another = new CreateEventSourceMappingCommand({
      EventSourceArn: known.get("Turns")?.arn,
      FunctionName: known.get("AdmitFunction")?.arn,
    });
    await expect(clients.lambda.send(another)).rejects.toThrow("The role may not call DeleteMessage");
  });

  test("WebSocket routes lead into the Lobby, or to a fixed answer", async () => {
    const things = [...endpoint.apis.things];
    const socket = `/v2/apis/${known.get("Socket")?.id}`;
    const routes = things.filter(
      ([path]) => path.startsWith(`${socket}/routes/`) && !path.includes("responses"),
    );
    expect(routes.map(([, { routeKey }]) => routeKey).sort()).toEqual(
      Object.keys(wiring.webSocketRoutes).sort(),
    );
    for (const [, { routeKey, target }] of routes) {
      const integration = endpoint.apis.things.get(`${socket}/${target}`);
      const wired = wiring.webSocketRoutes[routeKey as keyof typeof wiring.webSocketRoutes];
      expect(integration?.integrationType).toBe(wired.to === "queue" ? "AWS" : "MOCK");
      if (wired.to === "queue") {
        expect(integration?.integrationUri).toBe(
          "arn:aws:apigateway:us-east-1:sqs:path/000000000000/fairline-desk-lobby",
        );
        expect(integration?.credentialsArn).toBe(
          "arn:aws:iam::000000000000:role/fairline-desk-socket-us-east-1",
        );
      }
    }
  });

  test("state machines have the wiring's types, and functions and queues of this endpoint in their definitions", async () => {
    const machines = [...endpoint.states.machines.values()];
    expect(machines.map(({ name, type }) => [name, type])).toEqual(
      expect.arrayContaining([
        ["fairline-desk-visit", "STANDARD"],
        ["fairline-desk-retire", "EXPRESS"],
      ]),
    );
    const visit = String(machines.find(({ name }) => name === "fairline-desk-visit")?.definition);
    for (const name of ["OpenVisitFunction", "SettleVisitFunction"])
      expect(visit).toContain(`"${known.get(name)?.arn}"`);
    expect(visit).toContain(`"${known.get("Turns")?.url}"`);
  });

  test("ticks are planned once a minute", async () => {
    expect([...endpoint.scheduler.schedules.values()]).toEqual([
      expect.objectContaining({
        ScheduleExpression: "rate(1 minute)",
        Target: expect.objectContaining({ Arn: known.get("ScheduleTicksFunction")?.arn }),
      }),
    ]);
  });

  test("the rooms of room.config.ts are open, by the function that a deploy seeds them with", async () => {
    expect(outcomes[`Room ${room}`]).toBe("created");
    const Key = { pk: { S: `ROOM#${room}` }, sk: { S: "SETTINGS" } };
    const { Item } = await clients.dynamodb.send(
      new GetItemCommand({ TableName: "fairline-desk-table", Key }),
    );
    expect(JSON.stringify(Item)).toContain(config.rooms[room]?.title);
  });

  test("the HTTP function answers from what is in its zip: the snapshot of a room", async () => {
    const answer = await endpoint.lambda.invoke("fairline-desk-api", httpEvent("GET", `/rooms/${room}`));
    expect(answer).toMatchObject({ statusCode: 200 });
    expect(JSON.parse((answer as { body: string }).body)).toMatchObject({
      room,
      state: "open",
      waiting: 0,
    });
  });
});

describe("run again", () => {
  beforeEach(start);
  afterEach(stop);

  test("everything is kept, and nothing is written", async () => {
    const first = await up(endpoint);
    expect(new Set(Object.values(first.outcomes))).toEqual(new Set(["created"]));
    const written = endpoint.writes.length;
    const second = await up(endpoint);
    expect(Object.keys(second.outcomes).sort()).toEqual(Object.keys(first.outcomes).sort());
    expect(new Set(Object.values(second.outcomes))).toEqual(new Set(["kept"]));
    expect(endpoint.writes.slice(written).filter((call) => !call.includes("UpdateTimeToLive"))).toEqual([]);
    expect(second.said.join()).not.toContain("token");
  });

  test("what differs is changed, and nothing else", async () => {
    await up(endpoint);
    const admit = endpoint.lambda.functions.get("fairline-desk-admit");
    if (admit !== undefined) admit.configuration = { ...admit.configuration, MemorySize: 128 };
    const tick = endpoint.lambda.functions.get("fairline-desk-tick");
    if (tick !== undefined) tick.zip = new Uint8Array(3);
    for (const machine of endpoint.states.machines.values())
      if (machine.name === "fairline-desk-visit") machine.definition = "{}";
    endpoint.iam.roles.get("fairline-desk-api-us-east-1")?.policies.set("ApiPolicy", "{}");
    for (const schedule of endpoint.scheduler.schedules.values()) schedule.ScheduleExpression = "rate(1 day)";
    const { outcomes } = await up(endpoint);
    const changed = Object.entries(outcomes).filter(([, outcome]) => outcome !== "kept");
    expect(Object.fromEntries(changed)).toEqual({
      AdmitFunction: "changed",
      TickFunction: "changed",
      Visit: "changed",
      ApiPolicy: "changed",
      Schedule: "changed",
    });
    expect(new Set(Object.values((await up(endpoint)).outcomes))).toEqual(new Set(["kept"]));
  });

  test("after an interruption it goes on where it was", async () => {
    endpoint.lacking = ({ operation }) =>
      operation === "CreateStateMachine"
        ? new Refusal(500, "InternalError", "The lights went out")
        : undefined;
    await expect(up(endpoint)).rejects.toThrow("500 InternalError: The lights went out");
    endpoint.lacking = () => undefined;
    const { outcomes, said } = await up(endpoint);
    expect(outcomes).toMatchObject({ Lobby: "kept", Visit: "created", [`Room ${room}`]: "created" });
    expect(new Set(Object.values((await up(endpoint)).outcomes))).toEqual(new Set(["kept"]));
    expect(said.length).toBeGreaterThan(0);
  });

  test("the operators' token, the site's key and the keys of passes stay, until others are given", async () => {
    const first = await up(endpoint);
    const before = variablesOf(endpoint, "fairline-desk-api");
    for (const secret of ["ADMIN_TOKEN", "SITE_KEY"])
      expect(first.said.join("\n")).toContain(String(before[secret]));
    const again = await up(endpoint);
    expect(again.said.join("\n")).not.toContain("said only now");
    expect(variablesOf(endpoint, "fairline-desk-api")).toEqual(before);
    const { outcomes } = await up(endpoint, {
      adminToken: "another-token",
      siteKey: "another-key-of-the-site",
    });
    expect(outcomes.ApiFunction).toBe("changed");
    expect(variablesOf(endpoint, "fairline-desk-api")).toEqual({
      ...before,
      ADMIN_TOKEN: "another-token",
      SITE_KEY: "another-key-of-the-site",
    });
  });

  test("secrets are told to those functions alone that need them", async () => {
    await up(endpoint);
    for (const [secret, handlers] of Object.entries(wiring.secrets)) {
      const told = [...endpoint.lambda.functions.keys()].filter(
        (name) => secret in variablesOf(endpoint, name),
      );
      expect(told.sort()).toEqual(handlers.map((handler) => `fairline-desk-${handler}`).sort());
    }
  });
});

describe("taking down", () => {
  beforeEach(async () => {
    await start();
    for (const stage of ["desk", "other-desk"])
      endpoint.lambda.answers.set(`fairline-${stage}-seedRooms`, { demo: "created" });
  });
  afterEach(stop);

  test("leaves nothing of ours, touches nothing else, and may be done twice", async () => {
    await clients.sqs.send(new CreateQueueCommand({ QueueName: "fairline-other-lobby" }));
    await up(endpoint, { stage: "other-desk" });
    const tables = async () => (await clients.dynamodb.send(new ListTablesCommand({}))).TableNames;
    const others = [await queueNames(), endpoint.apis.things.size, endpoint.iam.roles.size, await tables()];
    await up(endpoint);
    const { outcomes } = await down(endpoint);
    expect(new Set(Object.values(outcomes))).toEqual(new Set(["destroyed"]));
    expect([await queueNames(), endpoint.apis.things.size, endpoint.iam.roles.size, await tables()]).toEqual(
      others,
    );
    for (const left of [endpoint.lambda.functions, endpoint.states.machines, endpoint.scheduler.schedules])
      expect(JSON.stringify([...left])).not.toContain("fairline-desk-");
    expect(endpoint.lambda.mappings.size).toBe(wiring.mappings.length);
    expect((await down(endpoint)).said.at(-1)).toBe("Nothing of it was there.");
  });

  test("is gone on with after an interruption", async () => {
    await up(endpoint);
    endpoint.lacking = ({ operation }) =>
      operation === "DeleteTable" ? new Refusal(500, "InternalServerError") : undefined;
    await expect(down(endpoint)).rejects.toThrow("Table: 500 InternalServerError");
    endpoint.lacking = () => undefined;
    const { outcomes } = await down(endpoint);
    expect(outcomes).toMatchObject({ Table: "destroyed", Lobby: "destroyed" });
    expect(outcomes.AdmitFunction).toBeUndefined();
    expect(await queueNames()).toEqual([]);
  });
});

function httpEvent(method: string, rawPath: string) {
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath,
    rawQueryString: "",
    headers: { host: "desk.test" },
    requestContext: { http: { method, path: rawPath, sourceIp: "127.0.0.1" }, domainName: "desk.test" },
    isBase64Encoded: false,
  };
}
