import { nodejs } from "../packages/bundles/src/recipe.ts";
import {
  type EnvironmentName,
  type HandlerName,
  type Permissions,
  type Touchable,
  wiring,
} from "../packages/functions/src/wiring.ts";
import { environment } from "./environment.ts";
import { named, stateMachineArn } from "./names.ts";
import { queues } from "./queues.ts";
import { allow, makeRole, type Statement, tracing } from "./role.ts";
import { secrets } from "./secrets.ts";
import { connectionsArn } from "./socket.ts";
import { stage } from "./stage.ts";
import { table } from "./table.ts";

const arnOf = {
  table: table.arn,
  Lobby: queues.Lobby.live.arn,
  Turns: queues.Turns.live.arn,
  Ticks: queues.Ticks.live.arn,
  LobbyDead: queues.Lobby.dead.arn,
  TurnsDead: queues.Turns.dead.arn,
  TicksDead: queues.Ticks.dead.arn,
  Visit: stateMachineArn("Visit"),
  Retire: stateMachineArn("Retire"),
  connections: connectionsArn,
} satisfies Record<Touchable, unknown>;

/** A function for a handler, with a role that may do what the wiring says, and nothing more. */
export function makeFunction(handler: HandlerName) {
  const name = `${handler.charAt(0).toUpperCase()}${handler.slice(1)}`;
  const logs = new aws.cloudwatch.LogGroup(`${name}Logs`, {
    name: `/aws/lambda/${named(handler)}`,
    retentionInDays: stage.logRetentionDays,
  });
  const { role, policy } = makeRole(name, "lambda.amazonaws.com", [
    ...statementsOf(handler),
    allow(["logs:CreateLogStream", "logs:PutLogEvents"], $interpolate`${logs.arn}:*`),
    ...(stage.tracing ? [allow(tracing.ofFunctions, "*")] : []),
  ]);
  const lambda = new sst.aws.Function(
    name,
    {
      name: named(handler),
      handler: `packages/functions/src/handlers/${handler}.handler`,
      runtime: "nodejs24.x",
      architecture: "arm64",
      memory: `${wiring.memoryMb[handler]} MB`,
      timeout: `${wiring.handlerTimeoutSeconds[handler]} seconds`,
      role: role.arn,
      environment: { ...environment, ...secretsOf(handler) },
      // The Logger writes JSON, and metrics are lines of a format of their own: Lambda is to leave them alone.
      logging: { logGroup: logs.name, format: "text" },
      nodejs,
      transform: {
        function: (args) => {
          if (stage.tracing) args.tracingConfig = { mode: "Active" };
        },
      },
    },
    { dependsOn: [policy] },
  );
  return { lambda, role, policy };
}

/** What it calls itself, and what the poller of its mapping calls, which works with the same role. */
function statementsOf(handler: HandlerName): Statement[] {
  const permissions: Permissions = wiring.permissions[handler];
  const polled = wiring.mappings.filter((mapping) => mapping.handler === handler).map(({ queue }) => queue);
  const touched = new Set([...(Object.keys(permissions) as Touchable[]), ...polled]);
  return [...touched].map((one) => {
    const actions = [
      ...(permissions[one] ?? []),
      ...(polled.some((queue) => queue === one) ? wiring.pollerActions : []),
    ];
    return allow([...new Set(actions)], arnOf[one]);
  });
}

function secretsOf(handler: HandlerName) {
  const given = Object.entries(wiring.secrets) as [
    keyof typeof secrets & EnvironmentName,
    readonly HandlerName[],
  ][];
  return Object.fromEntries(
    given.filter(([, handlers]) => handlers.includes(handler)).map(([name]) => [name, secrets[name]]),
  );
}
