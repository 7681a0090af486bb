import { createServer } from "node:http";
import type { LobbyMessage } from "@fairline/functions/wiring.ts";
import { getRequestListener } from "@hono/node-server";
import type { Context } from "hono";
import { local } from "../limits.ts";
import type { Logger } from "../log.ts";
import { listenOn } from "../services/http-server.ts";
import { UsageError } from "../usage-error.ts";
import type { Connections } from "./connections.ts";
import { startConnectionsApi } from "./connections-api.ts";
import { createHttpApp, type HttpApi } from "./http.ts";
import { countRequests } from "./requests.ts";
import { attachWebSockets, type Routes } from "./websocket.ts";

export interface GatewayOptions {
  readonly host: string;
  readonly port: number;
  readonly routes: Routes;
  readonly log: Logger;
}

/** What the gateway needs of the machine, once that is there. */
export interface Behind {
  readonly api: HttpApi;
  readonly pages: (context: Context) => Response | undefined;
  readonly enqueue: (message: LobbyMessage) => Promise<void>;
}

export interface Gateway {
  readonly port: number;
  readonly connectionsEndpoint: string;
  readonly connections: Connections;
  /** From now on it answers, and `/healthz` says so. */
  open(behind: Behind): void;
  /** Closes every WebSocket with 1001 and takes no new ones. */
  closeSockets(): Promise<void>;
  /** Resolves when the API has answered whatever was asked of it. */
  answered(): Promise<void>;
  stop(): Promise<void>;
}

/** Binds the public port at once and refuses until `open`: a taken port is known before anything is started. */
export async function startGateway({ host, port, routes, log }: GatewayOptions): Promise<Gateway> {
  let behind: Behind | undefined;
  const requests = countRequests();
  let closing = false;
  const ready = () => behind !== undefined && !closing;
  const app = createHttpApp({ ready, api: () => behind?.api, pages: () => behind?.pages });
  const server = createServer(getRequestListener(app.fetch));
  const sockets = attachWebSockets(server, {
    routes,
    ready,
    log,
    enqueue: async (message) => behind?.enqueue(message),
  });
  const inside = await startConnectionsApi(sockets.connections);
  const outside = await listenOn(server, port, host).catch(async (error: NodeJS.ErrnoException) => {
    sockets.stop();
    await inside.close();
    throw new UsageError(cannotListen(error, host, port));
  });

  return {
    port: outside.port,
    connectionsEndpoint: inside.url,
    connections: sockets.connections,
    open(given) {
      behind = { ...given, api: requests.counting(given.api) };
    },
    async closeSockets() {
      closing = true;
      sockets.stop();
      const untilMs = Date.now() + local.stopSocketsMsMax;
      while (sockets.connections.size > 0 && Date.now() < untilMs) {
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      for (const { socket } of sockets.connections.all()) socket.terminate();
    },
    answered: requests.answered,
    async stop() {
      closing = true;
      await Promise.all([outside.close(), inside.close()]);
    },
  };
}

function cannotListen(error: NodeJS.ErrnoException, host: string, port: number): string {
  switch (error.code) {
    case "EADDRINUSE":
      return `--port ${port}: something else is listening on ${host}:${port} (try --port 0 for a free one)`;
    case "EACCES":
      return `--port ${port}: not allowed to listen on ${host}:${port}`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `--host ${host}: this machine has no such address`;
    default:
      return `--port ${port}: ${error.message}`;
  }
}
