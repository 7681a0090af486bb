import { makeAlarm, topic } from "./makeAlarm.ts";
import * as metric from "./metrics.ts";
import { rooms } from "./roomConfig.ts";
import { stage } from "./stage.ts";

/** Each says in its description what to do; docs/operations.md says it at length. */
export const alarms = [
  ...(["Lobby", "Turns", "Ticks"] as const).map((queue) =>
    makeAlarm(`${queue}DeadLetters`, {
      description: `Messages of ${queue} could not be handled. Read one, and the log of its function.`,
      ...metric.deadLetters(queue),
      threshold: 0,
    }),
  ),
  makeAlarm("LobbyAge", {
    description:
      "Joins wait for more than half a minute before they are registered. Look at register's throttles.",
    ...metric.lobbyAge,
    threshold: 30,
    minutes: 2,
  }),
  ...rooms.flatMap((room) => [
    makeAlarm(`IdleSlots-${room}`, {
      description: `${room}: at every tick of five minutes a slot had been empty for two ticks while somebody waited. Look at admit and at Turns.`,
      ...metric.idleSlots(room),
      threshold: 0,
      minutes: 5,
    }),
    makeAlarm(`TickLag-${room}`, {
      description: `${room}: ticks come more than 15 s late, or not at all. Look at scheduleTicks, tick and the Ticks queue.`,
      ...metric.tickLag(room),
      threshold: 15_000,
      minutes: 5,
      silenceIsBad: true,
    }),
  ]),
  makeAlarm("ApiErrors", {
    description: "The HTTP API answered with 5xx more than ten times in a minute. Look at api's log.",
    ...metric.apiErrors,
    threshold: 10,
  }),
  makeAlarm("SocketIntegrationErrors", {
    description:
      "WebSocket frames did not reach the Lobby. Look at the role of the integration and at the queue.",
    ...metric.socketIntegrationErrors,
    threshold: 10,
  }),
  makeAlarm("SocketExecutionErrors", {
    description: "API Gateway failed at WebSocket frames. Look at the templates of the routes.",
    ...metric.socketExecutionErrors,
    threshold: 10,
  }),
  makeAlarm("SocketClientErrors", {
    description:
      "WebSocket connections or frames were refused for two minutes, most likely throttled. Look at the quotas.",
    ...metric.socketClientErrors,
    threshold: 100,
    minutes: 2,
  }),
  makeAlarm("Throttles", {
    description: "Functions were throttled: the account's concurrency is used up. Ask AWS for more.",
    ...metric.throttles,
    threshold: 0,
    minutes: 3,
  }),
  ...(["Read", "Write"] as const).map((way) =>
    makeAlarm(`Table${way}Throttles`, {
      description: "DynamoDB throttled: one item takes 1,000 writes a second. Look for a hot room.",
      ...metric.tableThrottles(way),
      threshold: 100,
      minutes: 3,
    }),
  ),
  ...metric.badExecutions.map(({ name, machine, metric }) =>
    makeAlarm(name, {
      description: `Executions of ${machine} did not come to their end: turns may be held longer than needed. Look at its log.`,
      ...metric,
      threshold: 0,
    }),
  ),
  makeAlarm("PushRate", {
    description:
      "More pushes in an hour than planned: $1 a million. Raise N, or lower FAIRLINE_PUSH_PER_SECOND_MAX.",
    ...metric.pushes,
    periodSeconds: 3600,
    threshold: stage.pushesPerHourMax,
  }),
];

export { topic };
