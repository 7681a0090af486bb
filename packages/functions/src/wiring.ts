/**
 * The wiring: which route feeds which queue, which queue feeds which handler, who may not do what, and when.
 * `packages/local` builds one machine from it, `stacks/` the cloud. It is data, and only data.
 */

/** The handlers, one file each in `handlers/`. */
export const handlerNames = [
  "register",
  "admit",
  "openVisit",
  "settleVisit",
  "scheduleTicks",
  "tick",
  "api",
  "seedRooms",
] as const;
export type HandlerName = (typeof handlerNames)[number];

export type QueueName = "Lobby" | "Turns" | "Ticks";
export type StateMachineName = "Visit" | "Retire";

/** What a handler may be allowed to touch; `connections` are those of the WebSocket API. */
export type Touchable = "table" | QueueName | `${QueueName}Dead` | StateMachineName | "connections";
export type Permissions = { readonly [T in Touchable]?: readonly string[] };

export interface QueueWiring {
  readonly fifo: boolean;
  /** Seconds that a received message stays hidden. AWS asks for no less than its handler's timeout. */
  readonly visibilitySeconds: number;
  readonly retentionSeconds: number;
  /** Receives after which a message goes to the dead-letter queue `<name>Dead`. */
  readonly receivesMax: number;
}

export interface MappingWiring {
  readonly queue: QueueName;
  readonly handler: HandlerName;
  readonly batchSize: number;
  /** The handler answers with the messages that failed; the others of the batch are done. */
  readonly reportsBatchItemFailures: boolean;
  /** Actions on the queue that the mapping's role is denied, whatever else allows them. */
  readonly denied: readonly string[];
}

/** A WebSocket route either puts what came into a queue, without a function, or answers by itself. */
export type RouteWiring =
  | { readonly to: "queue"; readonly queue: QueueName; readonly action: "join" | "leave" | "disconnect" }
  | { readonly to: "reply"; readonly reply: Readonly<Record<string, string>> };

/** The ledger's commands, as IAM names them. */
const ledger = {
  read: ["dynamodb:GetItem"],
  readAndUpdate: ["dynamodb:GetItem", "dynamodb:UpdateItem"],
  /** Without many insertions at once, which are statements. */
  allButInsert: [
    "dynamodb:BatchGetItem",
    "dynamodb:BatchWriteItem",
    "dynamodb:DeleteItem",
    "dynamodb:GetItem",
    "dynamodb:PutItem",
    "dynamodb:Query",
    "dynamodb:UpdateItem",
  ],
  all: [
    "dynamodb:BatchGetItem",
    "dynamodb:BatchWriteItem",
    "dynamodb:DeleteItem",
    "dynamodb:GetItem",
    "dynamodb:PartiQLInsert",
    "dynamodb:PutItem",
    "dynamodb:Query",
    "dynamodb:UpdateItem",
  ],
} as const;
const send = ["sqs:SendMessage"] as const;
const countLetters = ["sqs:GetQueueAttributes"] as const;
const sendAndHold = ["sqs:ChangeMessageVisibility", "sqs:SendMessage"] as const;
const start = ["states:StartExecution"] as const;
const end = ["states:SendTaskSuccess"] as const;
const startAndEnd = ["states:SendTaskSuccess", "states:StartExecution"] as const;
const push = ["execute-api:ManageConnections"] as const;
/** A visit that is settled says its end to every tab, and forgets the tabs that are gone. */
const settling = [
  "dynamodb:BatchWriteItem",
  "dynamodb:DeleteItem",
  "dynamodb:GetItem",
  "dynamodb:PutItem",
  "dynamodb:UpdateItem",
] as const;

export const wiring = {
  /** By `$request.body.action`, as API Gateway selects a route. */
  webSocketRoutes: {
    join: { to: "queue", queue: "Lobby", action: "join" },
    leave: { to: "queue", queue: "Lobby", action: "leave" },
    $disconnect: { to: "queue", queue: "Lobby", action: "disconnect" },
    ping: { to: "reply", reply: { type: "pong" } },
    $default: {
      to: "reply",
      reply: {
        type: "error",
        code: "bad_message",
        message: "Expected a JSON text frame with an action: join, leave or ping.",
      },
    },
  } satisfies Record<string, RouteWiring>,

  queues: {
    Lobby: { fifo: false, visibilitySeconds: 20, retentionSeconds: 3600, receivesMax: 10 },
    // Short: a turn whose handler crashed shuts its lane until it is seen again. One that fills a slot is hidden
    // for as long as the visit may last (docs/adr/0003-short-visibility-of-turns.md).
    Turns: { fifo: true, visibilitySeconds: 10, retentionSeconds: 4 * 86_400, receivesMax: 50 },
    Ticks: { fifo: false, visibilitySeconds: 30, retentionSeconds: 300, receivesMax: 3 },
  } satisfies Record<QueueName, QueueWiring>,

  mappings: [
    { queue: "Lobby", handler: "register", batchSize: 10, reportsBatchItemFailures: true, denied: [] },
    // A turn that was handled must stay in flight and keep its lane shut until the visit's end deletes it
    // (docs/adr/0001-deny-delete-message.md).
    {
      queue: "Turns",
      handler: "admit",
      batchSize: 1,
      reportsBatchItemFailures: true,
      denied: ["sqs:DeleteMessage"],
    },
    { queue: "Ticks", handler: "tick", batchSize: 1, reportsBatchItemFailures: false, denied: [] },
  ] satisfies readonly MappingWiring[],

  stateMachines: {
    Visit: {
      type: "STANDARD",
      definition: "statemachines/visit.asl.json",
      tasks: { HoldSlot: "openVisit", SettleVisit: "settleVisit" },
    },
    Retire: { type: "EXPRESS", definition: "statemachines/retire.asl.json", tasks: {} },
  },

  schedule: { handler: "scheduleTicks", everySeconds: 60 },

  table: { partitionKey: "pk", sortKey: "sk", ttlAttribute: "ttl" },

  handlerTimeoutSeconds: {
    register: 20,
    admit: 10,
    openVisit: 10,
    settleVisit: 10,
    scheduleTicks: 30,
    tick: 30,
    api: 10,
    seedRooms: 30,
  } satisfies Record<HandlerName, number>,

  /**
   * Memory buys processor time: a whole processor stands at 1,769 MB, and each MB is paid by the millisecond. Most handlers
   * wait for the network, and 512 MB do. `register` and `api` have more, for visitors wait for them, and so has `tick`:
   * a push takes 0.6 ms of a processor, and a full push budget gives a shard 3,125 of them each 5 s. 512 MB would need
   * 6.5 s for that, 1,024 MB need 3.2 s; a whole processor would wait for the network again.
   */
  memoryMb: {
    register: 1024,
    admit: 512,
    openVisit: 512,
    settleVisit: 512,
    scheduleTicks: 512,
    tick: 1024,
    api: 1024,
    seedRooms: 512,
  } satisfies Record<HandlerName, number>,

  /**
   * What each handler calls, on what: exactly this is what its role may do. What a mapping's poller needs comes on top
   * of it, for the poller works with the role of its handler.
   */
  permissions: {
    register: { table: ledger.all, Turns: send, Visit: end, connections: push },
    admit: { table: settling, Turns: sendAndHold, Visit: startAndEnd, Retire: start, connections: push },
    openVisit: { table: ledger.readAndUpdate, Visit: end, connections: push },
    settleVisit: { table: settling, Turns: send, Visit: end, connections: push },
    scheduleTicks: { table: ledger.read, Ticks: send },
    tick: {
      table: ledger.allButInsert,
      Turns: sendAndHold,
      Ticks: send,
      Visit: startAndEnd,
      Retire: start,
      connections: push,
    },
    api: {
      table: ledger.all,
      Lobby: send,
      // A visit that is given more time keeps its turn hidden for longer.
      Turns: sendAndHold,
      Ticks: send,
      LobbyDead: countLetters,
      TurnsDead: countLetters,
      TicksDead: countLetters,
      Visit: end,
      connections: push,
    },
    seedRooms: {
      table: ["dynamodb:GetItem", "dynamodb:PartiQLInsert", "dynamodb:PutItem", "dynamodb:UpdateItem"],
    },
  } satisfies Record<HandlerName, Permissions>,

  /** What the poller of a mapping calls. One that may not delete is denied it afterwards: AWS insists on it at first. */
  pollerActions: [
    "sqs:ChangeMessageVisibility",
    "sqs:DeleteMessage",
    "sqs:GetQueueAttributes",
    "sqs:ReceiveMessage",
  ],

  /** Who is given which secret of the environment; everything else in it is given to all. */
  secrets: {
    PASS_KEYS: ["register", "openVisit", "api"],
    ADMIN_TOKEN: ["api"],
    SITE_KEY: ["api"],
  } satisfies Partial<Record<EnvironmentName, readonly HandlerName[]>>,
} as const;

/**
 * What a WebSocket route puts into the Lobby queue, and a join over HTTP too. In the cloud a request template
 * of API Gateway writes it; `frame` is what the client sent, not yet looked at.
 */
export interface LobbyMessage {
  readonly action: "join" | "leave" | "disconnect";
  readonly connectionId?: string;
  /** When the gateway received it, in milliseconds since 1970. */
  readonly sentAtMs: number;
  readonly frame?: unknown;
}

/** The environment that the handlers read: the same names in the cloud and on one machine. */
export const environment = [
  "TABLE_NAME",
  "LOBBY_QUEUE_URL",
  "TURNS_QUEUE_URL",
  "TICKS_QUEUE_URL",
  "LOBBY_DEAD_QUEUE_URL",
  "TURNS_DEAD_QUEUE_URL",
  "TICKS_DEAD_QUEUE_URL",
  "VISIT_STATE_MACHINE_ARN",
  "RETIRE_STATE_MACHINE_ARN",
  /** Where `@connections` is, as `https://…/stage`. */
  "CONNECTIONS_ENDPOINT",
  /** A JSON Web Key Set with the private ES256 keys of passes; the first signs, all verify. */
  "PASS_KEYS",
  /** The `iss` of passes. */
  "PASS_ISSUER",
  /** What operators sign in with: one token, or `NAME=TOKEN` for each of several, with spaces between them. */
  "ADMIN_TOKEN",
  /** What the protected site gives more time with: one key, or `ROOM=KEY` for each of several, with spaces between them. Empty: none. */
  "SITE_KEY",
  /** How long an operator stays signed in; 43,200 (twelve hours) by default. */
  "SESSION_SECONDS",
  /** `deny` (default) or `report`: how a handled turn is kept in flight (docs/adr/0001-deny-delete-message.md). */
  "TURN_HOLD",
  /** `every` (default) or `distance`: who hears a tick that the budget allows (docs/adr/0026-who-needs-a-tick-hears-it.md). */
  "PUSH_CADENCE",
  /** How many pushes a second a room may cost (ARCHITECTURE, "Who hears how often"); 5,000 by default. */
  "PUSH_PER_SECOND_MAX",
] as const;
export type EnvironmentName = (typeof environment)[number];
