import type { Graph, Resource } from "../graph.ts";
import { namesOf } from "../names.ts";
import { account, region } from "../synth/answers.ts";
import { type Rule, unless, unlike, unlikeInputs, unlikeLists } from "./rule.ts";

/** What somebody must hear of, by the metrics that show it. */
const watched: Readonly<Record<string, readonly string[]>> = {
  LobbyDeadLetters: ["ApproximateNumberOfMessagesVisible"],
  TurnsDeadLetters: ["ApproximateNumberOfMessagesVisible"],
  TicksDeadLetters: ["ApproximateNumberOfMessagesVisible"],
  LobbyAge: ["ApproximateAgeOfOldestMessage"],
  "IdleSlots-demo": ["IdleSlotsWhileWaiting"],
  "TickLag-demo": ["TickLag"],
  ApiErrors: ["5xx"],
  SocketErrors: ["IntegrationError", "ExecutionError"],
  Throttles: ["Throttles"],
  TableThrottles: ["ReadThrottleEvents", "WriteThrottleEvents"],
  VisitFailures: ["ExecutionsFailed", "ExecutionsTimedOut", "ExecutionThrottled"],
  RetireFailures: ["ExecutionsFailed", "ExecutionsTimedOut", "ExecutionThrottled"],
  PushRate: ["Pushes"],
};

interface Query {
  readonly returnData?: boolean;
  readonly metric?: { readonly metricName: string; readonly namespace: string; readonly dimensions: object };
}

function metricsOf(alarm: Resource): string[] {
  const queries = (alarm.inputs.metricQueries ?? []) as Query[];
  return [...new Set(queries.flatMap(({ metric }) => (metric === undefined ? [] : [metric.metricName])))];
}

const topicArn = (graph: Graph) => `arn:aws:sns:${region}:${account}:${namesOf(graph.stage).prefix}-alarms`;

export const alarmsRules: readonly Rule[] = [
  {
    name: "whatever goes wrong raises an alarm of its own",
    broken: (graph) => {
      const alarms = graph.all("cloudwatch.MetricAlarm");
      return [
        ...unlikeLists(
          "the graph",
          alarms.map(({ name }) => name),
          Object.keys(watched).map((name) => `${name}Alarm`),
        ),
        ...alarms.flatMap((alarm) => [
          ...unlike(
            `what ${alarm.name} looks at`,
            metricsOf(alarm),
            watched[alarm.name.replace(/Alarm$/, "")],
          ),
          ...unless(
            ((alarm.inputs.metricQueries ?? []) as Query[]).filter(({ returnData }) => returnData === true)
              .length === 1,
            `${alarm.name}: it must be one figure that rings`,
          ),
          ...unless(
            alarm.inputs.comparisonOperator === "GreaterThanThreshold" &&
              typeof alarm.inputs.threshold === "number" &&
              Number(alarm.inputs.evaluationPeriods) >= 1,
            `${alarm.name} never rings`,
          ),
        ]),
      ];
    },
  },
  {
    name: "an alarm says what to do, and is sent when it rings and when it is over",
    broken: (graph) =>
      graph.all("cloudwatch.MetricAlarm").flatMap((alarm) => [
        ...unlikeInputs(alarm, alarm.name, {
          alarmActions: [topicArn(graph)],
          okActions: [topicArn(graph)],
        }),
        ...unless(String(alarm.inputs.alarmDescription ?? "").length > 20, `${alarm.name} says nothing`),
      ]),
  },
  {
    name: "no tick at all is an alarm, too; of everything else silence is good",
    broken: (graph) =>
      graph.all("cloudwatch.MetricAlarm").flatMap((alarm) =>
        unlikeInputs(alarm, alarm.name, {
          treatMissingData: alarm.name.startsWith("TickLag-") ? "breaching" : "notBreaching",
        }),
      ),
  },
  {
    name: "somebody hears the alarms of staging and production by e-mail",
    broken: (graph) => {
      const subscriptions = graph.all("sns.TopicSubscription");
      const topic = unlikeInputs(graph.one("sns.Topic", "Alarms"), "the topic", {
        name: `${namesOf(graph.stage).prefix}-alarms`,
      });
      if (graph.stage === "dev")
        return [...topic, ...unless(subscriptions.length === 0, "a developer's stage writes e-mails")];
      return [
        ...topic,
        ...unless(subscriptions.length === 1, "nobody hears the alarms"),
        ...subscriptions.flatMap((one) =>
          unlikeInputs(one, "the subscription", {
            topic: topicArn(graph),
            protocol: "email",
            endpoint: "operators@example.com",
          }),
        ),
      ];
    },
  },
  {
    name: "our own metrics are told apart by stage and room, and functions measure under the same name",
    broken: (graph) => {
      const service = `${namesOf(graph.stage).prefix}-line`;
      const own = graph
        .all("cloudwatch.MetricAlarm")
        .flatMap(({ inputs }) => (inputs.metricQueries ?? []) as Query[])
        .filter(({ metric }) => metric?.namespace === "Fairline");
      return [
        ...own.flatMap(({ metric }) =>
          unlike(`${metric?.metricName}: dimensions`, metric?.dimensions, { service, room: "demo" }),
        ),
        ...graph.all("lambda.Function").flatMap(({ name, inputs }) => {
          const { variables } = (inputs.environment ?? {}) as { variables?: Record<string, string> };
          return unlike(`${name}: POWERTOOLS_SERVICE_NAME`, variables?.POWERTOOLS_SERVICE_NAME, service);
        }),
      ];
    },
  },
  {
    name: "the dashboard shows every alarm, and what each looks at",
    broken: (graph) => {
      const dashboard = graph.one("cloudwatch.Dashboard", "Dashboard");
      const body = String(dashboard?.inputs.dashboardBody);
      return [
        ...unlikeInputs(dashboard, "the dashboard", { dashboardName: `${namesOf(graph.stage).prefix}-line` }),
        ...Object.entries(watched).flatMap(([name, metrics]) =>
          metrics
            .filter((metric) => !body.includes(metric))
            .map((metric) => `${metric} of ${name} is not shown`),
        ),
        ...graph
          .all("cloudwatch.MetricAlarm")
          .flatMap((alarm) =>
            unless(dashboard?.dependencies.includes(alarm.urn) === true, `${alarm.name} is not shown`),
          ),
      ];
    },
  },
];
