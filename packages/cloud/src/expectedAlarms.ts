import { type QueueName, wiring } from "@fairline/functions/wiring.ts";
import type { Stage } from "./graph.ts";
import { namesOf } from "./names.ts";

export interface ExpectedAlarm {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: "Sum" | "Maximum" | "Minimum";
  readonly period: number;
  readonly threshold: number;
  readonly comparisonOperator: "GreaterThanThreshold";
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly treatMissingData: "notBreaching" | "missing";
}

type Figure = Pick<ExpectedAlarm, "namespace" | "metricName" | "dimensions" | "statistic">;

/** What somebody must hear of, told a second time, as `namesOf` tells names. */
export function expectedAlarms(
  stage: Stage,
  rooms: readonly string[],
): Readonly<Record<string, ExpectedAlarm>> {
  const { prefix, queue, machineArn } = namesOf(stage);
  const service = `${prefix}-line`;
  const figure =
    (namespace: string, statistic: Figure["statistic"], dimensions: Figure["dimensions"]) =>
    (metricName: string): Figure => ({ namespace, metricName, dimensions, statistic });
  const ofQueue = (QueueName: string) => figure("AWS/SQS", "Maximum", { QueueName });
  const ofRoom = (room: string): [string, ExpectedAlarm][] => {
    const idle = figure("Fairline", "Minimum", { service, room })("IdleSlotsWhileWaiting");
    const lag = figure("Fairline", "Maximum", { service, room })("TickLag");
    return [
      [`IdleSlots-${room}`, rings(idle, 0, 5)],
      [`TickLag-${room}`, { ...rings(lag, 15_000, 5), treatMissingData: "missing" }],
    ];
  };
  const ofSocket = figure("AWS/ApiGateway", "Sum", { ApiId: `${prefix}-socket`, Stage: "ws" });
  const ofTable = figure("AWS/DynamoDB", "Sum", { TableName: `${prefix}-table` });
  const ofVisit = figure("AWS/States", "Sum", { StateMachineArn: machineArn("Visit") });
  const ofRetire = figure("AWS/States", "Sum", { StateMachineArn: machineArn("Retire") });
  const deadLetters = (name: QueueName) =>
    rings(ofQueue(queue(name, true))("ApproximateNumberOfMessagesVisible"), 0, 1);

  return {
    ...Object.fromEntries(
      (Object.keys(wiring.queues) as QueueName[]).map((name) => [`${name}DeadLetters`, deadLetters(name)]),
    ),
    LobbyAge: rings(ofQueue(queue("Lobby"))("ApproximateAgeOfOldestMessage"), 30, 2),
    ...Object.fromEntries(rooms.flatMap(ofRoom)),
    ApiErrors: rings(figure("AWS/ApiGateway", "Sum", { ApiId: `${prefix}-api` })("5xx"), 10, 1),
    SocketIntegrationErrors: rings(ofSocket("IntegrationError"), 10, 1),
    SocketExecutionErrors: rings(ofSocket("ExecutionError"), 10, 1),
    SocketClientErrors: rings(ofSocket("ClientError"), 100, 2),
    Throttles: rings(figure("AWS/Lambda", "Sum", {})("Throttles"), 0, 3),
    TableReadThrottles: rings(ofTable("ReadThrottleEvents"), 100, 3),
    TableWriteThrottles: rings(ofTable("WriteThrottleEvents"), 100, 3),
    VisitFailed: rings(ofVisit("ExecutionsFailed"), 0, 1),
    VisitTimedOut: rings(ofVisit("ExecutionsTimedOut"), 0, 1),
    VisitAborted: rings(ofVisit("ExecutionsAborted"), 0, 1),
    RetireFailed: rings(ofRetire("ExecutionsFailed"), 0, 1),
    RetireTimedOut: rings(ofRetire("ExecutionsTimedOut"), 0, 1),
    PushRate: {
      ...rings(
        figure("Fairline", "Sum", { service })("Pushes"),
        { dev: 5e5, staging: 5e5, production: 2e7 }[stage],
        1,
      ),
      period: 3600,
    },
  };
}

/** Above a threshold in every minute of so many. */
function rings(figure: Figure, threshold: number, minutes: number): ExpectedAlarm {
  return {
    ...figure,
    period: 60,
    threshold,
    comparisonOperator: "GreaterThanThreshold",
    evaluationPeriods: minutes,
    datapointsToAlarm: minutes,
    treatMissingData: "notBreaching",
  };
}
