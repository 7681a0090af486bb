import type { Graph } from "../graph.ts";
import { namesOf } from "../names.ts";
import { asLines, type Permission, permissionsOf, trustIn } from "../policies.ts";
import { region } from "../synth/answers.ts";
import { handlers } from "./functions.ts";
import { type Rule, unless, unlike, unlikeLists } from "./rule.ts";

/** Of AWS's logs and traces, which know no resources: they touch no data. */
const withoutResources = /^(logs|xray):/;

const logDelivery = [
  "logs:CreateLogDelivery",
  "logs:DeleteLogDelivery",
  "logs:DescribeLogGroups",
  "logs:DescribeResourcePolicies",
  "logs:GetLogDelivery",
  "logs:ListLogDeliveries",
  "logs:PutResourcePolicy",
  "logs:UpdateLogDelivery",
].map((action) => ({ effect: "Allow" as const, action, resource: "*" }));

/** Roles that are no function's: who may take them, and what they may do. */
function serviceRoles(graph: Graph): { role: string; service: string; permissions: Permission[] }[] {
  const { functionArn, queueArn } = namesOf(graph.stage);
  const allow = (action: string, resource: string): Permission => ({ effect: "Allow", action, resource });
  const deleteTurns = allow("sqs:DeleteMessage", queueArn("Turns"));
  return [
    {
      role: "Socket",
      service: "apigateway.amazonaws.com",
      permissions: [allow("sqs:SendMessage", queueArn("Lobby"))],
    },
    {
      role: "Schedule",
      service: "scheduler.amazonaws.com",
      permissions: [allow("lambda:InvokeFunction", functionArn("scheduleTicks"))],
    },
    {
      role: "Visit",
      service: "states.amazonaws.com",
      permissions: [
        allow("lambda:InvokeFunction", functionArn("openVisit")),
        allow("lambda:InvokeFunction", functionArn("settleVisit")),
        deleteTurns,
        ...logDelivery,
      ],
    },
    { role: "Retire", service: "states.amazonaws.com", permissions: [deleteTurns, ...logDelivery] },
  ];
}

export const rolesRules: readonly Rule[] = [
  {
    name: "what is no function may do one thing each: the socket fills the Lobby, the schedule plans, machines end turns",
    broken: (graph) =>
      serviceRoles(graph).flatMap(({ role, service, permissions }) => {
        const found = graph.one("iam.Role", `${role}Role`);
        return [
          ...unlike(
            `${role}: who may take its role`,
            JSON.parse(String(found?.inputs.assumeRolePolicy)),
            trustIn(service),
          ),
          ...unlikeLists(
            role,
            asLines(permissionsOf(graph, String(found?.inputs.name))),
            asLines(permissions),
          ),
        ];
      }),
  },
  {
    name: "there are no roles and no policies besides",
    broken: (graph) => {
      const known = [
        ...handlers.map((handler) => handler.toLowerCase()),
        "socket",
        "schedule",
        "visit",
        "retire",
      ];
      return unlikeLists(
        "the graph",
        graph.all("iam.Role").map(({ inputs }) => String(inputs.name)),
        known.map(namesOf(graph.stage).roleName),
      );
    },
  },
  {
    name: "names of roles are short enough for IAM, in the region with the longest name too",
    broken: (graph) =>
      graph
        .all("iam.Role")
        .map(({ inputs }) => String(inputs.name).replace(region, "ap-southeast-1"))
        .filter((name) => name.length > 64)
        .map((name) => `${name} is too long`),
  },
  {
    name: "nothing that touches data may be done to everything",
    broken: (graph) =>
      graph.all("iam.RolePolicy").flatMap(({ inputs }) =>
        permissionsOf(graph, String(inputs.role))
          .filter(
            ({ effect, action, resource }) =>
              effect === "Allow" && (action.includes("*") || resource === "*"),
          )
          .filter(({ action }) => !withoutResources.test(action))
          .map(({ action, resource }) => `${inputs.role} may ${action} on ${resource}`),
      ),
  },
  {
    name: "the API may be called by its gateway alone",
    broken: (graph) => {
      const permissions = graph.all("lambda.Permission");
      const { prefix } = namesOf(graph.stage);
      return [
        ...unless(permissions.length === 1, `${permissions.length} permissions to invoke, not 1`),
        ...permissions.flatMap(({ inputs }) =>
          unless(
            inputs.action === "lambda:InvokeFunction" &&
              inputs.function === `${prefix}-api` &&
              inputs.principal === "apigateway.amazonaws.com" &&
              String(inputs.sourceArn).endsWith(`${prefix}-api/*`),
            "somebody else may invoke a function",
          ),
        ),
      ];
    },
  },
];
