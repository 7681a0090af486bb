/**
 * AWS's public prices, region us-east-1, US dollars, without taxes, free tiers and discounts. Where a price falls with the
 * volume, this is the first and dearest tier. `knownOn` is the date of the newest public source in which the price was
 * read; the page named is AWS's own, and is what counts: look there before an event.
 */
export interface Price {
  readonly service: string;
  /** What is counted, for a person. */
  readonly unit: string;
  readonly dollars: number;
  /** So many units cost that. */
  readonly per: number;
  readonly page: string;
  /** Year, month or day; "undated" where no source told its own date. */
  readonly knownOn: string;
}

const million = 1_000_000;
const apiGateway = "https://aws.amazon.com/api-gateway/pricing/";
const stepFunctions = "https://aws.amazon.com/step-functions/pricing/";
const lambda = "https://aws.amazon.com/lambda/pricing/";
const dynamoDb = "https://aws.amazon.com/dynamodb/pricing/on-demand/";
const cloudWatch = "https://aws.amazon.com/cloudwatch/pricing/";
const sqs = "https://aws.amazon.com/sqs/pricing/";

/** What a room is billed for, in the order in which the bill lists it. */
export const prices = {
  /** A message of up to 32 KB, to or from a client. */
  socketMessages: {
    service: "API Gateway, WebSocket",
    unit: "messages",
    dollars: 1,
    per: million,
    page: apiGateway,
    knownOn: "2025-05",
  },
  connectionMinutes: {
    service: "API Gateway, WebSocket",
    unit: "connection minutes",
    dollars: 0.25,
    per: million,
    page: apiGateway,
    knownOn: "undated",
  },
  stateTransitions: {
    service: "Step Functions",
    unit: "state transitions",
    dollars: 25,
    per: million,
    page: stepFunctions,
    knownOn: "2026-03",
  },
  expressRuns: {
    service: "Step Functions",
    unit: "Express executions",
    dollars: 1,
    per: million,
    page: stepFunctions,
    knownOn: "2026-03",
  },
  expressGbSeconds: {
    service: "Step Functions",
    unit: "Express GB-seconds",
    dollars: 0.00001667,
    per: 1,
    page: stepFunctions,
    knownOn: "2026-03",
  },
  lambdaRequests: {
    service: "Lambda, arm64",
    unit: "requests",
    dollars: 0.2,
    per: million,
    page: lambda,
    knownOn: "2026-05",
  },
  lambdaGbSeconds: {
    service: "Lambda, arm64",
    unit: "GB-seconds",
    dollars: 0.0000133334,
    per: 1,
    page: lambda,
    knownOn: "2026-05",
  },
  /** On demand: an item of up to 1 KB. */
  writeUnits: {
    service: "DynamoDB, on demand",
    unit: "write units",
    dollars: 0.625,
    per: million,
    page: dynamoDb,
    knownOn: "2024-11-01",
  },
  /** On demand: an item of up to 4 KB, strongly consistent; half of one otherwise. */
  readUnits: {
    service: "DynamoDB, on demand",
    unit: "read units",
    dollars: 0.125,
    per: million,
    page: dynamoDb,
    knownOn: "2024-11-01",
  },
  fifoRequests: {
    service: "SQS",
    unit: "FIFO requests",
    dollars: 0.5,
    per: million,
    page: sqs,
    knownOn: "2026-06",
  },
  standardRequests: {
    service: "SQS",
    unit: "standard requests",
    dollars: 0.4,
    per: million,
    page: sqs,
    knownOn: "2026-06",
  },
  httpRequests: {
    service: "API Gateway, HTTP",
    unit: "requests",
    dollars: 1,
    per: million,
    page: apiGateway,
    knownOn: "2026",
  },
  schedulerRuns: {
    service: "EventBridge Scheduler",
    unit: "invocations",
    dollars: 1,
    per: million,
    page: "https://aws.amazon.com/eventbridge/pricing/",
    knownOn: "2026-03",
  },
  gigabytesOut: {
    service: "Data out to the internet",
    unit: "GB",
    dollars: 0.09,
    per: 1,
    page: "https://aws.amazon.com/ec2/pricing/on-demand/",
    knownOn: "2025-05",
  },
} as const satisfies Record<string, Price>;

export type UnitName = keyof typeof prices;

/** What stands beside the room: not measured here, and estimated in `beside.ts`. */
export const pricesBeside = {
  cdnRequests: {
    service: "CloudFront",
    unit: "HTTPS requests",
    dollars: 0.01,
    per: 10_000,
    page: "https://aws.amazon.com/cloudfront/pricing/",
    knownOn: "2026-03",
  },
  cdnGigabytes: {
    service: "CloudFront",
    unit: "GB",
    dollars: 0.085,
    per: 1,
    page: "https://aws.amazon.com/cloudfront/pricing/",
    knownOn: "2026-03",
  },
  wafRequests: {
    service: "AWS WAF",
    unit: "requests",
    dollars: 0.6,
    per: million,
    page: "https://aws.amazon.com/waf/pricing/",
    knownOn: "2026",
  },
  logGigabytes: {
    service: "CloudWatch Logs",
    unit: "GB",
    dollars: 0.5,
    per: 1,
    page: cloudWatch,
    knownOn: "2026-05",
  },
  customMetrics: {
    service: "CloudWatch",
    unit: "custom metric, a month",
    dollars: 0.3,
    per: 1,
    page: cloudWatch,
    knownOn: "2026-05",
  },
  alarms: {
    service: "CloudWatch",
    unit: "metric of an alarm, a month",
    dollars: 0.1,
    per: 1,
    page: cloudWatch,
    knownOn: "2026-05",
  },
} as const satisfies Record<string, Price>;
