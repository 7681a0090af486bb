// The services that the handlers use, emulated in this process, and the handlers on top of them.
import { randomUUID } from "node:crypto";
import { DescribeExecutionCommand, ExecutionDoesNotExist, SFNClient } from "@aws-sdk/client-sfn";
import { ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { type Line, type PushCadence, Settings } from "@fairline/core";
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { type Code, importCode } from "../../local/src/code.ts";
import { setEnvironment } from "../../local/src/environment.ts";
import { asFunctions, type Functions } from "../../local/src/functions.ts";
import { deletingInside, machineCalls, wiredMachines } from "../../local/src/machines.ts";
import { loadPassKeys } from "../../local/src/pass-keys.ts";
import { startDynamoDb } from "../../local/src/services/dynamodb.ts";
import { type SqsService, startSqs } from "../../local/src/services/sqs.ts";
import { startStepFunctions } from "../../local/src/services/stepfunctions.ts";
import type { Runtime } from "../src/runtime.ts";
import { type HandlerName, type LobbyMessage, type QueueName, wiring } from "../src/wiring.ts";
import { type ConnectionsEndpoint, startConnectionsEndpoint } from "./connectionsEndpoint.ts";

export const adminToken = "the-operators-token";
export const siteKey = "the-key-of-the-site";

export interface Emulators {
  /** The real adapters, as the handlers have them. */
  readonly runtime: Runtime;
  readonly app: Code["api"];
  readonly endpoint: ConnectionsEndpoint;
  readonly sqs: SQSClient;
  readonly queueUrl: (queue: QueueName) => string;
  readonly count: SqsService["count"];
  /** As Lambda invokes it: by name, with a context and a timeout. */
  invoke(name: HandlerName, event: unknown): Promise<unknown>;
  /** Invokes a function that answers with the messages that failed, and returns their ids. */
  invokeBatch(name: HandlerName, event: SQSEvent): Promise<string[]>;
  /** A room that no other test knows. */
  openRoom(settings?: Partial<Settings>): Promise<Line>;
  /** Everything that can be received from a queue now and belongs to the room, as a mapping hands it on. */
  receive(queue: QueueName, room: string): Promise<SQSRecord[]>;
  /** The status of a visit's execution; nothing: there is none. */
  visitStatus(line: Line, number: number): Promise<string | undefined>;
  stop(): Promise<void>;
}

/** Once a process: the handlers make their runtime of the environment at their first invocation. */
export async function startEmulators(
  over: {
    turnHold?: "deny" | "report";
    pushCadence?: PushCadence;
    adminTokens?: string;
    sessionSeconds?: number;
    importTheCode?: () => Promise<Code>;
    measured?: boolean;
    /** Warnings and errors are logged, by the global console. */
    logged?: boolean;
    withoutSecrets?: boolean;
  } = {},
): Promise<Emulators> {
  const [sqs, dynamodb, endpoint, passKeys] = await Promise.all([
    startSqs(),
    startDynamoDb(),
    startConnectionsEndpoint(),
    loadPassKeys(undefined),
  ]);
  const access = { region: "us-east-1", credentials: { accessKeyId: "local", secretAccessKey: "local" } };
  const sqsClient = new SQSClient({ ...access, endpoint: sqs.url });
  let functions: Functions | undefined;
  const loaded = () => functions ?? raise("A state machine ran before the functions were loaded.");
  const stepFunctions = await startStepFunctions({
    machines: wiredMachines(sqs.queueUrl("Turns")),
    calls: machineCalls(loaded, deletingInside(sqs.inside("Turns"))),
  });
  const sfn = new SFNClient({ ...access, endpoint: stepFunctions.url });
  setEnvironment(
    {
      TABLE_NAME: dynamodb.tableName,
      LOBBY_QUEUE_URL: sqs.queueUrl("Lobby"),
      TURNS_QUEUE_URL: sqs.queueUrl("Turns"),
      TICKS_QUEUE_URL: sqs.queueUrl("Ticks"),
      LOBBY_DEAD_QUEUE_URL: sqs.deadQueueUrl("Lobby"),
      TURNS_DEAD_QUEUE_URL: sqs.deadQueueUrl("Turns"),
      TICKS_DEAD_QUEUE_URL: sqs.deadQueueUrl("Ticks"),
      VISIT_STATE_MACHINE_ARN: stepFunctions.arn("Visit"),
      RETIRE_STATE_MACHINE_ARN: stepFunctions.arn("Retire"),
      CONNECTIONS_ENDPOINT: endpoint.url,
      PASS_KEYS: passKeys,
      PASS_ISSUER: "fairline-test",
      ADMIN_TOKEN: over.adminTokens ?? adminToken,
      SITE_KEY: siteKey,
      SESSION_SECONDS: String(over.sessionSeconds ?? 43_200),
      TURN_HOLD: over.turnHold ?? "deny",
      PUSH_CADENCE: over.pushCadence ?? "every",
      PUSH_PER_SECOND_MAX: "5000",
    },
    { sqs: sqs.url, dynamodb: dynamodb.url, stepFunctions: stepFunctions.url },
  );
  process.env.POWERTOOLS_LOG_LEVEL = over.logged === true ? "WARN" : "SILENT";
  process.env.POWERTOOLS_METRICS_DISABLED = over.measured === true ? "false" : "true";
  if (over.withoutSecrets === true) for (const name of Object.keys(wiring.secrets)) delete process.env[name];
  const { handlers, api, ensureRoom } = await (over.importTheCode ?? importCode)();
  const invoked = asFunctions(handlers);
  functions = invoked;
  const { runtime } = await import("../src/runtime.ts");
  let rooms = 0;

  return {
    runtime: runtime(),
    app: api,
    endpoint,
    sqs: sqsClient,
    queueUrl: sqs.queueUrl,
    count: sqs.count,
    invoke: invoked.invoke,
    async invokeBatch(name, event) {
      const { batchItemFailures } = (await invoked.invoke(name, event)) as SQSBatchResponse;
      return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    },
    async openRoom(settings = {}) {
      rooms += 1;
      const room = `room-${rooms}`;
      await ensureRoom(room, Settings.parse({ slots: 2, slotSeconds: 60, tickSeconds: 5, ...settings }));
      return { room, run: 1 };
    },
    async receive(queue, room) {
      const records: SQSRecord[] = [];
      for (;;) {
        const received = await receiveRecords(sqsClient, sqs, queue);
        if (received.length === 0) return records;
        records.push(...received.filter(({ body }) => roomsOf(body).includes(room)));
      }
    },
    async visitStatus({ room, run }, number) {
      const executionArn = `${stepFunctions.arn("Visit").replace(":stateMachine:", ":execution:")}:${room}_${run}_${number}`;
      try {
        return (await sfn.send(new DescribeExecutionCommand({ executionArn }))).status;
      } catch (error) {
        if (error instanceof ExecutionDoesNotExist) return undefined;
        throw error;
      }
    },
    async stop() {
      await invoked.settled();
      await Promise.all([stepFunctions.stop(), endpoint.close()]);
      sqsClient.destroy();
      sfn.destroy();
      await Promise.all([sqs.stop(), dynamodb.stop()]);
    },
  };
}

/** What the Lobby, the Turns and the Ticks queue carry names its room in one of two places. */
function roomsOf(body: string): unknown[] {
  const { room, frame } = JSON.parse(body) as { room?: unknown; frame?: { room?: unknown } };
  return [room, frame?.room];
}

async function receiveRecords(client: SQSClient, sqs: SqsService, queue: QueueName): Promise<SQSRecord[]> {
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({
      QueueUrl: sqs.queueUrl(queue),
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ["All"],
    }),
  );
  return Messages.map((message) => ({
    messageId: message.MessageId ?? "",
    receiptHandle: message.ReceiptHandle ?? "",
    body: message.Body ?? "",
    attributes: { ...message.Attributes } as unknown as SQSRecord["attributes"],
    messageAttributes: {},
    md5OfBody: message.MD5OfBody ?? "",
    eventSource: "aws:sqs",
    eventSourceARN: sqs.queueArn(queue),
    awsRegion: "us-east-1",
  }));
}

export const eventOf = (...records: SQSRecord[]): SQSEvent => ({ Records: records });

/** A message of the Lobby queue, as Lambda hands it to a function. `body` may be what no gateway would write. */
export function lobbyRecord(body: LobbyMessage | string): SQSRecord {
  return {
    messageId: randomUUID(),
    receiptHandle: randomUUID(),
    body: typeof body === "string" ? body : JSON.stringify(body),
    attributes: {
      ApproximateReceiveCount: "1",
      SentTimestamp: "1763636400000",
      SenderId: "AIDAFAIRLINE",
      ApproximateFirstReceiveTimestamp: "1763636400001",
    },
    messageAttributes: {},
    md5OfBody: "",
    eventSource: "aws:sqs",
    eventSourceARN: "arn:aws:sqs:us-east-1:000000000000:fairline-lobby",
    awsRegion: "us-east-1",
  };
}

function raise(message: string): never {
  throw new Error(message);
}
