import type { Metric } from "./metrics.ts";
import { named } from "./names.ts";
import { stage } from "./stage.ts";

/** What goes wrong is said here; whoever wants to hear it in another way subscribes, too. */
export const topic = new aws.sns.Topic("Alarms", { name: named("alarms") });

if (stage.alarmEmail !== undefined) {
  // AWS sends a link to this address first: nothing is heard until somebody has followed it.
  new aws.sns.TopicSubscription("AlarmsByEmail", {
    topic: topic.arn,
    protocol: "email",
    endpoint: stage.alarmEmail,
  });
}

interface Alarm extends Metric {
  readonly description: string;
  /** Rings above this. */
  readonly threshold: number;
  /** For so many periods one after the other; one if it is not said. */
  readonly minutes?: number;
  readonly periodSeconds?: number;
  /** No figure at all is a bad sign, too. */
  readonly silenceIsBad?: boolean;
}

export function makeAlarm(name: string, alarm: Alarm) {
  return new aws.cloudwatch.MetricAlarm(`${name}Alarm`, {
    name: named(name),
    alarmDescription: alarm.description,
    comparisonOperator: "GreaterThanThreshold",
    threshold: alarm.threshold,
    evaluationPeriods: alarm.minutes ?? 1,
    treatMissingData: alarm.silenceIsBad === true ? "breaching" : "notBreaching",
    metricQueries: queriesOf(alarm),
    alarmActions: [topic.arn],
    okActions: [topic.arn],
  });
}

/** One figure stands for itself; several are added up, and one that is missing counts as 0. */
function queriesOf({ namespace, statistic, figures, periodSeconds = 60 }: Alarm) {
  const isOne = figures.length === 1;
  const parts = figures.map(({ metricName, dimensions }, i) => ({
    id: `m${i}`,
    metric: { namespace, metricName, dimensions, stat: statistic, period: periodSeconds },
    returnData: isOne,
  }));
  if (isOne) return parts;
  const expression = `SUM([${parts.map(({ id }) => `FILL(${id}, 0)`).join(", ")}])`;
  return [{ id: "total", expression, label: "Total", returnData: true }, ...parts];
}
