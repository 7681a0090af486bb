import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import dynalite from "dynalite";
import { actionOf, readBody, sendJson } from "./aws-json.ts";
import { type DynaliteStore, keepInMemory, makingStore, rememberTables } from "./dynalite-inside.ts";
import { type ListeningServer, listenOn } from "./http-server.ts";
import { batchExecuteStatement, type Request, ValidationError } from "./partiql.ts";

/** In memory, or in a LevelDB folder, which only one process can have open. */
export function serveDynamoDb(path: string | undefined): Promise<ListeningServer> {
  const [server, store] = makingStore(() =>
    dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0, ...(path !== undefined && { path }) }),
  );
  rememberTables(store);
  if (path === undefined) keepInMemory(store);
  const [handle] = server.listeners("request") as [RequestListener];
  server.removeAllListeners("request");
  server.on("request", (request, response) => {
    if (actionOf(request) === "BatchExecuteStatement") void executeStatements(store, request, response);
    else handle(forgiving(request, response), response);
  });
  server.keepAliveTimeout = 60_000;
  return listenOn(server, 0, "127.0.0.1");
}

async function executeStatements(
  store: DynaliteStore,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const body = JSON.parse((await readBody(request)).toString("utf8")) as Request;
    sendJson(response, 200, await batchExecuteStatement(store, body));
  } catch (error) {
    const isWrong = error instanceof ValidationError;
    const type = isWrong
      ? "com.amazon.coral.validate#ValidationException"
      : "com.amazonaws.dynamodb.v20120810#InternalServerError";
    sendJson(response, isWrong ? 400 : 500, { __type: type, message: String(error) });
  }
}

/** dynalite throws, and so ends everything, when a client hangs up in the middle of a request. */
function forgiving(request: IncomingMessage, response: ServerResponse): IncomingMessage {
  const on = request.on.bind(request);
  request.on = ((event: string, listener: (...args: unknown[]) => void) =>
    on(event, event === "error" ? () => response.destroy() : listener)) as typeof request.on;
  return request;
}
