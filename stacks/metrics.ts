import type { QueueName, StateMachineName } from "../packages/functions/src/wiring.ts";
import { api } from "./api.ts";
import { environment } from "./environment.ts";
import { functions } from "./functions.ts";
import { queues } from "./queues.ts";
import { rooms } from "./roomConfig.ts";
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

/** Measured by handlers/tick.ts, each room by itself. */
const ofRoom = (metricName: string, room: string) => ({
  metricName,
  dimensions: { service: environment.POWERTOOLS_SERVICE_NAME, room },
});

export const idleSlots = (room: string, statistic: Metric["statistic"]): Metric => ({
  namespace: "Fairline",
  statistic,
  figures: [ofRoom("IdleSlotsWhileWaiting", room)],
});
export const tickLag = (room: string): Metric => ({
  namespace: "Fairline",
  statistic: "Maximum",
  figures: [ofRoom("TickLag", room)],
});
/** What all rooms' ticks cost. */
export const pushes: Metric = {
  namespace: "Fairline",
  statistic: "Sum",
  figures: rooms.map((room) => ofRoom("Pushes", room)),
};

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
