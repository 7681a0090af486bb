import { type RouteWiring, wiring } from "@fairline/functions/wiring.ts";
import type { Graph, Resource } from "../graph.ts";
import { messageWrittenBy } from "../lobbyMessage.ts";
import { namesOf } from "../names.ts";
import { account, region } from "../synth/answers.ts";
import { type Rule, unless, unlike, unlikeInputs, unlikeLists } from "./rule.ts";

const wired = Object.entries(wiring.webSocketRoutes) as [string, RouteWiring][];
const socketOf = (graph: Graph) => graph.one("apigatewayv2.Api", "Socket");

function ofSocket(graph: Graph, kind: string): readonly Resource[] {
  const api = namesOf(graph.stage).prefix;
  return graph.all(`apigatewayv2.${kind}`).filter(({ inputs }) => inputs.apiId === `${api}-socket`);
}

export function routeOf(graph: Graph, key: string) {
  const route = ofSocket(graph, "Route").find(({ inputs }) => inputs.routeKey === key);
  const integration = ofSocket(graph, "Integration").find(
    ({ name }) => route?.inputs.target === `integrations/${name}`,
  );
  return { route, integration };
}

const messagesPerSecond: Readonly<Record<string, number>> = {
  join: 2000,
  leave: 1000,
  $disconnect: 2000,
  ping: 2000,
  $default: 100,
};

/** A frame that tries to speak for another connection. */
const frame = {
  connectionId: "KfSTfeR+oAMC/Iw=",
  requestTimeEpoch: 1763636400000,
  body: '{"action":"join","room":"demo","key":"ö & \\"%\\"","connectionId":"another","sentAtMs":1}',
};

export const socketRules: readonly Rule[] = [
  {
    name: "the socket has the routes of the wiring, chosen by the frame's action",
    broken: (graph) => [
      ...unlikeInputs(socketOf(graph), "the socket", {
        name: `${namesOf(graph.stage).prefix}-socket`,
        protocolType: "WEBSOCKET",
        routeSelectionExpression: "$request.body.action",
      }),
      ...unlikeLists(
        "the socket",
        ofSocket(graph, "Route").map(({ inputs }) => String(inputs.routeKey)),
        wired.map(([key]) => key),
      ),
    ],
  },
  {
    name: "joins, leaves and disconnects go straight into the Lobby, without a function",
    broken: (graph) =>
      wired.flatMap(([key, route]) => {
        if (route.to !== "queue") return [];
        return unlikeInputs(routeOf(graph, key).integration, key, {
          integrationType: "AWS",
          integrationMethod: "POST",
          integrationUri: `arn:aws:apigateway:${region}:sqs:path/${account}/${namesOf(graph.stage).queue(route.queue)}`,
          credentialsArn: namesOf(graph.stage).roleArn("socket"),
          passthroughBehavior: "NEVER",
          requestParameters: {
            "integration.request.header.Content-Type": "'application/x-www-form-urlencoded'",
          },
          templateSelectionExpression: "\\$default",
        });
      }),
  },
  {
    name: "what the gateway writes is the Lobby's message, and no frame speaks for another connection",
    broken: (graph) =>
      wired.flatMap(([key, route]) => {
        if (route.to !== "queue") return [];
        const templates = routeOf(graph, key).integration?.inputs.requestTemplates as
          | Record<string, string>
          | undefined;
        const { connectionId, requestTimeEpoch: sentAtMs, body } = frame;
        const expected = { action: route.action, connectionId, sentAtMs };
        const written =
          templates?.$default === undefined ? undefined : messageWrittenBy(templates.$default, frame);
        return unlike(
          `${key}: the message`,
          written,
          route.action === "disconnect" ? expected : { frame: JSON.parse(body), ...expected },
        );
      }),
  },
  {
    name: "pings and what is no message are answered by the gateway itself",
    broken: (graph) =>
      wired.flatMap(([key, route]) => {
        if (route.to !== "reply") return [];
        const { route: found, integration } = routeOf(graph, key);
        const response = ofSocket(graph, "IntegrationResponse").find(
          ({ inputs }) => inputs.integrationId === integration?.name,
        );
        const { "200": answer = "{}" } = (response?.inputs.responseTemplates ?? {}) as Record<string, string>;
        return [
          ...unlikeInputs(integration, key, {
            integrationType: "MOCK",
            templateSelectionExpression: "200",
            requestTemplates: { "200": '{"statusCode":200}' },
          }),
          ...unlikeInputs(found, key, { routeResponseSelectionExpression: "$default" }),
          ...unlikeInputs(response, `${key}: the answer`, {
            integrationResponseKey: "/200/",
            templateSelectionExpression: "200",
          }),
          ...unlike(`${key}: the answer`, JSON.parse(answer), route.reply),
          ...unless(
            ofSocket(graph, "RouteResponse").some(
              ({ inputs }) => inputs.routeId === found?.name && inputs.routeResponseKey === "$default",
            ),
            `${key}: the answer is not sent back`,
          ),
        ];
      }),
  },
  {
    name: "every route is throttled by itself, and nothing that comes is written into a log",
    broken: (graph) => {
      const stage = graph.one("apigatewayv2.Stage", "SocketStage");
      const settings = (stage?.inputs.routeSettings ?? []) as Record<string, unknown>[];
      return [
        ...wired.flatMap(([routeKey]) => {
          const limit = messagesPerSecond[routeKey];
          const setting = settings.find((one) => one.routeKey === routeKey);
          // Nothing but this: what else could be set here logs what visitors send.
          return unlike(routeKey, setting, {
            routeKey,
            throttlingRateLimit: limit,
            throttlingBurstLimit: limit,
          });
        }),
        ...unless(settings.length === wired.length, "a route is set twice, or is none"),
        ...unlike("what holds for all routes", stage?.inputs.defaultRouteSettings, undefined),
        // A setting for a route that is not there yet is refused.
        ...ofSocket(graph, "Route").flatMap((route) =>
          unless(stage?.dependencies.includes(route.urn) === true, `the stage may come before ${route.name}`),
        ),
      ];
    },
  },
  {
    name: "the socket is where functions push to, and where the site's own /ws leads",
    broken: (graph) =>
      unlikeInputs(graph.one("apigatewayv2.Stage", "SocketStage"), "the stage", {
        apiId: `${namesOf(graph.stage).prefix}-socket`,
        name: "ws",
        autoDeploy: true,
      }),
  },
];
