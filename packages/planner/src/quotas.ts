/**
 * What AWS allows an account by default, in us-east-1. Where other regions allow less, that stands in `byRegion` and `elsewhere`. A
 * new account has less of some of them; AWS raises these by itself. An account's own are in its Service Quotas console, and count.
 */
export interface Quota {
  readonly service: string;
  /** As a person would ask for it. */
  readonly name: string;
  /** In the Service Quotas console. */
  readonly code?: string;
  /** Where it is raised, if neither there nor at AWS Support. */
  readonly where?: string;
  readonly limit: number;
  readonly unit: string;
  /** In the regions that AWS names. */
  readonly byRegion?: readonly { readonly limit: number; readonly regions: readonly string[] }[];
  /** Only where AWS has one for "all other regions"; otherwise these have what us-east-1 has. */
  readonly elsewhere?: number;
  readonly adjustable: boolean;
  /** AWS's own page. */
  readonly source: string;
  /**
   * Where it was read with a date: that date. Where the copy that was read has none: the month of the newest change of AWS's
   * that it mentions, so it is not older; or "undated". "not verified": no copy of AWS's own words was found.
   */
  readonly knownOn: string;
}

const guides = "https://docs.aws.amazon.com";
const webSocketPage = `${guides}/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html`;
const apiGatewayPage = `${guides}/apigateway/latest/developerguide/limits.html`;
const lambdaPage = `${guides}/lambda/latest/dg/gettingstarted-limits.html`;
const lambdaScalingPage = `${guides}/lambda/latest/dg/scaling-behavior.html`;
const mappingPage = `${guides}/lambda/latest/dg/services-sqs-scaling.html`;
const queues = `${guides}/AWSSimpleQueueService/latest/SQSDeveloperGuide`;
const stepFunctionsPage = `${guides}/step-functions/latest/dg/service-quotas.html`;
const partitionPage = `${guides}/amazondynamodb/latest/developerguide/bp-partition-key-design.html`;
const tablePage = `${guides}/amazondynamodb/latest/developerguide/ServiceQuotas.html`;
const onDemandPage = `${guides}/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html`;

const webSocket = "API Gateway, WebSocket";
const apiGateway = "API Gateway";
const lambda = "Lambda";
const mapping = "Lambda, SQS mapping";
const fifo = "SQS, FIFO";
const stepFunctions = "Step Functions";
const dynamoDb = "DynamoDB";

/** Nobody is asked for it: the table's owner sets it, and pays once. */
const warmThroughput = "the table itself, its warm throughput (aws dynamodb update-table --warm-throughput)";

/** Those that are the largest by more than one of AWS's tables. */
const largeRegions = ["us-east-1", "us-west-2", "eu-west-1"];
/** Those that API Gateway's table names: Cape Town, Milan, Jakarta, and so on. */
const smallRegions = [
  "af-south-1",
  "eu-south-1",
  "ap-southeast-3",
  "me-central-1",
  "ap-south-2",
  "ap-southeast-4",
  "eu-south-2",
  "eu-central-2",
  "il-central-1",
  "ca-west-1",
  "ap-southeast-5",
  "ap-southeast-7",
  "mx-central-1",
];

export const quotas = {
  connects: {
    service: webSocket,
    name: "WebSocket new connections rate",
    code: "L-9ED1E49A",
    limit: 500,
    unit: "connections/s",
    adjustable: true,
    source: webSocketPage,
    knownOn: "2025-11",
  },
  connectsBurst: {
    service: webSocket,
    name: "WebSocket new connections burst rate",
    code: "L-E1465507",
    limit: 500,
    unit: "connections",
    adjustable: false,
    source: webSocketPage,
    // In Service Quotas, by listings of it; not on AWS's page.
    knownOn: "undated",
  },
  connectionSeconds: {
    service: webSocket,
    name: "Connection duration",
    code: "L-A6CCE716",
    limit: 7200,
    unit: "s",
    adjustable: false,
    source: webSocketPage,
    knownOn: "2025-11",
  },
  /** Frames that come in, requests over HTTP and pushes (`@connections`), all together. */
  apiRequests: {
    service: apiGateway,
    name: "Throttle rate, all APIs and callbacks together",
    code: "L-8A5B8E43",
    limit: 10_000,
    unit: "requests/s",
    byRegion: [{ limit: 2500, regions: smallRegions }],
    adjustable: true,
    source: apiGatewayPage,
    knownOn: "2025-11",
  },
  apiBurst: {
    service: apiGateway,
    name: "Throttle burst rate",
    code: "L-CDF5615A",
    limit: 5000,
    unit: "requests",
    byRegion: [{ limit: 1250, regions: smallRegions }],
    adjustable: false,
    source: apiGatewayPage,
    knownOn: "2025-11",
  },
  lambdaConcurrency: {
    service: lambda,
    name: "Concurrent executions",
    code: "L-B99A9384",
    limit: 1000,
    unit: "invocations at once",
    adjustable: true,
    source: lambdaPage,
    knownOn: "2026-10-01",
  },
  /** It follows the concurrency, at ten times that. */
  lambdaRequests: {
    service: lambda,
    name: "Invocations a second: ten times the concurrency",
    limit: 10_000,
    unit: "invocations/s",
    adjustable: false,
    source: lambdaPage,
    knownOn: "2026-10-01",
  },
  lambdaGrowth: {
    service: lambda,
    name: "Concurrency scaling rate of a function",
    limit: 100,
    unit: "more at once, each second (1,000 each 10 s)",
    adjustable: false,
    source: lambdaScalingPage,
    knownOn: "2026-10-01",
  },
  mappingFirst: {
    service: mapping,
    name: "Batches at once in the beginning",
    limit: 5,
    unit: "invocations at once",
    adjustable: false,
    source: mappingPage,
    knownOn: "2025-11",
  },
  mappingGrowth: {
    service: mapping,
    name: "More batches at once (300 each minute)",
    limit: 5,
    unit: "more at once, each second",
    adjustable: false,
    source: mappingPage,
    knownOn: "2025-11",
  },
  mappingMax: {
    service: mapping,
    name: "Batches at once",
    limit: 1250,
    unit: "invocations at once",
    adjustable: true,
    source: mappingPage,
    knownOn: "2025-11",
  },
  /** Of each kind of call. A batch of messages in different groups counts as several. */
  fifoRequests: {
    service: fifo,
    name: "Transactions of an API action, high throughput",
    limit: 70_000,
    unit: "transactions/s",
    byRegion: [
      { limit: 70_000, regions: largeRegions },
      { limit: 19_000, regions: ["us-east-2", "eu-central-1"] },
      // By AWS's announcement of 2023; the page of today was not seen.
      { limit: 9000, regions: ["ap-south-1", "ap-southeast-1", "ap-southeast-2", "ap-northeast-1"] },
      { limit: 4500, regions: ["eu-west-2", "sa-east-1"] },
    ],
    elsewhere: 2400,
    adjustable: true,
    source: `${queues}/quotas-messages.html`,
    knownOn: "2025-08",
  },
  fifoGroupRequests: {
    service: fifo,
    name: "Transactions of an API action in a partition, so in a group",
    limit: 300,
    unit: "transactions/s",
    adjustable: false,
    source: `${queues}/high-throughput-fifo.html`,
    knownOn: "undated",
  },
  fifoInFlight: {
    service: fifo,
    name: "Messages in flight",
    limit: 120_000,
    unit: "messages",
    adjustable: true,
    source: `${queues}/quotas-fifo.html`,
    knownOn: "2024-11",
  },
  /** A group whose messages all lie behind these is not served. */
  fifoLookedThrough: {
    service: fifo,
    name: "Messages looked through for a group that may be served",
    limit: 120_000,
    unit: "messages",
    adjustable: false,
    source: `${queues}/avoid-backlog-with-the-same-message-group-id.html`,
    knownOn: "2024-11",
  },
  lobbyInFlight: {
    service: "SQS, standard",
    name: "Messages in flight",
    limit: 120_000,
    unit: "messages",
    adjustable: true,
    source: `${queues}/quotas-queues.html`,
    knownOn: "undated",
  },
  executionStarts: {
    service: stepFunctions,
    name: "StartExecution, refill a second (Standard)",
    limit: 300,
    unit: "starts/s",
    byRegion: [{ limit: 300, regions: largeRegions }],
    elsewhere: 150,
    adjustable: true,
    source: stepFunctionsPage,
    knownOn: "undated",
  },
  executionStartsBurst: {
    service: stepFunctions,
    name: "StartExecution, bucket (Standard)",
    limit: 1300,
    unit: "starts",
    byRegion: [{ limit: 1300, regions: largeRegions }],
    elsewhere: 800,
    adjustable: true,
    source: stepFunctionsPage,
    knownOn: "undated",
  },
  expressStarts: {
    service: stepFunctions,
    name: "StartExecution, refill a second (Express)",
    limit: 6000,
    unit: "starts/s",
    adjustable: true,
    source: stepFunctionsPage,
    knownOn: "undated",
  },
  taskSuccesses: {
    service: stepFunctions,
    name: "SendTaskSuccess, refill a second",
    limit: 500,
    unit: "calls/s",
    byRegion: [{ limit: 500, regions: largeRegions }],
    elsewhere: 300,
    adjustable: true,
    source: stepFunctionsPage,
    knownOn: "undated",
  },
  taskSuccessesBurst: {
    service: stepFunctions,
    name: "SendTaskSuccess, bucket",
    limit: 3000,
    unit: "calls",
    byRegion: [{ limit: 3000, regions: largeRegions }],
    elsewhere: 1500,
    adjustable: true,
    source: stepFunctionsPage,
    knownOn: "undated",
  },
  stateTransitions: {
    service: stepFunctions,
    name: "StateTransition, refill a second (Standard)",
    limit: 5000,
    unit: "transitions/s",
    byRegion: [{ limit: 5000, regions: largeRegions }],
    elsewhere: 800,
    adjustable: true,
    source: stepFunctionsPage,
    knownOn: "undated",
  },
  openExecutions: {
    service: stepFunctions,
    name: "Open executions (Standard)",
    limit: 1_000_000,
    unit: "executions",
    adjustable: true,
    source: stepFunctionsPage,
    knownOn: "undated",
  },
  partitionWrites: {
    service: dynamoDb,
    name: "Write units of a partition, so of an item",
    limit: 1000,
    unit: "write units/s",
    adjustable: false,
    source: partitionPage,
    knownOn: "2026-08-01",
  },
  partitionReads: {
    service: dynamoDb,
    name: "Read units of a partition, so of an item",
    limit: 3000,
    unit: "read units/s",
    adjustable: false,
    source: partitionPage,
    knownOn: "2026-08-01",
  },
  tableWrites: {
    service: dynamoDb,
    name: "Table-level write throughput",
    code: "L-AB614373",
    limit: 40_000,
    unit: "write units/s",
    adjustable: true,
    source: tablePage,
    knownOn: "2026-08-01",
  },
  tableReads: {
    service: dynamoDb,
    name: "Table-level read throughput",
    code: "L-CF0CBE56",
    limit: 40_000,
    unit: "read units/s",
    adjustable: true,
    source: tablePage,
    knownOn: "2026-08-01",
  },
  /** It doubles, at most once in half an hour; warm throughput raises it beforehand. */
  newTableWrites: {
    service: dynamoDb,
    name: "Writes of a new table on demand; twice the former peak later",
    where: warmThroughput,
    limit: 4000,
    unit: "write units/s",
    adjustable: true,
    source: onDemandPage,
    knownOn: "2024-11",
  },
  newTableReads: {
    service: dynamoDb,
    name: "Reads of a new table on demand; twice the former peak later",
    where: warmThroughput,
    limit: 12_000,
    unit: "read units/s",
    adjustable: true,
    source: onDemandPage,
    knownOn: "2024-11",
  },
  cdnRequests: {
    service: "CloudFront",
    name: "Requests per second per distribution",
    limit: 250_000,
    unit: "requests/s",
    adjustable: true,
    source: `${guides}/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html`,
    knownOn: "2026-10-01",
  },
} as const satisfies Record<string, Quota>;

/** Where a person raises it, or asks for that. */
export function whereToRaise({ code, where }: Quota): string {
  return where ?? (code === undefined ? "AWS Support" : `Service Quotas, ${code}`);
}

export type QuotaName = keyof typeof quotas;

/** The default of that region. */
export function limitIn({ byRegion = [], elsewhere, limit }: Quota, region: string): number {
  return byRegion.find(({ regions }) => regions.includes(region))?.limit ?? elsewhere ?? limit;
}
