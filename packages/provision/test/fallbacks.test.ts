import { GetQueueUrlCommand, ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { wiring } from "@fairline/functions/wiring.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import config from "../../../room.config.ts";
import { Refusal } from "./support/answer.ts";
import { clientsFor, credentials, down, up, variablesOf } from "./support/desk.ts";
import { type Call, type Endpoint, type Lacking, startEndpoint } from "./support/endpoint.ts";

let endpoint: Endpoint;

beforeEach(async () => {
  endpoint = await startEndpoint();
  endpoint.lambda.answers.set("fairline-desk-seedRooms", { demo: "created" });
});
afterEach(() => endpoint.close());

const notImplemented = new Refusal(501, "InternalFailure", "The API for this service is not yet implemented");
const lackingIf =
  (lacks: (call: Call) => boolean): Lacking =>
  (call) =>
    lacks(call) ? notImplemented : undefined;

const noServiceIntegrations = lackingIf(
  ({ service, method, body }) =>
    service === "apis" && method === "POST" && ["AWS", "MOCK"].includes(String(body.integrationType)),
);
const noIam = lackingIf(({ service }) => service === "iam");
const noScheduler = lackingIf(({ service }) => service === "scheduler");

async function keptOnSecondRun() {
  endpoint.lambda.answers.set("fairline-desk-seedRooms", { demo: "kept" });
  return new Set(Object.values((await up(endpoint)).outcomes));
}

describe("no service integrations of WebSocket routes", () => {
  beforeEach(() => {
    endpoint.lacking = noServiceIntegrations;
  });

  test("a relay function stands behind every route, and it is said why", async () => {
    const { known, skipped, lacks } = await up(endpoint);
    expect([...lacks]).toContain("serviceIntegrations");
    expect(Object.values(skipped)).toContainEqual(
      expect.stringMatching(/^501 InternalFailure: .*Instead: a relay function/),
    );
    const integrations = [...endpoint.apis.things].filter(([path]) =>
      path.startsWith(`/v2/apis/${known.get("Socket")?.id}/integrations/`),
    );
    expect(integrations).toHaveLength(Object.keys(wiring.webSocketRoutes).length);
    for (const [, { integrationType, integrationUri }] of integrations) {
      expect(integrationType).toBe("AWS_PROXY");
      expect(integrationUri).toBe(known.get("RelayFunction")?.invokeArn);
    }
    expect(await keptOnSecondRun()).toEqual(new Set(["kept"]));
  });

  test("the relay's role may be assumed by a function, and may put messages into the Lobby and nothing else", async () => {
    const { known } = await up(endpoint);
    const role = endpoint.iam.roles.get("fairline-desk-socket-us-east-1");
    expect(role?.trust).toContain("lambda.amazonaws.com");
    expect(endpoint.lambda.functions.get("fairline-desk-relay")?.configuration.Role).toMatch(
      /fairline-desk-socket-us-east-1$/,
    );
    expect([...(role?.policies.values() ?? [])].flatMap((policy) => JSON.parse(policy).Statement)).toEqual([
      { Effect: "Allow", Action: ["sqs:SendMessage"], Resource: known.get("Lobby")?.arn },
    ]);
  });

  test("what a browser sends arrives in the Lobby as the integration would have written it", async () => {
    await up(endpoint);
    const frame = { action: "join", room: "demo", key: "5f0c3d0e-8f57-4f0e-9f0b-0d5a5f1f3f11" };
    const answer = await endpoint.lambda.invoke("fairline-desk-relay", socketEvent("join", frame));
    expect(answer).toEqual({ statusCode: 200 });
    await endpoint.lambda.invoke("fairline-desk-relay", socketEvent("$disconnect"));
    expect(await lobbyMessages()).toEqual([
      { action: "join", connectionId: "connection-1", sentAtMs: 1_763_636_400_000, frame },
      { action: "disconnect", connectionId: "connection-1", sentAtMs: 1_763_636_400_000 },
    ]);
  });

  test("pings and frames that are none are answered by the relay", async () => {
    await up(endpoint);
    for (const route of ["ping", "$default"] as const) {
      const answer = await endpoint.lambda.invoke(
        "fairline-desk-relay",
        socketEvent(route, { action: route }),
      );
      const { reply } = wiring.webSocketRoutes[route];
      expect(answer).toEqual({ statusCode: 200, body: JSON.stringify(reply) });
    }
  });

  test("--destroy takes the relay down, too", async () => {
    await up(endpoint);
    endpoint.lacking = () => undefined;
    expect((await down(endpoint)).outcomes.RelayFunction).toBe("destroyed");
    expect([...endpoint.lambda.functions.keys()]).toEqual([]);
  });
});

test("--relay puts the relay behind the routes of an endpoint that takes service integrations", async () => {
  const { known } = await up(endpoint, { relay: true });
  expect(known.has("RelayFunction")).toBe(true);
  expect([...endpoint.apis.things.values()].map(({ integrationType }) => integrationType)).not.toContain(
    "AWS",
  );
});

describe("how turns are held", () => {
  const heldBy = () => variablesOf(endpoint, "fairline-desk-admit").TURN_HOLD;

  test("by report without IAM, whose roles and policies are left out", async () => {
    endpoint.lacking = noIam;
    const { known, turnHold, lacks } = await up(endpoint);
    expect([...lacks]).toContain("roles");
    expect(turnHold).toBe("report");
    expect(heldBy()).toBe("report");
    expect([...known.keys()].filter((name) => /Role$|Policy$|Deny$/.test(name))).toEqual([]);
    expect(await keptOnSecondRun()).toEqual(new Set(["kept"]));
  });

  test("by report where IAM is there, and keys that nobody knows are let in all the same", async () => {
    expect((await up(endpoint)).turnHold).toBe("report");
    expect(heldBy()).toBe("report");
  });

  test("by deny where keys that nobody knows are refused", async () => {
    endpoint.lacking = ({ accessKeyId }) =>
      accessKeyId === credentials.accessKeyId ? undefined : new Refusal(403, "InvalidClientTokenId");
    expect((await up(endpoint)).turnHold).toBe("deny");
    expect(heldBy()).toBe("deny");
  });

  test("as it is said by hand, whatever the endpoint does", async () => {
    expect((await up(endpoint, { turnHold: "deny" })).turnHold).toBe("deny");
    expect(heldBy()).toBe("deny");
  });
});

describe("no Scheduler", () => {
  test("an EventBridge rule invokes the function once a minute", async () => {
    endpoint.lacking = noScheduler;
    const { known, lacks } = await up(endpoint);
    expect([...lacks]).toContain("scheduler");
    const scheduleTicks = known.get("ScheduleTicksFunction")?.arn;
    expect([...endpoint.events.rules.values()]).toEqual([
      {
        rule: expect.objectContaining({ ScheduleExpression: "rate(1 minute)" }),
        targets: [expect.objectContaining({ Arn: scheduleTicks })],
      },
    ]);
    expect(endpoint.lambda.functions.get("fairline-desk-scheduleTicks")?.policy).toEqual([
      expect.objectContaining({
        Principal: "events.amazonaws.com",
        SourceArn: "arn:aws:events:us-east-1:000000000000:rule/fairline-desk-ticks",
      }),
    ]);
    expect(await keptOnSecondRun()).toEqual(new Set(["kept"]));
    expect((await down(endpoint)).outcomes.ScheduleRule).toBe("destroyed");
    expect(endpoint.events.rules.size).toBe(0);
  });

  test("nor rules: what has to be invoked each minute is said", async () => {
    endpoint.lacking = lackingIf(({ service }) => service === "scheduler" || service === "events");
    const { skipped, lacks } = await up(endpoint);
    expect([...lacks]).toEqual(expect.arrayContaining(["scheduler", "rules"]));
    expect(skipped.ScheduleRule).toContain("invoke the function scheduleTicks once a minute");
    expect(endpoint.lambda.functions.get("fairline-desk-scheduleTicks")?.policy).toEqual([]);
    expect(await keptOnSecondRun()).toEqual(new Set(["kept"]));
  });
});

test("no Express state machines: Retire is a Standard one", async () => {
  endpoint.lacking = ({ operation, body }) =>
    operation === "CreateStateMachine" && body.type === "EXPRESS"
      ? new Refusal(400, "StateMachineTypeNotSupported")
      : undefined;
  const { skipped } = await up(endpoint);
  expect(skipped.Retire).toContain("a Standard state machine");
  expect([...endpoint.states.machines.values()].map(({ name, type }) => [name, type])).toContainEqual([
    "fairline-desk-retire",
    "STANDARD",
  ]);
  expect(await keptOnSecondRun()).toEqual(new Set(["kept"]));
});

test.each<[string, Lacking, string]>([
  ["no route responses", lackingIf(({ path }) => path.endsWith("/routeresponses")), "routeResponses"],
  ["no permissions of functions", lackingIf(({ path }) => path.endsWith("/policy")), "permissions"],
  // dynalite has none.
  ["no ageing of items", () => undefined, "timeToLive"],
])("%s: left out, and said", async (_, lacking, lack) => {
  endpoint.lacking = lacking;
  const { lacks, skipped, outcomes } = await up(endpoint);
  expect([...lacks]).toContain(lack);
  expect(Object.values(skipped).join()).toContain("Instead: left out");
  expect(outcomes["Room demo"]).toBe("created");
});

test("several at once: everything that is left is made", async () => {
  const all = [noServiceIntegrations, noIam, noScheduler];
  endpoint.lacking = (call) => all.map((lacking) => lacking(call)).find((refusal) => refusal !== undefined);
  const { lacks, outcomes } = await up(endpoint);
  expect([...lacks].sort()).toEqual(["roles", "scheduler", "serviceIntegrations", "timeToLive"]);
  expect(outcomes).toMatchObject({
    RelayFunction: "created",
    TurnsMapping: "created",
    "Room demo": "created",
  });
});

test("no mappings of queues: there is nothing to do instead, and the resource and the error are named", async () => {
  endpoint.lacking = lackingIf(({ path }) => path.includes("event-source-mappings"));
  await expect(up(endpoint)).rejects.toThrow(/^(Lobby|Turns|Ticks)Mapping: 501 InternalFailure: /);
});

test("functions that must not be looked at: the first one is named, and the error", async () => {
  endpoint.lacking = ({ path }) =>
    path.endsWith("/configuration") ? new Refusal(403, "AccessDeniedException") : undefined;
  await expect(up(endpoint)).rejects.toThrow(/^\w+Function: 403 AccessDeniedException: /);
});

test("no invocations: what seeds the rooms is said", async () => {
  endpoint.lacking = lackingIf(({ path }) => path.endsWith("/invocations"));
  const { skipped } = await up(endpoint);
  expect(skipped.Rooms).toContain(
    `invoke fairline-desk-seedRooms with {"rooms":{"${Object.keys(config.rooms)[0]}"`,
  );
});

test("a seed that fails is an error, with what the function says", async () => {
  endpoint.lambda.answers.clear();
  endpoint.lacking = ({ operation }) =>
    operation === "PutItem" ? new Refusal(400, "ValidationException", "The table is full") : undefined;
  await expect(up(endpoint)).rejects.toThrow(/^Rooms: fairline-desk-seedRooms failed .*The table is full/s);
});

test("functions that run elsewhere are told other addresses of the same endpoint", async () => {
  const functionsEndpoint = endpoint.url.replace("127.0.0.1", "localhost");
  await up(endpoint, { functionsEndpoint });
  expect(variablesOf(endpoint, "fairline-desk-tick")).toMatchObject({
    AWS_ENDPOINT_URL: functionsEndpoint,
    TURNS_QUEUE_URL: `${functionsEndpoint}/000000000000/fairline-desk-turns.fifo`,
  });
});

async function lobbyMessages() {
  const { sqs, destroy } = clientsFor(endpoint);
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: "fairline-desk-lobby" }));
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
  destroy();
  return Messages.map(({ Body = "" }) => JSON.parse(Body));
}

function socketEvent(routeKey: string, frame?: object) {
  const requestContext = { routeKey, connectionId: "connection-1", requestTimeEpoch: 1_763_636_400_000 };
  return { requestContext, ...(frame !== undefined && { body: JSON.stringify(frame) }) };
}
