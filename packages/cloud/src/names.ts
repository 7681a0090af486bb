import type { HandlerName, QueueName, StateMachineName, Touchable } from "@fairline/functions/wiring.ts";
import { wiring } from "@fairline/functions/wiring.ts";
import type { Stage } from "./graph.ts";
import { account, region } from "./synth/answers.ts";

/** What things are called on AWS, told a second time: a rule that took the names from the graph could not miss one. */
export function namesOf(stage: Stage) {
  const prefix = `fairline-${stage}`;
  const queue = (name: QueueName, dead = false) =>
    `${prefix}-${name.toLowerCase()}${dead ? "-dead" : ""}${wiring.queues[name].fifo ? ".fifo" : ""}`;
  const arn = (service: string, rest: string) => `arn:aws:${service}:${region}:${account}:${rest}`;
  const machineArn = (name: StateMachineName) =>
    arn("states", `stateMachine:${prefix}-${name.toLowerCase()}`);
  const touchable: Record<Touchable, string> = {
    table: arn("dynamodb", `table/${prefix}-table`),
    Lobby: arn("sqs", queue("Lobby")),
    Turns: arn("sqs", queue("Turns")),
    Ticks: arn("sqs", queue("Ticks")),
    LobbyDead: arn("sqs", queue("Lobby", true)),
    TurnsDead: arn("sqs", queue("Turns", true)),
    TicksDead: arn("sqs", queue("Ticks", true)),
    Visit: machineArn("Visit"),
    Retire: machineArn("Retire"),
    connections: arn("execute-api", `${prefix}-socket/ws/POST/@connections/*`),
  };
  const nameInRegion = (role: string) => `${prefix}-${role}-${region}`;
  return {
    prefix,
    /** Of roles, CloudFront's policies and dashboards, which AWS counts once an account. */
    nameInRegion,
    roleName: (role: string) => nameInRegion(role.toLowerCase()),
    roleArn: (role: string) => `arn:aws:iam::${account}:role/${nameInRegion(role.toLowerCase())}`,
    queue,
    queueArn: (name: QueueName, dead = false) => arn("sqs", queue(name, dead)),
    queueUrl: (name: QueueName, dead = false) =>
      `https://sqs.${region}.amazonaws.com/${account}/${queue(name, dead)}`,
    functionArn: (name: HandlerName) => arn("lambda", `function:${prefix}-${name}`),
    logsArn: (group: string) => arn("logs", `log-group:${group}:*`),
    machineArn,
    /** By the wiring's words for what a handler may touch. */
    arnOf: (touched: Touchable) => touchable[touched],
  };
}

/** `openVisit` → `OpenVisit` */
export function logicalName(handler: HandlerName): string {
  return `${handler.charAt(0).toUpperCase()}${handler.slice(1)}`;
}
