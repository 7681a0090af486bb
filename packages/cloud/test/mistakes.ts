import type { Edit } from "../src/synthesize.ts";

export interface Mistake {
  /** What is taken out of the sources, or put into them. */
  readonly what: string;
  readonly edits: readonly Edit[];
  /** The rule that must say so. */
  readonly breaks: string;
}

const edit = (file: string, from: string, to = ""): Edit => ({ file, from, to });
const stack = (name: string, from: string, to = "") => edit(`stacks/${name}.ts`, from, to);

/** What somebody might take out or change by mistake, and the rule that must notice. */
export const mistakes: readonly Mistake[] = [
  {
    what: "the deny",
    edits: [stack("mappings", "denied.length > 0 ? makeDeny(wired, mapping) : undefined", "undefined")],
    breaks: "the mapping's role is denied to delete turns",
  },
  {
    what: "the deny's dependency on the mapping",
    edits: [stack("mappings", "{ dependsOn: [mapping] }", "{}"), stack("mappings", "mapping.uuid", "0")],
    breaks: "the deny waits for the mapping",
  },
  {
    what: "the mapping's replacement",
    edits: [stack("mappings", "deleteBeforeReplace: true,")],
    breaks: "the deny goes before its mapping is changed, and comes back after it",
  },
  {
    what: "the mapping's name in the deny's",
    edits: [stack("mappings", "mapping.uuid", "0")],
    breaks: "the deny goes before its mapping is changed, and comes back after it",
  },
  {
    what: "the seed's wait for the deny",
    edits: [stack("rooms", "{ dependsOn: denies }", "{}")],
    breaks: "rooms open after the deny",
  },
  {
    what: "how a function is bundled",
    edits: [stack("makeFunction", "      nodejs,\n")],
    breaks: "every function is bundled as packages/bundles weighs and tests it",
  },
  {
    what: "a function's policy",
    edits: [stack("makeFunction", "...(permissions[one] ?? []),")],
    breaks: "every function may do exactly what the wiring says",
  },
  {
    what: "the poller's permissions",
    edits: [stack("makeFunction", "wiring.pollerActions", "[]")],
    breaks: "every function may do exactly what the wiring says",
  },
  {
    what: "a state machine's permission to delete turns",
    edits: [
      stack(
        "visits",
        'makeStateMachine("Retire", retire, [deleteTurns])',
        'makeStateMachine("Retire", retire, [])',
      ),
    ],
    breaks:
      "what is no function may do one thing each: the socket fills the Lobby, the schedule plans, machines end turns",
  },
  {
    what: "the policies that stand apart from their roles",
    edits: [stack("role", "assumeRolePolicy:", "managedPolicyArns: [], assumeRolePolicy:")],
    breaks: "no role takes away policies that others attach to it",
  },
  {
    what: "the resource of a permission",
    edits: [stack("makeFunction", "table: table.arn,", 'table: "*",')],
    breaks: "nothing that touches data may be done to everything",
  },
  {
    what: "a route",
    edits: [
      stack(
        "socket",
        "Object.entries(wiring.webSocketRoutes).map(",
        'Object.entries(wiring.webSocketRoutes).filter(([key]) => key !== "leave").map(',
      ),
    ],
    breaks: "the socket has the routes of the wiring, chosen by the frame's action",
  },
  {
    what: "a route's throttling",
    edits: [stack("socket", "join: 2000, ")],
    breaks: "every route is throttled by itself, and nothing that comes is written into a log",
  },
  {
    what: "the encoding of a frame",
    edits: [stack("lobbyTemplate", "$util.urlEncode($input.json('$'))", "$input.body")],
    breaks: "what the gateway writes is the Lobby's message, and no frame speaks for another connection",
  },
  {
    what: "the way back of an answer",
    edits: [stack("socketRoutes", 'routeResponseSelectionExpression: "$default",')],
    breaks: "pings and what is no message are answered by the gateway itself",
  },
  {
    what: "a queue's deduplication by lane",
    edits: [stack("queues", 'deduplicationScope: "messageGroup",')],
    breaks: "FIFO queues keep their lanes apart: throughput and deduplication are counted by group",
  },
  {
    what: "a queue's throughput by lane",
    edits: [stack("queues", 'fifoThroughputLimit: "perMessageGroupId",')],
    breaks: "FIFO queues keep their lanes apart: throughput and deduplication are counted by group",
  },
  {
    what: "a queue's visibility timeout",
    edits: [stack("queues", "visibilityTimeoutSeconds: queue.visibilitySeconds,")],
    breaks: "queues hide and keep messages for as long as the wiring says",
  },
  {
    what: "the dead-letter queues",
    edits: [
      stack(
        "queues",
        "redrivePolicy: $jsonStringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: queue.receivesMax }),",
      ),
    ],
    breaks: "what nobody can handle goes to a dead-letter queue, and is kept for 14 days",
  },
  {
    what: "the report of single failures",
    edits: [stack("mappings", '["ReportBatchItemFailures"]', "[]")],
    breaks: "every queue feeds its function, in batches as the wiring says",
  },
  {
    what: "the bound of a mapping",
    edits: [stack("mappings", "scalingConfig: { maximumConcurrency: concurrencyMax[queue] },")],
    breaks: "a mapping takes its share, and no more, of the account's concurrency",
  },
  {
    what: "a variable of the environment",
    edits: [stack("environment", "TURNS_QUEUE_URL: queues.Turns.live.url,")],
    breaks: "functions read the environment of the wiring, and secrets are given only where they are needed",
  },
  {
    what: "the care with which secrets are given",
    edits: [stack("makeFunction", "handlers.includes(handler)", "handlers.length > 0")],
    breaks: "functions read the environment of the wiring, and secrets are given only where they are needed",
  },
  {
    what: "a function's timeout",
    edits: [stack("makeFunction", "timeout: `", 'storage: "512 MB", timeout: `1')],
    breaks: "every handler has a function, on arm64 and Node 24, with the timeout and memory of the wiring",
  },
  {
    what: "a function's memory",
    edits: [stack("makeFunction", "wiring.memoryMb[handler]", "1024")],
    breaks: "every handler has a function, on arm64 and Node 24, with the timeout and memory of the wiring",
  },
  {
    what: "the log of executions",
    edits: [stack("visits", 'level: "ERROR"', 'level: "OFF"')],
    breaks: "executions log their errors, and none of their data: it holds receipt handles and task tokens",
  },
  {
    what: "the settling of a Visit that is over",
    edits: [
      edit(
        "packages/functions/src/statemachines/visit.asl.json",
        '"Next": "SettleVisit"',
        '"Next": "DeleteTurn"',
      ),
    ],
    breaks: "the state machines are those that run locally",
  },
  {
    what: "the table's TTL",
    edits: [stack("table", "ttl: { attributeName: ttlAttribute, enabled: true },")],
    breaks: "one table has the keys of the wiring, is paid by request, and forgets what is old",
  },
  {
    what: "point-in-time recovery",
    edits: [stack("table", "pointInTimeRecovery: { enabled: stage.pointInTimeRecovery },")],
    breaks: "what lasts can be restored to any second, and production is not deleted by mistake",
  },
  {
    what: "the minute of the schedule",
    edits: [stack("schedule", '"rate(1 minute)"', '"rate(1 hour)"')],
    breaks: "ticks are planned every minute",
  },
  {
    what: "preflights where answers are kept",
    edits: [stack("siteRoutes", '"HEAD", "OPTIONS"], cachePolicyId', '"HEAD"], cachePolicyId')],
    breaks:
      "a snapshot is shared for as long as it says, and nothing else is: tokens reach the API, and it alone",
  },
  {
    what: "who says which pages may ask",
    edits: [stack("api", '"HTTP" }', '"HTTP", corsConfiguration: { allowOrigins: ["*"] } }')],
    breaks: "the API's function answers every path, throttled",
  },
  {
    what: "the order in which addresses are looked at",
    edits: [stack("siteRoutes", '{ pathPattern: "/rooms/*/*", ...live, ...toApi },')],
    breaks:
      "a snapshot is shared for as long as it says, and nothing else is: tokens reach the API, and it alone",
  },
  {
    what: "the socket's address on the site",
    edits: [stack("siteRoutes", '{ pathPattern: "/ws", ...live, targetOriginId: "socket" },')],
    breaks: "one domain leads to the pages, the API and the socket",
  },
  {
    what: "what shows the API that a request came through the site",
    edits: [stack("siteRoutes", "customHeaders: [proof]")],
    breaks: "the API can tell that a request came through the site, and nobody else can say so",
  },
  {
    what: "the address at which operators sign in",
    edits: [stack("siteRoutes", '{ pathPattern: "/admin/session", ...live, ...toApi },')],
    breaks: "one domain leads to the pages, the API and the socket",
  },
  {
    what: "sessions that everybody may get from a cache",
    edits: [
      stack(
        "siteRoutes",
        '{ pathPattern: "/admin/session", ...live',
        '{ pathPattern: "/admin/session", ...shared',
      ),
    ],
    breaks:
      "a snapshot is shared for as long as it says, and nothing else is: tokens reach the API, and it alone",
  },
  {
    what: "the answer to errors, which are kept then",
    edits: [stack("site", "args.customErrorResponses = uncachedErrors;")],
    breaks: "no error is kept: what one visitor may not see, or failed once, is asked anew for the next",
  },
  {
    what: "the headers of pages",
    edits: [stack("site", "responseHeadersPolicyId: securityHeaders.id,")],
    breaks: "everything comes by HTTPS, with the headers that pages have locally",
  },
  {
    what: "the rooms",
    edits: [stack("rooms", "JSON.stringify(roomConfig)", '"{}"')],
    breaks: "a deploy opens the rooms of room.config.ts",
  },
  {
    what: "an alarm",
    edits: [stack("alarms", "rooms.flatMap(", "rooms.slice(1).flatMap(")],
    breaks: "whatever goes wrong raises an alarm of its own",
  },
  {
    what: "the subscription by e-mail",
    edits: [
      stack("stage", "isLasting ? process.env.FAIRLINE_ALARM_EMAIL : undefined", "undefined"),
      stack("stage", "if (isProduction &&", "if (false &&"),
    ],
    breaks: "somebody hears the alarms of staging and production by e-mail",
  },
  {
    what: "what an alarm does",
    edits: [stack("makeAlarm", "alarmActions: [topic.arn],")],
    breaks: "an alarm looks at what it is for, as often and as closely as the table of alarms says",
  },
  {
    what: "what rings when ticks fall silent",
    edits: [stack("makeAlarm", "...(silenceIsBad && { insufficientDataActions: [topic.arn] }),")],
    breaks: "an alarm looks at what it is for, as often and as closely as the table of alarms says",
  },
  {
    what: "an alarm's figure, for a sum with its gaps filled",
    edits: [
      stack("makeAlarm", "...figure,", 'metricQueries: [{ id: "sum", expression: "FILL(METRICS(), 0)" }],'),
    ],
    breaks:
      "an alarm takes its figure as it comes, and no more than ten of them: a filled gap may keep it from ringing",
  },
  {
    what: "the alarms on the dashboard",
    edits: [stack("dashboard", "widgets: [alarmWidget, ...graphWidgets]", "widgets: graphWidgets")],
    breaks: "the dashboard shows every alarm, and what each looks at",
  },
  {
    what: "an alarm's threshold",
    edits: [stack("alarms", "threshold: 30,", "threshold: 3000,")],
    breaks: "an alarm looks at what it is for, as often and as closely as the table of alarms says",
  },
  {
    what: "an alarm that sleeps",
    edits: [stack("makeAlarm", "...figure,", "...figure, actionsEnabled: false,")],
    breaks: "an alarm looks at what it is for, as often and as closely as the table of alarms says",
  },
  {
    what: "an alarm for figures that are low",
    edits: [stack("makeAlarm", '"GreaterThanThreshold"', '"LessThanThreshold"')],
    breaks: "an alarm looks at what it is for, as often and as closely as the table of alarms says",
  },
  {
    what: "an alarm for another room",
    edits: [
      stack(
        "metrics",
        "service: environment.POWERTOOLS_SERVICE_NAME, room }",
        'service: environment.POWERTOOLS_SERVICE_NAME, room: "other" }',
      ),
    ],
    breaks: "an alarm looks at what it is for, as often and as closely as the table of alarms says",
  },
  {
    what: "an alarm of another service's figures",
    edits: [stack("metrics", 'namespace: "AWS/DynamoDB"', 'namespace: "AWS/Dynamo"')],
    breaks: "an alarm looks at what it is for, as often and as closely as the table of alarms says",
  },
  {
    what: "an alarm that rings when too few of its minutes are bad",
    edits: [stack("makeAlarm", "datapointsToAlarm: minutes", "datapointsToAlarm: 1")],
    breaks: "an alarm looks at what it is for, as often and as closely as the table of alarms says",
  },
  {
    what: "a schedule that sleeps",
    edits: [stack("schedule", "flexibleTimeWindow:", 'state: "DISABLED", flexibleTimeWindow:')],
    breaks: "no resource is told anything that no rule knows",
  },
  {
    what: "a mapping that sleeps",
    edits: [
      stack("mappings", "batchSize,\n      function", "batchSize,\n      enabled: false,\n      function"),
    ],
    breaks: "no resource is told anything that no rule knows",
  },
  {
    what: "a mapping that leaves messages out",
    edits: [
      stack(
        "mappings",
        "batchSize,\n      function",
        "batchSize,\n      filterCriteria: { filters: [] },\n      function",
      ),
    ],
    breaks: "no resource is told anything that no rule knows",
  },
  {
    what: "too few invocations at once",
    edits: [stack("mappings", "Turns: 500", "Turns: 5")],
    breaks: "a mapping takes its share, and no more, of the account's concurrency",
  },
  {
    what: "too few messages a second on a route",
    edits: [stack("socket", "join: 2000", "join: 20")],
    breaks: "every route is throttled by itself, and nothing that comes is written into a log",
  },
  {
    what: "frames in a log",
    edits: [
      stack(
        "socket",
        "routeKey,\n      throttlingRateLimit",
        "routeKey,\n      dataTraceEnabled: true,\n      throttlingRateLimit",
      ),
    ],
    breaks: "every route is throttled by itself, and nothing that comes is written into a log",
  },
  {
    what: "a delay of all messages",
    edits: [stack("queues", "sqsManagedSseEnabled: true,", "sqsManagedSseEnabled: true, delaySeconds: 60,")],
    breaks: "no resource is told anything that no rule knows",
  },
  {
    what: "deduplication by content",
    edits: [stack("queues", "fifoQueue: true,", "fifoQueue: true, contentBasedDeduplication: true,")],
    breaks: "no resource is told anything that no rule knows",
  },
  {
    what: "a managed policy attached to a role",
    edits: [
      stack(
        "role",
        "return { role, policy };",
        'new aws.iam.RolePolicyAttachment(name + "More", { role: role.name, policyArn: "arn:aws:iam::aws:policy/AdministratorAccess" }); return { role, policy };',
      ),
    ],
    breaks: "there is no kind of resource that no rule knows",
  },
  {
    what: "a queue that others may fill",
    edits: [
      stack(
        "queues",
        "return { live, dead };",
        'new aws.sqs.QueuePolicy(name + "Open", { queueUrl: live.url, policy: "{}" }); return { live, dead };',
      ),
    ],
    breaks: "there is no kind of resource that no rule knows",
  },
  {
    what: "a role that anybody may take, too",
    edits: [stack("role", "Principal: { Service: service }", 'Principal: { Service: service, AWS: "*" }')],
    breaks: "every function works with its own role",
  },
  {
    what: "a secret among the outputs",
    edits: [
      stack(
        "outputs",
        "dashboard: dashboardUrl,",
        "dashboard: dashboardUrl, token: secrets.ADMIN_TOKEN.value,",
      ),
      stack("outputs", "import { api }", 'import { secrets } from "./secrets.ts"; import { api }'),
    ],
    breaks: "a deploy prints the addresses that a person needs, and no secret",
  },
  {
    what: "pages that are kept for a year",
    edits: [
      stack(
        "site",
        'ignore: "assets/**", cacheControl: "no-cache"',
        'ignore: "assets/**", cacheControl: "public,max-age=31536000,immutable"',
      ),
    ],
    breaks:
      "pages are asked for anew each time, and what they load is kept for good: its name changes with it",
  },
  {
    what: "a function that may run once at a time",
    edits: [stack("makeFunction", "      nodejs,\n", "      nodejs, concurrency: { reserved: 1 },\n")],
    breaks: "no resource is told anything that no rule knows",
  },
  {
    what: "a region in the name of what an account has once",
    edits: [stack("role", "namedInRegion(name.toLowerCase())", "name.toLowerCase()")],
    breaks: "there are no roles and no policies besides",
  },
];
