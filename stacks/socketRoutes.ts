import type { RouteWiring } from "../packages/functions/src/wiring.ts";
import { lobbyTemplate } from "./lobbyTemplate.ts";
import { account, partition, region } from "./names.ts";
import { queues } from "./queues.ts";
import { allow, makeRole } from "./role.ts";

type Api = aws.apigatewayv2.Api;

/** Of API Gateway itself: it may put messages into the Lobby, and nothing else. */
const { role } = makeRole("Socket", "apigateway.amazonaws.com", [
  allow(["sqs:SendMessage"], queues.Lobby.live.arn),
]);

/** `$disconnect` → `SocketDisconnect` */
function logicalName(key: string): string {
  const word = key.replace("$", "");
  return `Socket${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}

/** A route that puts what came into the queue, without a function. */
export function sendToQueue(api: Api, key: string, route: Extract<RouteWiring, { to: "queue" }>) {
  const name = logicalName(key);
  const queue = queues[route.queue].live;
  const integration = new aws.apigatewayv2.Integration(`${name}Integration`, {
    apiId: api.id,
    integrationType: "AWS",
    integrationMethod: "POST",
    integrationUri: $interpolate`arn:${partition}:apigateway:${region}:sqs:path/${account}/${queue.name}`,
    credentialsArn: role.arn,
    passthroughBehavior: "NEVER",
    requestParameters: { "integration.request.header.Content-Type": "'application/x-www-form-urlencoded'" },
    templateSelectionExpression: "\\$default",
    requestTemplates: { $default: lobbyTemplate(route.action) },
  });
  return [
    new aws.apigatewayv2.Route(`${name}Route`, {
      apiId: api.id,
      routeKey: key,
      target: $interpolate`integrations/${integration.id}`,
    }),
  ];
}

/** A route that answers by itself, always the same. */
export function reply(api: Api, key: string, message: Readonly<Record<string, string>>) {
  const name = logicalName(key);
  const integration = new aws.apigatewayv2.Integration(`${name}Integration`, {
    apiId: api.id,
    integrationType: "MOCK",
    templateSelectionExpression: "200",
    requestTemplates: { "200": '{"statusCode":200}' },
  });
  const response = new aws.apigatewayv2.IntegrationResponse(`${name}IntegrationResponse`, {
    apiId: api.id,
    integrationId: integration.id,
    integrationResponseKey: "/200/",
    templateSelectionExpression: "200",
    responseTemplates: { "200": JSON.stringify(message) },
  });
  const route = new aws.apigatewayv2.Route(`${name}Route`, {
    apiId: api.id,
    routeKey: key,
    routeResponseSelectionExpression: "$default",
    target: $interpolate`integrations/${integration.id}`,
  });
  const routeResponse = new aws.apigatewayv2.RouteResponse(`${name}RouteResponse`, {
    apiId: api.id,
    routeId: route.id,
    routeResponseKey: "$default",
  });
  return [response, route, routeResponse];
}
