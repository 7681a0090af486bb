import { alarms } from "./alarms.ts";
import * as metric from "./metrics.ts";
import { named, namedInRegion, region } from "./names.ts";

const columns = 3;
const width = 24 / columns;
const height = 6;

interface Graph {
  readonly title: string;
  readonly metrics: $util.Input<readonly unknown[]>;
}

/** A metric as a dashboard spells it: namespace, name, dimensions, and how it is drawn. */
function drawn(metrics: readonly metric.Metric[]) {
  const lines = metrics.map(({ namespace, metricName, dimensions, statistic }) =>
    $resolve(dimensions).apply((known) => [
      namespace,
      metricName,
      ...Object.entries(known).flat(),
      { stat: statistic },
    ]),
  );
  return $resolve(lines);
}

/** Every room by itself: a dashboard finds them by what they measure, as they come. */
function byRoom(name: string, statistic: string) {
  const search = `{Fairline,room,service} MetricName="${name}" service="${named("line")}"`;
  return [[{ expression: `SEARCH('${search}', '${statistic}', 60)`, id: name.toLowerCase() }]];
}

const graphs: readonly Graph[] = [
  { title: "Who waits", metrics: byRoom("Waiting", "Maximum") },
  { title: "Who is in", metrics: byRoom("Active", "Maximum") },
  { title: "Idle slots while somebody waits", metrics: byRoom("IdleSlotsWhileWaiting", "Maximum") },
  { title: "Tick lag, ms", metrics: byRoom("TickLag", "Maximum") },
  { title: "Pushes", metrics: byRoom("Pushes", "Sum") },
  { title: "Oldest message of the Lobby, s", metrics: drawn([metric.lobbyAge]) },
  {
    title: "Messages that wait",
    metrics: drawn((["Lobby", "Turns", "Ticks"] as const).map(metric.waitingMessages)),
  },
  {
    title: "Dead letters",
    metrics: drawn((["Lobby", "Turns", "Ticks"] as const).map(metric.deadLetters)),
  },
  {
    title: "Throttles",
    metrics: drawn([metric.throttles, ...(["Read", "Write"] as const).map(metric.tableThrottles)]),
  },
  {
    title: "Errors of the APIs",
    metrics: drawn([
      metric.apiErrors,
      metric.socketIntegrationErrors,
      metric.socketExecutionErrors,
      metric.socketClientErrors,
    ]),
  },
  {
    title: "Executions that did not come to their end",
    metrics: drawn(metric.badExecutions.map(({ metric }) => metric)),
  },
];

const graphWidgets = graphs.map(({ title, metrics }, i) => ({
  type: "metric",
  x: (i % columns) * width,
  y: height + Math.floor(i / columns) * height,
  width,
  height,
  properties: { title, metrics, region, view: "timeSeries", period: 60 },
}));
const alarmWidget = {
  type: "alarm",
  x: 0,
  y: 0,
  width: 24,
  height,
  properties: { title: "Alarms", alarms: alarms.map(({ arn }) => arn) },
};

export const dashboard = new aws.cloudwatch.Dashboard("Dashboard", {
  dashboardName: namedInRegion("line"),
  dashboardBody: $jsonStringify({ widgets: [alarmWidget, ...graphWidgets] }),
});

export const dashboardUrl = $interpolate`https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards/dashboard/${namedInRegion("line")}`;
