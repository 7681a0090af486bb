import { nodejs } from "@fairline/bundles/recipe.ts";
import { environment, type HandlerName, wiring } from "@fairline/functions/wiring.ts";
import type { Graph } from "../graph.ts";
import { logicalName, namesOf } from "../names.ts";
import { asLine, asLines, type Permission, permissionsOf, trustIn } from "../policies.ts";
import { region } from "../synth/answers.ts";
import { type Rule, unlike, unlikeInputs, unlikeLists } from "./rule.ts";

export const handlers = Object.keys(wiring.handlerTimeoutSeconds) as HandlerName[];

export function functionOf(graph: Graph, handler: HandlerName) {
  return graph.one("lambda.Function", `${logicalName(handler)}Function`);
}

/** What SST and Powertools read for themselves. */
const ofOthers = ["SST_KEY_FILE", "SST_RESOURCE_App", "POWERTOOLS_SERVICE_NAME"];

export function environmentOf(graph: Graph, handler: HandlerName): Record<string, string> {
  const { variables = {} } = (functionOf(graph, handler)?.inputs.environment ?? {}) as {
    variables?: Record<string, string>;
  };
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !ofOthers.includes(name)));
}

/** Everything but the secrets of others. */
function namesGivenTo(handler: HandlerName): string[] {
  const secrets: Readonly<Record<string, readonly HandlerName[]>> = wiring.secrets;
  return environment.filter((name) => secrets[name]?.includes(handler) ?? true);
}

/** What the wiring allows, the poller's needs, and its own log. */
export function expectedPermissions(graph: Graph, handler: HandlerName): Permission[] {
  const { arnOf, logsArn, prefix } = namesOf(graph.stage);
  const allow = (actions: readonly string[], resource: string) =>
    actions.map((action) => ({ effect: "Allow" as const, action, resource }));
  const mappings = wiring.mappings.filter((mapping) => mapping.handler === handler);
  const all = [
    ...Object.entries(wiring.permissions[handler]).flatMap(([touched, actions]) =>
      allow(actions, arnOf(touched as Parameters<typeof arnOf>[0])),
    ),
    ...mappings.flatMap(({ queue }) => allow(wiring.pollerActions, arnOf(queue))),
    ...mappings.flatMap(({ queue, denied }) =>
      denied.map((action) => ({ effect: "Deny" as const, action, resource: arnOf(queue) })),
    ),
    ...allow(["logs:CreateLogStream", "logs:PutLogEvents"], logsArn(`/aws/lambda/${prefix}-${handler}`)),
  ];
  // The handler and its poller may call the same.
  return [...new Map(all.map((one) => [asLine(one), one])).values()];
}

export const functionsRules: readonly Rule[] = [
  {
    name: "every handler has a function, on arm64 and Node 24, with the timeout and memory of the wiring",
    broken: (graph) =>
      handlers.flatMap((handler) =>
        unlikeInputs(functionOf(graph, handler), handler, {
          name: `${namesOf(graph.stage).prefix}-${handler}`,
          handler: `packages/functions/src/handlers/${handler}.handler`,
          runtime: "nodejs24.x",
          architectures: ["arm64"],
          timeout: wiring.handlerTimeoutSeconds[handler],
          memorySize: wiring.memoryMb[handler],
        }),
      ),
  },
  {
    name: "every function is bundled as packages/bundles weighs and tests it",
    broken: (graph) =>
      handlers.flatMap((handler) => {
        const file = `packages/functions/src/handlers/${handler}.handler`;
        return unlikeInputs(graph.one("runtime.Build", file), `${handler}: its bundle`, nodejs);
      }),
  },
  {
    name: "every function may do exactly what the wiring says",
    broken: (graph) =>
      handlers.flatMap((handler) =>
        unlikeLists(
          handler,
          asLines(permissionsOf(graph, namesOf(graph.stage).roleName(handler))),
          asLines(expectedPermissions(graph, handler)),
        ),
      ),
  },
  {
    name: "every function works with its own role",
    broken: (graph) =>
      handlers.flatMap((handler) => {
        const role = graph.one("iam.Role", `${logicalName(handler)}Role`);
        const { roleName, roleArn } = namesOf(graph.stage);
        return [
          ...unlike(`${handler}: the role's name`, role?.inputs.name, roleName(handler)),
          ...unlike(`${handler}: its role`, functionOf(graph, handler)?.inputs.role, roleArn(handler)),
          ...unlike(
            `${handler}: who may take its role`,
            JSON.parse(String(role?.inputs.assumeRolePolicy)),
            trustIn("lambda.amazonaws.com"),
          ),
        ];
      }),
  },
  {
    name: "functions read the environment of the wiring, and secrets are given only where they are needed",
    broken: (graph) =>
      handlers.flatMap((handler) =>
        unlikeLists(handler, Object.keys(environmentOf(graph, handler)), namesGivenTo(handler)),
      ),
  },
  {
    name: "the environment names this stage's own table, queues, machines and connections",
    broken: (graph) =>
      handlers.flatMap((handler) => {
        const { prefix, queueUrl, machineArn } = namesOf(graph.stage);
        const given = environmentOf(graph, handler);
        const expected = {
          TABLE_NAME: `${prefix}-table`,
          LOBBY_QUEUE_URL: queueUrl("Lobby"),
          TURNS_QUEUE_URL: queueUrl("Turns"),
          TICKS_QUEUE_URL: queueUrl("Ticks"),
          LOBBY_DEAD_QUEUE_URL: queueUrl("Lobby", true),
          TURNS_DEAD_QUEUE_URL: queueUrl("Turns", true),
          TICKS_DEAD_QUEUE_URL: queueUrl("Ticks", true),
          VISIT_STATE_MACHINE_ARN: machineArn("Visit"),
          RETIRE_STATE_MACHINE_ARN: machineArn("Retire"),
          CONNECTIONS_ENDPOINT: `https://${prefix}-socket.execute-api.${region}.amazonaws.com/ws`,
          PASS_ISSUER: `${prefix}-passes`,
          SESSION_SECONDS: "43200",
          TURN_HOLD: "deny",
          PUSH_CADENCE: "distance",
          PUSH_PER_SECOND_MAX: "5000",
        };
        return Object.entries(expected).flatMap(([name, value]) =>
          unlike(`${handler}: ${name}`, given[name], value),
        );
      }),
  },
  {
    name: "secrets are marked as secrets wherever they go",
    broken: (graph) =>
      Object.values(wiring.secrets)
        .flat()
        .filter((handler) => functionOf(graph, handler)?.secrets.includes("environment") !== true)
        .map((handler) => `${handler}: its environment would stand in the open in the deploy's state`),
  },
  {
    name: "logs are kept as long as the stage is worth it, and no longer",
    broken: (graph) => {
      const days = { dev: 7, staging: 30, production: 90 }[graph.stage];
      const { prefix } = namesOf(graph.stage);
      return [
        ...unlikeLists(
          "the graph",
          graph.all("cloudwatch.LogGroup").map(({ inputs }) => String(inputs.name)),
          [
            ...handlers.map((handler) => `/aws/lambda/${prefix}-${handler}`),
            ...["visit", "retire"].map((machine) => `/aws/vendedlogs/states/${prefix}-${machine}`),
          ],
        ),
        ...graph
          .all("cloudwatch.LogGroup")
          .flatMap((group) => unlikeInputs(group, group.name, { retentionInDays: days })),
        ...handlers.flatMap((handler) =>
          unlike(`${handler}: its log`, functionOf(graph, handler)?.inputs.loggingConfig, {
            logFormat: "Text",
            logGroup: `/aws/lambda/${prefix}-${handler}`,
          }),
        ),
      ];
    },
  },
];
