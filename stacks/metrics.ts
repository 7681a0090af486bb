import type { QueueName, StateMachineName } from "../packages/functions/src/wiring.ts";
import { api } from "./api.ts";
import { environment } from "./environment.ts";
import { queues } from "./queues.ts";
import { socket, socketStage } from "./socket.ts";
import { table } from "./table.ts";
import { machines } from "./visits.ts";

/** One figure, as alarms and the dashboard look at it. */
export interface Metric {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, $util.Input<string>>>;
  readonly statistic: "Sum" | "Maximum" | "Minimum";
}

const ofQueue = (queue: { name: $util.Input<string> }, metricName: string): Metric => ({
  namespace: "AWS/SQS",
  metricName,
  dimensions: { QueueName: queue.name },
  statistic: "Maximum",
});

export const deadLetters = (queue: QueueName) =>
  ofQueue(queues[queue].dead, "ApproximateNumberOfMessagesVisible");
export const waitingMessages = (queue: QueueName) =>
  ofQueue(queues[queue].live, "ApproximateNumberOfMessagesVisible");
export const lobbyAge = ofQueue(queues.Lobby.live, "ApproximateAgeOfOldestMessage");

/** Measured by handlers/tick.ts, each room by itself. */
const ofRoom = (room: string, metricName: string, statistic: Metric["statistic"]): Metric => ({
  namespace: "Fairline",
  metricName,
  dimensions: { service: environment.POWERTOOLS_SERVICE_NAME, room },
  statistic,
});

export const idleSlots = (room: string) => ofRoom(room, "IdleSlotsWhileWaiting", "Minimum");
export const tickLag = (room: string) => ofRoom(room, "TickLag", "Maximum");

/** What the ticks of all rooms cost: measured without the room, too, for an alarm adds up ten metrics at most. */
export const pushes: Metric = {
  namespace: "Fairline",
  metricName: "Pushes",
  dimensions: { service: environment.POWERTOOLS_SERVICE_NAME },
  statistic: "Sum",
};

export const apiErrors: Metric = {
  namespace: "AWS/ApiGateway",
  metricName: "5xx",
  dimensions: { ApiId: api.id },
  statistic: "Sum",
};

const ofSocket = (metricName: string): Metric => ({
  namespace: "AWS/ApiGateway",
  metricName,
  dimensions: { ApiId: socket.id, Stage: socketStage.name },
  statistic: "Sum",
});
export const socketIntegrationErrors = ofSocket("IntegrationError");
export const socketExecutionErrors = ofSocket("ExecutionError");
export const socketClientErrors = ofSocket("ClientError");

/** Of all functions of the account, ours or not: what they share is its concurrency. */
export const throttles: Metric = {
  namespace: "AWS/Lambda",
  metricName: "Throttles",
  dimensions: {},
  statistic: "Sum",
};

export const tableThrottles = (way: "Read" | "Write"): Metric => ({
  namespace: "AWS/DynamoDB",
  metricName: `${way}ThrottleEvents`,
  dimensions: { TableName: table.name },
  statistic: "Sum",
});

/** Ends that no execution comes to by itself; an Express one cannot be aborted. */
const badEnds = {
  Visit: ["Failed", "TimedOut", "Aborted"],
  Retire: ["Failed", "TimedOut"],
} as const satisfies Record<StateMachineName, readonly string[]>;
export const badExecutions = (Object.keys(badEnds) as StateMachineName[]).flatMap((machine) =>
  badEnds[machine].map((end) => ({
    name: `${machine}${end}`,
    machine,
    metric: {
      namespace: "AWS/States",
      metricName: `Executions${end}`,
      dimensions: { StateMachineArn: machines[machine].arn },
      statistic: "Sum",
    } satisfies Metric,
  })),
);
