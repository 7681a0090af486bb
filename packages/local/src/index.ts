import { type QueueName, wiring } from "@fairline/functions/wiring.ts";
import { themeAddress } from "@fairline/web/theme";
import { type Code, importCode } from "./code.ts";
import { startCrowd } from "./crowd.ts";
import { openDataDirectory } from "./data-directory.ts";
import { setEnvironment } from "./environment.ts";
import { asFunctions, type Functions } from "./functions.ts";
import { directSockets } from "./gateway/direct-sockets.ts";
import { type Behind, startGateway } from "./gateway/gateway.ts";
import { loadPages } from "./gateway/pages.ts";
import { queueSender } from "./gateway/queue-sender.ts";
import { themePages } from "./gateway/theme.ts";
import { openHeldTurns } from "./held-turns.ts";
import { local } from "./limits.ts";
import type { Logger } from "./log.ts";
import { deletingByHttp, deletingInside, machineCalls, wiredMachines } from "./machines.ts";
import { Mapping, type MappingCounts } from "./mappings.ts";
import type { Options } from "./options.ts";
import { loadPassKeys } from "./pass-keys.ts";
import { loadRooms } from "./rooms.ts";
import { startSchedule } from "./schedule.ts";
import { startDynamoDb } from "./services/dynamodb.ts";
import { startSqs } from "./services/sqs.ts";
import { startStepFunctions } from "./services/stepfunctions.ts";
import { checkTheme } from "./theme.ts";
import { buildWebClient, webClientFolder } from "./web-client.ts";

export type { Options } from "./options.ts";
export { queueAttributes } from "./services/sqs.ts";
export { UsageError } from "./usage-error.ts";

export interface Counters {
  readonly connections: number;
  readonly executionsRunning: number;
  readonly queues: Readonly<Record<QueueName, { ready: number; inFlight: number; delayed: number }>>;
  readonly mappings: Readonly<Record<string, MappingCounts>>;
  readonly functions: Functions["counts"];
}

export interface LocalServer {
  /** Without a slash at its end. */
  readonly url: string;
  readonly port: number;
  readonly adminToken: string;
  readonly rooms: readonly string[];
  counters(): Counters;
  /** Within 5 s, whatever happens. */
  stop(): Promise<void>;
}

export interface Surroundings {
  readonly log: Logger;
  /** Told what is being done, in a few words. */
  readonly say?: (line: string) => void;
  /** How handlers reach connections and database: in this process, or by HTTP as in the cloud, so that it can be counted. */
  readonly means?: "own" | "aws";
  /** So many joins go into one invocation at most. */
  readonly lobbyBatchMax?: number;
  /** Other handlers than `packages/functions` has: tests of this machine alone bring their own. */
  readonly importTheCode?: () => Promise<Code>;
}

/**
 * Starts everything. Once a process: handlers read their environment once, at the first call. Throws a `UsageError`
 * for what whoever starts it can put right.
 */
export async function startLocal(options: Options, surroundings: Surroundings): Promise<LocalServer> {
  const stops: (() => unknown)[] = [];
  try {
    return await start(options, surroundings, stops);
  } catch (error) {
    for (const stop of stops.reverse()) await within(local.stopServicesMsMax, stop);
    throw error;
  }
}

async function start(
  options: Options,
  {
    log,
    say = () => {},
    importTheCode = importCode,
    means = "own",
    lobbyBatchMax = local.lobbyBatchMax,
  }: Surroundings,
  stops: (() => unknown)[],
): Promise<LocalServer> {
  const rooms = await loadRooms(options.config);
  if (options.theme !== undefined) checkTheme(options.theme);
  const data = options.data === undefined ? undefined : openDataDirectory(options.data);
  stops.push(() => data?.release());
  const gateway = await startGateway({ ...options, routes: wiring.webSocketRoutes, log });
  stops.push(() => gateway.stop());

  say("starting SQS, DynamoDB and Step Functions");
  const client = buildWebClient(log, say);
  const [sqs, dynamodb, passKeys] = await Promise.all([
    startSqs({ dataDir: data?.sqs }),
    startDynamoDb({ path: data?.dynamodb }),
    loadPassKeys(data?.keys),
  ]);
  stops.push(
    () => sqs.stop(),
    () => dynamodb.stop(),
  );
  const heldTurns = openHeldTurns(data?.heldTurns);
  stops.push(() => heldTurns.close());

  let functions: Functions | undefined;
  const stepFunctions = await startStepFunctions({
    machines: wiredMachines(sqs.queueUrl("Turns")),
    calls: machineCalls(
      () => loaded(functions),
      means === "own" ? deletingInside(sqs.inside("Turns")) : deletingByHttp(sqs.url),
    ),
    file: data?.executions,
    ended: (execution, error) => {
      if (error !== undefined)
        log.error({ execution: execution.name, error }, `${execution.machine} has failed`);
    },
  });
  stops.push(() => stepFunctions.stop());

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
      CONNECTIONS_ENDPOINT: gateway.connectionsEndpoint,
      PASS_KEYS: passKeys,
      PASS_ISSUER: "fairline-local",
      ADMIN_TOKEN: options.adminToken,
      SITE_KEY: options.siteKey ?? "",
      // Tests set shorter ones in the environment than a flag allows.
      SESSION_SECONDS: String(options.sessionSeconds ?? process.env.SESSION_SECONDS ?? local.sessionSeconds),
      TURN_HOLD: "deny",
      PUSH_CADENCE: options.pushCadence ?? "every",
      PUSH_PER_SECOND_MAX: String(local.pushesPerSecondMax),
    },
    { sqs: sqs.url, dynamodb: dynamodb.url, stepFunctions: stepFunctions.url },
  );
  say("loading the functions");
  const { handlers, api, ensureRoom, bring } = await importTheCode();
  if (means === "own") bring?.({ sockets: directSockets(gateway.connections), database: dynamodb.port });
  functions = asFunctions(handlers);
  say("opening the rooms");
  for (const [room, settings] of Object.entries(rooms)) await ensureRoom(room, settings);

  // Before anything polls: what died with the last process comes back, and its visits go on.
  const resumed = stepFunctions.resume();
  const queues = Object.keys(wiring.queues) as QueueName[];
  const released = queues.reduce(
    (sum, queue) => sum + sqs.releaseInFlight(queue, (h) => heldTurns.has(h)),
    0,
  );
  if (resumed + released > 0)
    log.info({ visits: resumed, messages: released }, "Went on where it had stopped");

  const invoker = functions;
  const mappings = wiring.mappings.map(
    (mapping) =>
      new Mapping({
        mapping,
        queue: sqs.inside(mapping.queue, mapping.denied),
        queueArn: sqs.queueArn(mapping.queue),
        batchMax: mapping.queue === "Lobby" ? lobbyBatchMax : mapping.batchSize,
        invoke: (event) => invoker.invoke(mapping.handler, event),
        held: (handle) => heldTurns.add(handle),
        log,
      }),
  );
  const schedule = startSchedule(wiring.schedule.everySeconds, (event) => {
    invoker
      .invoke(wiring.schedule.handler, event)
      .catch((error) => log.error({ error: String(error) }, "Planning the ticks failed"));
  });

  await client;
  gateway.open({ api, pages: pagesOf(options), enqueue: queueSender(sqs.inside("Lobby")) });

  const url = `http://${shownHost(options.host)}:${gateway.port}`;
  const [firstRoom = ""] = Object.keys(rooms);
  const crowd =
    options.crowd === undefined
      ? undefined
      : startCrowd({ url, room: firstRoom, visitors: options.crowd, log });

  let stopped: Promise<void> | undefined;
  const stop = async () => {
    crowd?.stop();
    schedule.stop();
    const handled = Promise.all(mappings.map((mapping) => mapping.stop()));
    await within(local.stopGatewayMsMax, async () => {
      await gateway.closeSockets();
      await gateway.answered();
    });
    await within(local.stopHandlersMsMax, async () => {
      await handled;
      await invoker.settled();
    });
    await within(local.stopServicesMsMax, async () => {
      for (const stopOne of stops.reverse()) await stopOne();
    });
  };
  return {
    url,
    port: gateway.port,
    adminToken: options.adminToken,
    rooms: Object.keys(rooms),
    counters: () => ({
      connections: gateway.connections.size,
      executionsRunning: stepFunctions.runningCount(),
      queues: Object.fromEntries(queues.map((queue) => [queue, sqs.count(queue)])) as Counters["queues"],
      mappings: Object.fromEntries(
        mappings.map((mapping, index) => [queueOfMapping(index), { ...mapping.counts }]),
      ),
      functions: structuredClone(invoker.counts),
    }),
    stop() {
      stopped ??= stop();
      return stopped;
    },
  };
}

/** The built client, with the operator's theme in place of the shipped one. */
function pagesOf({ theme }: Options): Behind["pages"] {
  const pages = loadPages(webClientFolder);
  if (theme === undefined) return pages;
  const themed = themePages(theme);
  return (context) => (context.req.path.startsWith(themeAddress) ? themed(context) : pages(context));
}

function queueOfMapping(index: number): QueueName {
  const mapping = wiring.mappings[index];
  if (!mapping) throw new Error(`There is no mapping ${index}.`);
  return mapping.queue;
}

function loaded(functions: Functions | undefined): Functions {
  if (!functions) throw new Error("A state machine ran before the functions were loaded.");
  return functions;
}

/** An address that listens everywhere is no address to visit. */
function shownHost(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}

/** One part that does not end must not keep the others from ending. */
async function within(ms: number, work: () => unknown): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timeout = setTimeout(resolve, ms);
  await Promise.race([Promise.resolve().then(work), promise]).catch(() => {});
  clearTimeout(timeout);
}
