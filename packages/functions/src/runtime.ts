import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics } from "@aws-lambda-powertools/metrics";
import { ApiGatewayManagementApiClient } from "@aws-sdk/client-apigatewaymanagementapi";
import { DynamoDBClient, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SQSClient, type SQSClientConfig } from "@aws-sdk/client-sqs";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { Ports, PushCadence, Sockets } from "@fairline/core";
import * as z from "zod";
import { type Attempts, dynamoAttempts } from "./adapters/attempts.ts";
import { systemClock } from "./adapters/clock.ts";
import { type DeadLetterCount, sqsDeadLetters } from "./adapters/deadLetters.ts";
import { dynamoTable } from "./adapters/ledger/table.ts";
import { dynamoLedger } from "./adapters/ledger.ts";
import { type SignedPasses, signedPasses } from "./adapters/passes.ts";
import { type Queue, sqsQueue } from "./adapters/queue.ts";
import { dynamoSessions, type Sessions } from "./adapters/sessions.ts";
import { gatewaySockets } from "./adapters/sockets.ts";
import { sqsTurns } from "./adapters/turns.ts";
import { stepFunctionsVisits } from "./adapters/visits.ts";
import { type AdminToken, readAdminTokens } from "./adminTokens.ts";
import type { TickJob } from "./handlers/tickJob.ts";
import { readPassKeys } from "./passKeys.ts";
import { readSiteKeys, type SiteKey } from "./siteKeys.ts";
import { siteProof } from "./siteProof.ts";
import type { EnvironmentName, LobbyMessage } from "./wiring.ts";

/** Both take their service from POWERTOOLS_SERVICE_NAME: stages that share an account are told apart by it. */
export const logger = new Logger();
export const metrics = new Metrics({ namespace: "Fairline" });

const Environment = z.object({
  TABLE_NAME: z.string(),
  LOBBY_QUEUE_URL: z.url(),
  TURNS_QUEUE_URL: z.url(),
  TICKS_QUEUE_URL: z.url(),
  LOBBY_DEAD_QUEUE_URL: z.url(),
  TURNS_DEAD_QUEUE_URL: z.url(),
  TICKS_DEAD_QUEUE_URL: z.url(),
  VISIT_STATE_MACHINE_ARN: z.string(),
  RETIRE_STATE_MACHINE_ARN: z.string(),
  CONNECTIONS_ENDPOINT: z.url(),
  // Read when a pass is signed or read: who needs none is not to fail for wrong ones.
  PASS_KEYS: z.string().optional(),
  PASS_ISSUER: z.string(),
  ADMIN_TOKEN: z.string().min(1).optional(),
  // Empty: no site may give more time.
  SITE_KEY: z.string().optional(),
  SESSION_SECONDS: z.coerce.number().int().min(1).default(43_200),
  TURN_HOLD: z.enum(["deny", "report"]).default("deny"),
  PUSH_CADENCE: z.enum(["every", "distance"]).default("every"),
  PUSH_PER_SECOND_MAX: z.coerce.number().int().min(1).default(5000),
} satisfies Record<EnvironmentName, z.ZodType>);

export interface Runtime {
  readonly ports: Ports & { readonly passes: SignedPasses };
  readonly lobby: Queue<LobbyMessage>;
  readonly ticks: Queue<TickJob>;
  readonly deadLetters: DeadLetterCount;
  readonly adminTokens: readonly AdminToken[];
  readonly siteKeys: readonly SiteKey[];
  readonly sessions: Sessions;
  /** How long an operator stays signed in. */
  readonly sessionSeconds: number;
  readonly attempts: Attempts;
  /** What CloudFront shows with every request. */
  readonly siteProof: string;
  readonly turnHold: "deny" | "report";
  readonly pushesPerSecondMax: number;
  readonly pushCadence: PushCadence;
}

/** What a process has that holds more than the handlers, and they need not ask for by HTTP (docs/adr/0027-what-one-machine-does-directly.md). */
export interface OwnMeans {
  readonly sockets: Sockets;
  readonly database: Pick<DynamoDBClientConfig, "requestHandler" | "signer">;
}

/** Nothing in the cloud. */
let own: OwnMeans | undefined;

/** Must be called before the first invocation. */
export function bring(means: OwnMeans): void {
  own = means;
}

/** One for all invocations of a process, made at the first, from the environment. */
let shared: Runtime | undefined;
export function runtime(): Runtime {
  shared ??= fromEnvironment(process.env);
  return shared;
}

/**
 * The SDK tells its logger of each request, with a copy of all that is in it, whether or not anybody listens. One that has no
 * `info` saves that work.
 */
const withoutInfo = {
  trace() {},
  debug() {},
  warn() {},
  error() {},
} as unknown as Required<SQSClientConfig>["logger"];

/** Throws where the environment is not what the wiring says, in one line that names variables and shows no value. */
export function fromEnvironment(variables: NodeJS.ProcessEnv): Runtime {
  const env = readEnvironment(variables);
  // A batch has more calls under way at once than the SDK's 50 connections.
  const requestHandler = { httpAgent: { maxSockets: 256 }, httpsAgent: { maxSockets: 256 } };
  const common = { requestHandler, logger: withoutInfo };
  const sqs = new SQSClient({ ...common, md5: false });
  const sfn = new SFNClient(common);
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient({ ...common, ...own?.database }), {
    marshallOptions: { removeUndefinedValues: true },
  });
  const connections = new ApiGatewayManagementApiClient({
    ...common,
    endpoint: env.CONNECTIONS_ENDPOINT,
  });
  const queues = { turnsQueueUrl: env.TURNS_QUEUE_URL, retireStateMachineArn: env.RETIRE_STATE_MACHINE_ARN };
  const table = dynamoTable(documents, env.TABLE_NAME);
  let passes: SignedPasses | undefined;
  let adminTokens: readonly AdminToken[] | undefined;
  let siteKeys: readonly SiteKey[] | undefined;
  return {
    ports: {
      ledger: dynamoLedger(documents, env.TABLE_NAME, systemClock),
      turns: sqsTurns({ sqs, sfn }, queues),
      visits: stepFunctionsVisits(sfn, env.VISIT_STATE_MACHINE_ARN),
      sockets: own?.sockets ?? gatewaySockets(connections),
      get passes() {
        passes ??= signedPasses(
          readPassKeys(given("PASS_KEYS", env.PASS_KEYS)),
          env.PASS_ISSUER,
          systemClock,
        );
        return passes;
      },
      clock: systemClock,
    },
    lobby: sqsQueue(sqs, env.LOBBY_QUEUE_URL),
    ticks: sqsQueue(sqs, env.TICKS_QUEUE_URL),
    deadLetters: sqsDeadLetters(
      sqs,
      {
        Lobby: env.LOBBY_DEAD_QUEUE_URL,
        Turns: env.TURNS_DEAD_QUEUE_URL,
        Ticks: env.TICKS_DEAD_QUEUE_URL,
      },
      systemClock,
    ),
    get adminTokens() {
      adminTokens ??= readAdminTokens(given("ADMIN_TOKEN", env.ADMIN_TOKEN));
      return adminTokens;
    },
    get siteKeys() {
      siteKeys ??= readSiteKeys(env.SITE_KEY ?? "");
      return siteKeys;
    },
    sessions: dynamoSessions(table),
    sessionSeconds: env.SESSION_SECONDS,
    attempts: dynamoAttempts(table, systemClock),
    get siteProof() {
      return siteProof(given("PASS_KEYS", env.PASS_KEYS));
    },
    turnHold: env.TURN_HOLD,
    pushesPerSecondMax: env.PUSH_PER_SECOND_MAX,
    pushCadence: env.PUSH_CADENCE,
  };
}

function readEnvironment(variables: NodeJS.ProcessEnv): z.infer<typeof Environment> {
  const { success, data, error } = Environment.safeParse(variables);
  if (success) return data;
  const names = [...new Set(error.issues.map(({ path }) => String(path[0])))];
  const [lacking, wrong] = [true, false].map((isLacking) =>
    names.filter((name) => (variables[name] === undefined) === isLacking).join(", "),
  );
  throw new Error(
    [
      ...(lacking ? [`The environment lacks ${lacking}`] : []),
      ...(wrong ? [`The environment has no valid ${wrong}`] : []),
    ].join(". "),
  );
}

/** Secrets are given only to the functions that need them (`wiring.secrets`): one that has none must not go on without. */
function given<T>(name: EnvironmentName, value: T | undefined): T {
  if (value === undefined) throw new Error(`This function was not given ${name}.`);
  return value;
}
