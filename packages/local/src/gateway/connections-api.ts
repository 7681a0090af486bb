// API Gateway's Management API: what the SDK's ApiGatewayManagementApi client calls.
import type { IncomingMessage, ServerResponse } from "node:http";
import { local } from "../limits.ts";
import { AwsError, readBody } from "../services/aws-json.ts";
import { type ListeningServer, listenInside } from "../services/http-server.ts";
import type { Connections } from "./connections.ts";

/** Inside the machine only: whoever can call this can speak to every visitor. */
export async function startConnectionsApi(connections: Connections): Promise<ListeningServer> {
  const inside = await listenInside((request, response) => void answer(connections, request, response));
  return { ...inside, url: `${inside.url}/local` };
}

async function answer(
  connections: Connections,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const body = await readBody(request);
    reply(response, 200, perform(connections, request, body));
  } catch (error) {
    const known = error instanceof AwsError ? error : new AwsError("InternalServerError", String(error), 500);
    reply(response, known.status, { message: known.message }, { "x-amzn-errortype": known.type });
  }
}

function perform(connections: Connections, request: IncomingMessage, body: Buffer): unknown {
  const path = decodeURIComponent(request.url?.split("?", 1)[0] ?? "");
  const id = /\/@connections\/([^/]+)$/.exec(path)?.[1];
  if (id === undefined) throw new AwsError("NotFoundException", "Not Found", 404);
  const connection = connections.get(id);
  if (!connection) throw new AwsError("GoneException", "Gone", 410);
  switch (request.method) {
    case "POST":
      if (body.byteLength > local.pushBytesMax) {
        throw new AwsError("PayloadTooLargeException", "Payload too large", 413);
      }
      if (!connection.send(body)) throw new AwsError("GoneException", "Gone", 410);
      return undefined;
    case "DELETE":
      connection.socket.close(1000);
      return undefined;
    case "GET":
      return {
        connectedAt: new Date(connection.openedAtMs).toISOString(),
        lastActiveAt: new Date(connection.lastActiveAtMs).toISOString(),
        identity: {},
      };
    default:
      throw new AwsError("MethodNotAllowedException", "Method Not Allowed", 405);
  }
}

function reply(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  const text = body === undefined ? "" : JSON.stringify(body);
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}
