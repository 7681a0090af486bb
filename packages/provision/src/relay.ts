import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { type LobbyMessage, type RouteWiring, wiring } from "@fairline/functions/wiring.ts";
import type { APIGatewayProxyWebsocketEventV2 } from "aws-lambda";

const sqs = new SQSClient();
const routes: Readonly<Record<string, RouteWiring>> = wiring.webSocketRoutes;

/** Every WebSocket route, where an endpoint has no service integrations: into the Lobby, or an answer. */
export async function handler(event: APIGatewayProxyWebsocketEventV2) {
  const { routeKey, connectionId, requestTimeEpoch } = event.requestContext;
  const route = routes[routeKey] ?? wiring.webSocketRoutes.$default;
  if (route.to === "reply") return { statusCode: 200, body: JSON.stringify(route.reply) };
  const message: LobbyMessage = {
    action: route.action,
    connectionId,
    sentAtMs: requestTimeEpoch,
    ...(route.action !== "disconnect" && { frame: readJson(event.body) }),
  };
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: process.env.LOBBY_QUEUE_URL,
      MessageBody: JSON.stringify(message),
    }),
  );
  return { statusCode: 200 };
}

/** What is no JSON is handed on as it is: `register` says what is wrong with it. */
function readJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return text;
  }
}
