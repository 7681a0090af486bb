import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import dynalite from "dynalite";
import { actionOf, readBody, sendJson } from "./aws-json.ts";
import { answerTo } from "./database.ts";
import { type DynaliteStore, keepInMemory, makingStore, rememberTables } from "./dynalite-inside.ts";
import { type ListeningServer, listenOn } from "./http-server.ts";

export interface ServedDatabase {
  readonly server: ListeningServer;
  readonly store: DynaliteStore;
}

/** In memory, or in a LevelDB folder, which only one process can have open. */
export async function serveDynamoDb(path: string | undefined): Promise<ServedDatabase> {
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
  return { server: await listenOn(server, 0, "127.0.0.1"), store };
}

async function executeStatements(
  store: DynaliteStore,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const input: unknown = JSON.parse((await readBody(request)).toString("utf8"));
    const { status, body } = await answerTo(store, actionOf(request), input);
    sendJson(response, status, body);
  } catch (error) {
    const type = "com.amazon.coral.service#SerializationException";
    sendJson(response, 400, { __type: type, message: String(error) });
  }
}

/** dynalite throws, and so ends everything, when a client hangs up in the middle of a request. */
function forgiving(request: IncomingMessage, response: ServerResponse): IncomingMessage {
  const on = request.on.bind(request);
  request.on = ((event: string, listener: (...args: unknown[]) => void) =>
    on(event, event === "error" ? () => response.destroy() : listener)) as typeof request.on;
  return request;
}
