import type { QueueName, StateMachineName } from "../packages/functions/src/wiring.ts";
import { api } from "./api.ts";
import { environment } from "./environment.ts";
import { functions } from "./functions.ts";
import { queues } from "./queues.ts";
import { socket, socketStage } from "./socket.ts";
import { table } from "./table.ts";
import { machines } from "./visits.ts";

interface Figure {
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, $util.Input<string>>>;
}

/** What alarms and the dashboard look at: one figure, or several that are added up. */
export interface Metric {
  readonly namespace: string;
  readonly statistic: "Sum" | "Maximum" | "Minimum";
  readonly figures: readonly Figure[];
}

const ofQueue = (queue: { name: $util.Input<string> }, metricName: string): Metric => ({
  namespace: "AWS/SQS",
  statistic: "Maximum",
  figures: [{ metricName, dimensions: { QueueName: queue.name } }],
});

export const deadLetters = (queue: QueueName) =>
  ofQueue(queues[queue].dead, "ApproximateNumberOfMessagesVisible");
export const waitingMessages = (queue: QueueName) =>
  ofQueue(queues[queue].live, "ApproximateNumberOfMessagesVisible");
export const lobbyAge = ofQueue(queues.Lobby.live, "ApproximateAgeOfOldestMessage");

/** Of all rooms together; handlers/tick.ts measures them. */
const ofLine = (metricName: string, statistic: Metric["statistic"]): Metric => ({
  namespace: "Fairline",
  statistic,
  figures: [{ metricName, dimensions: { service: environment.POWERTOOLS_SERVICE_NAME } }],
});

export const idleSlots = ofLine("IdleSlotsWhileWaiting", "Maximum");
export const tickLag = ofLine("TickLag", "Maximum");
export const pushes = ofLine("Pushes", "Sum");

export const apiErrors: Metric = {
  namespace: "AWS/ApiGateway",
  statistic: "Sum",
  figures: [{ metricName: "5xx", dimensions: { ApiId: api.id } }],
};

const ofSocket = { ApiId: socket.id, Stage: socketStage.name };
export const socketErrors: Metric = {
  namespace: "AWS/ApiGateway",
  figures: ["IntegrationError", "ExecutionError"].map((metricName) => ({ metricName, dimensions: ofSocket })),
  statistic: "Sum",
};

export const throttles: Metric = {
  namespace: "AWS/Lambda",
  figures: Object.values(functions).map(({ lambda }) => ({
    metricName: "Throttles",
    dimensions: { FunctionName: lambda.name },
  })),
  statistic: "Sum",
};

export const tableThrottles: Metric = {
  namespace: "AWS/DynamoDB",
  figures: ["ReadThrottleEvents", "WriteThrottleEvents"].map((metricName) => ({
    metricName,
    dimensions: { TableName: table.name },
  })),
  statistic: "Sum",
};

export const failures = (machine: StateMachineName): Metric => ({
  namespace: "AWS/States",
  figures: ["ExecutionsFailed", "ExecutionsTimedOut", "ExecutionThrottled"].map((metricName) => ({
    metricName,
    dimensions: { StateMachineArn: machines[machine].arn },
  })),
  statistic: "Sum",
});
