import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import dynalite from "dynalite";
import { type ListeningServer, listenOn } from "./http-server.ts";

/** In memory, or in a LevelDB folder, which only one process can have open. */
export function serveDynamoDb(path: string | undefined): Promise<ListeningServer> {
  const server = dynalite({
    createTableMs: 0,
    deleteTableMs: 0,
    updateTableMs: 0,
    ...(path !== undefined && { path }),
  });
  const [handle] = server.listeners("request") as [RequestListener];
  server.removeAllListeners("request");
  server.on("request", (request, response) => handle(forgiving(request, response), response));
  server.keepAliveTimeout = 60_000;
  return listenOn(server, 0, "127.0.0.1");
}

/** dynalite throws, and so ends everything, when a client hangs up in the middle of a request. */
function forgiving(request: IncomingMessage, response: ServerResponse): IncomingMessage {
  const on = request.on.bind(request);
  request.on = ((event: string, listener: (...args: unknown[]) => void) =>
    on(event, event === "error" ? () => response.destroy() : listener)) as typeof request.on;
  return request;
}
