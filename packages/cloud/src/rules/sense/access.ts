import type { Graph } from "../../graph.ts";
import { namesOf } from "../../names.ts";
import { permissionsOf } from "../../policies.ts";
import { environmentOf, handlers } from "../functions.ts";
import { type Rule, unless, unlikeLists } from "../rule.ts";
import { routeOf } from "../socket.ts";

/** Who holds each secret: the operators' and the site's door, and who signs passes or reads them. */
const holders = { ADMIN_TOKEN: ["api"], SITE_KEY: ["api"], PASS_KEYS: ["register", "openVisit", "api"] };

const endsTurns = /^sqs:(\*|Delete\w*|Purge\w*)/;

function rolesOfFunctions(graph: Graph): string[] {
  return graph
    .all("iam.Role")
    .filter(({ inputs }) => String(inputs.assumeRolePolicy).includes("lambda.amazonaws.com"))
    .map(({ inputs }) => String(inputs.name));
}

export const accessSense: readonly Rule[] = [
  {
    name: "no function can delete turns: the poller that AWS wants to may is denied it",
    broken: (graph) => {
      const turns = namesOf(graph.stage).queueArn("Turns");
      return rolesOfFunctions(graph).flatMap((role) => {
        const onTurns = permissionsOf(graph, role).filter(
          ({ action, resource }) => endsTurns.test(action) && (resource === turns || resource === "*"),
        );
        const denied = onTurns.filter(({ effect }) => effect === "Deny").map(({ action }) => action);
        return onTurns
          .filter(({ effect, action }) => effect === "Allow" && !denied.includes(action))
          .map(({ action }) => `${role} may ${action}`);
      });
    },
  },
  {
    name: "every route into a queue may write there, and a disconnect is told to the Lobby",
    broken: (graph) => {
      const { roleName, queue } = namesOf(graph.stage);
      const writable = permissionsOf(graph, roleName("socket"))
        .filter(({ action }) => action === "sqs:SendMessage")
        .map(({ resource }) => resource.split(":").at(-1));
      const intoQueues = graph
        .all("apigatewayv2.Integration")
        .filter(({ inputs }) => String(inputs.integrationUri).includes(":sqs:path/"));
      const disconnect = routeOf(graph, "$disconnect").integration;
      return [
        ...unless(writable.includes(queue("Lobby")), "the socket may not write to the Lobby"),
        ...intoQueues.flatMap(({ name, inputs }) =>
          unless(
            writable.includes(String(inputs.integrationUri).split("/").at(-1)),
            `${name} leads to a queue that the socket may not write to`,
          ),
        ),
        ...unless(
          String(disconnect?.inputs.integrationUri).endsWith(`/${queue("Lobby")}`),
          "nobody hears of a disconnect",
        ),
      ];
    },
  },
  {
    name: "the operators' token and the site's key are the API's alone, and the keys of passes are with those that sign or read them",
    broken: (graph) =>
      Object.entries(holders).flatMap(([secret, expected]) =>
        unlikeLists(
          secret,
          handlers.filter((handler) => environmentOf(graph, handler)[secret] !== undefined),
          expected,
        ),
      ),
  },
];
