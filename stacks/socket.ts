import { wiring } from "../packages/functions/src/wiring.ts";
import { named, region } from "./names.ts";
import { reply, sendToQueue } from "./socketRoutes.ts";

/** The stage's name is the path on the site's own domain, so that CloudFront hands requests on as they are. */
const path = "ws";

export const socket = new aws.apigatewayv2.Api("Socket", {
  name: named("socket"),
  protocolType: "WEBSOCKET",
  routeSelectionExpression: "$request.body.action",
});

/** A second's messages on each route, of all connections together; a crowd that connects anew sends one join each. */
const messagesPerSecondMax = { join: 2000, leave: 1000, $disconnect: 2000, ping: 2000, $default: 100 };

const routes = Object.entries(wiring.webSocketRoutes).map(([key, route]) =>
  route.to === "queue" ? sendToQueue(socket, key, route) : reply(socket, key, route.reply),
);

export const socketStage = new aws.apigatewayv2.Stage(
  "SocketStage",
  {
    apiId: socket.id,
    name: path,
    autoDeploy: true,
    routeSettings: Object.entries(messagesPerSecondMax).map(([routeKey, rate]) => ({
      routeKey,
      throttlingRateLimit: rate,
      throttlingBurstLimit: rate,
    })),
  },
  // A setting for a route that is not there yet is refused.
  { dependsOn: routes.flat() },
);

/** Where functions push to a connection. */
export const connectionsEndpoint = $interpolate`https://${socket.id}.execute-api.${region}.amazonaws.com/${path}`;
/** What IAM calls a push to any connection of this API. */
export const connectionsArn = $interpolate`${socket.executionArn}/${path}/POST/@connections/*`;
