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
  /** No figure any more is a bad sign, too. */
  readonly silenceIsBad?: boolean;
}

/**
 * An alarm for one figure, as it comes. What metric math adds up with FILL costs the same and may never ring: figures
 * come late, and the filled zero stands in their place whenever CloudWatch looks.
 */
export function makeAlarm(name: string, alarm: Alarm) {
  const { description, minutes = 1, periodSeconds = 60, silenceIsBad = false, ...figure } = alarm;
  return new aws.cloudwatch.MetricAlarm(`${name}Alarm`, {
    name: named(name),
    alarmDescription: description,
    ...figure,
    period: periodSeconds,
    comparisonOperator: "GreaterThanThreshold",
    evaluationPeriods: minutes,
    datapointsToAlarm: minutes,
    // Silence tells of itself when it begins. As a breach it would ring in every first deploy, before the first tick.
    treatMissingData: silenceIsBad ? "missing" : "notBreaching",
    ...(silenceIsBad && { insufficientDataActions: [topic.arn] }),
    alarmActions: [topic.arn],
    okActions: [topic.arn],
  });
}
