import { expectedAlarms } from "../expectedAlarms.ts";
import type { Graph } from "../graph.ts";
import { namesOf } from "../names.ts";
import { account, region } from "../synth/answers.ts";
import { roomsOf } from "./rooms.ts";
import { type Rule, unless, unlike, unlikeInputs, unlikeLists } from "./rule.ts";

const topicArn = (graph: Graph) => `arn:aws:sns:${region}:${account}:${namesOf(graph.stage).prefix}-alarms`;

export const alarmsRules: readonly Rule[] = [
  {
    name: "whatever goes wrong raises an alarm of its own",
    broken: (graph) =>
      unlikeLists(
        "the graph",
        graph.all("cloudwatch.MetricAlarm").map(({ name }) => name),
        Object.keys(expectedAlarms(graph.stage, roomsOf(graph))).map((name) => `${name}Alarm`),
      ),
  },
  {
    name: "an alarm looks at what it is for, as often and as closely as the table of alarms says",
    broken: (graph) =>
      Object.entries(expectedAlarms(graph.stage, roomsOf(graph))).flatMap(([name, expected]) => {
        const alarm = graph.one("cloudwatch.MetricAlarm", `${name}Alarm`);
        // For people; what it must say is another rule's.
        const { alarmDescription: _, ...inputs } = alarm?.inputs ?? {};
        return unlike(name, inputs, {
          ...expected,
          name: `${namesOf(graph.stage).prefix}-${name}`,
          alarmActions: [topicArn(graph)],
          okActions: [topicArn(graph)],
          ...(expected.treatMissingData === "missing" && { insufficientDataActions: [topicArn(graph)] }),
        });
      }),
  },
  {
    name: "an alarm takes its figure as it comes, and no more than ten of them: a filled gap may keep it from ringing",
    broken: (graph) =>
      graph.all("cloudwatch.MetricAlarm").flatMap(({ name, inputs }) => {
        const queries = (inputs.metricQueries ?? []) as { expression?: string; metric?: object }[];
        return [
          ...unless(!queries.some(({ expression }) => expression?.includes("FILL")), `${name} fills gaps`),
          ...unless(
            queries.filter(({ metric }) => metric !== undefined).length <= 10,
            `${name} adds up too much`,
          ),
        ];
      }),
  },
  {
    name: "an alarm says what to do",
    broken: (graph) =>
      graph
        .all("cloudwatch.MetricAlarm")
        .flatMap((alarm) =>
          unless(String(alarm.inputs.alarmDescription ?? "").length > 20, `${alarm.name} says nothing`),
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
    name: "functions measure under the name of their stage, which alarms look for",
    broken: (graph) =>
      graph.all("lambda.Function").flatMap(({ name, inputs }) => {
        const { variables } = (inputs.environment ?? {}) as { variables?: Record<string, string> };
        const service = `${namesOf(graph.stage).prefix}-line`;
        return unlike(`${name}: POWERTOOLS_SERVICE_NAME`, variables?.POWERTOOLS_SERVICE_NAME, service);
      }),
  },
  {
    name: "the dashboard shows every alarm, and what each looks at",
    broken: (graph) => {
      const dashboard = graph.one("cloudwatch.Dashboard", "Dashboard");
      const body = String(dashboard?.inputs.dashboardBody);
      return [
        ...unlikeInputs(dashboard, "the dashboard", {
          dashboardName: namesOf(graph.stage).nameInRegion("line"),
        }),
        ...Object.entries(expectedAlarms(graph.stage, roomsOf(graph)))
          .filter(([, { metricName }]) => !body.includes(metricName))
          .map(([name, { metricName }]) => `${metricName} of ${name} is not shown`),
        ...graph
          .all("cloudwatch.MetricAlarm")
          .flatMap((alarm) =>
            unless(dashboard?.dependencies.includes(alarm.urn) === true, `${alarm.name} is not shown`),
          ),
      ];
    },
  },
];
