import { kindOf, type Resource } from "../graph.ts";
import { type Rule, unlikeLists } from "./rule.ts";

/** What our stacks make, and the inputs that they may give: whatever else there is, no rule has looked at. */
const known: Readonly<Record<string, readonly string[]>> = {
  "apigatewayv2.Api": ["name", "protocolType", "routeSelectionExpression"],
  "apigatewayv2.Integration": [
    "apiId",
    "credentialsArn",
    "integrationMethod",
    "integrationType",
    "integrationUri",
    "passthroughBehavior",
    "payloadFormatVersion",
    "requestParameters",
    "requestTemplates",
    "templateSelectionExpression",
  ],
  "apigatewayv2.IntegrationResponse": [
    "apiId",
    "integrationId",
    "integrationResponseKey",
    "responseTemplates",
    "templateSelectionExpression",
  ],
  "apigatewayv2.Route": ["apiId", "routeKey", "routeResponseSelectionExpression", "target"],
  "apigatewayv2.RouteResponse": ["apiId", "routeId", "routeResponseKey"],
  "apigatewayv2.Stage": ["apiId", "autoDeploy", "defaultRouteSettings", "name", "routeSettings"],
  "cloudfront.CachePolicy": [
    "defaultTtl",
    "maxTtl",
    "minTtl",
    "name",
    "parametersInCacheKeyAndForwardedToOrigin",
  ],
  "cloudfront.ResponseHeadersPolicy": ["customHeadersConfig", "name", "securityHeadersConfig"],
  "cloudwatch.Dashboard": ["dashboardBody", "dashboardName"],
  "cloudwatch.LogGroup": ["name", "retentionInDays"],
  "cloudwatch.MetricAlarm": [
    "alarmActions",
    "alarmDescription",
    "comparisonOperator",
    "datapointsToAlarm",
    "dimensions",
    "evaluationPeriods",
    "insufficientDataActions",
    "metricName",
    "name",
    "namespace",
    "okActions",
    "period",
    "statistic",
    "threshold",
    "treatMissingData",
  ],
  "dynamodb.Table": [
    "attributes",
    "billingMode",
    "deletionProtectionEnabled",
    "hashKey",
    "name",
    "pointInTimeRecovery",
    "rangeKey",
    "ttl",
  ],
  "iam.Role": ["assumeRolePolicy", "name"],
  "iam.RolePolicy": ["name", "policy", "role"],
  "lambda.EventSourceMapping": [
    "batchSize",
    "eventSourceArn",
    "functionName",
    "functionResponseTypes",
    "scalingConfig",
  ],
  "lambda.Invocation": ["functionName", "input"],
  "lambda.Permission": ["action", "function", "principal", "sourceArn"],
  "scheduler.Schedule": ["flexibleTimeWindow", "name", "scheduleExpression", "target"],
  "sfn.StateMachine": [
    "definition",
    "loggingConfiguration",
    "name",
    "roleArn",
    "tracingConfiguration",
    "type",
  ],
  "sns.Topic": ["name"],
  "sns.TopicSubscription": ["endpoint", "protocol", "topic"],
  "sqs.Queue": [
    "deduplicationScope",
    "fifoQueue",
    "fifoThroughputLimit",
    "messageRetentionSeconds",
    "name",
    "redrivePolicy",
    "sqsManagedSseEnabled",
    "visibilityTimeoutSeconds",
  ],
};

/** What SST's components make for a function and for a site: how they do it is theirs. */
const ofSst: Readonly<Record<string, readonly string[]>> = {
  "cloudfront.Distribution": [
    "aliases",
    "comment",
    "customErrorResponses",
    "defaultCacheBehavior",
    "enabled",
    "orderedCacheBehaviors",
    "origins",
    "restrictions",
    "viewerCertificate",
    "waitForDeployment",
  ],
  "lambda.Function": [
    "architectures",
    "description",
    "environment",
    "ephemeralStorage",
    "handler",
    "loggingConfig",
    "memorySize",
    "name",
    "packageType",
    "publish",
    "role",
    "runtime",
    "s3Bucket",
    "s3Key",
    "timeout",
  ],
};
const uninspected = [
  "cloudfront.Function",
  "cloudfront.KeyValueStore",
  "s3.Bucket",
  "s3.BucketCorsConfiguration",
  "s3.BucketObjectv2",
  "s3.BucketPolicy",
  "s3.BucketPublicAccessBlock",
];

const isOfAws = ({ type }: Resource) => type.startsWith("aws:");

export const closedRules: readonly Rule[] = [
  {
    name: "there is no kind of resource that no rule knows",
    broken: (graph) =>
      unlikeLists(
        "the graph",
        [...new Set(graph.resources.filter(isOfAws).map(({ type }) => kindOf(type)))],
        [...Object.keys(known), ...Object.keys(ofSst), ...uninspected].filter(
          // A developer's stage writes no e-mails.
          (kind) => kind !== "sns.TopicSubscription" || graph.stage !== "dev",
        ),
      ),
  },
  {
    name: "no resource is told anything that no rule knows",
    broken: (graph) =>
      Object.entries({ ...known, ...ofSst }).flatMap(([kind, inputs]) =>
        graph.all(kind).flatMap((resource) =>
          Object.keys(resource.inputs)
            .filter((input) => !inputs.includes(input))
            .map((input) => `${kind} ${resource.name} is told its ${input}`),
        ),
      ),
  },
];
