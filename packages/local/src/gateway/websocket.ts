import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import type { ErrorCode } from "@fairline/core";
import type { LobbyMessage, RouteWiring } from "@fairline/functions/wiring.ts";
import { type RawData, type WebSocket, WebSocketServer } from "ws";
import { local } from "../limits.ts";
import type { Logger } from "../log.ts";
import { Connection, Connections } from "./connections.ts";

export type Routes = Readonly<Record<string, RouteWiring>>;

export interface WebSocketOptions {
  readonly routes: Routes;
  /** Puts a message into the queue that a route names; rejects when the queue refuses. */
  readonly enqueue: (message: LobbyMessage) => Promise<void>;
  readonly ready: () => boolean;
  readonly log: Logger;
}

export interface WebSocketGateway {
  readonly connections: Connections;
  /** Closes every connection with 1001; each still gets its `$disconnect`. */
  stop(): void;
}

/** The WebSocket API: routes chosen by what the frame says, straight into a queue, without a function. */
export function attachWebSockets(server: Server, options: WebSocketOptions): WebSocketGateway {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: local.frameBytesHardMax,
    perMessageDeflate: false,
    clientTracking: false,
  });
  const connections = new Connections();

  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on("error", () => socket.destroy());
    const path = request.url?.split("?", 1)[0];
    if (path !== "/ws") return refuse(socket, "404 Not Found");
    if (!options.ready()) return refuse(socket, "503 Service Unavailable");
    sockets.handleUpgrade(request, socket, head, (opened) => accept(opened, connections, options));
  });

  const keepAlive = setInterval(() => checkAll(connections), local.keepAliveMs);
  return {
    connections,
    stop() {
      clearInterval(keepAlive);
      for (const { socket } of connections.all()) socket.close(1001, "The server is going away.");
    },
  };
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function accept(socket: WebSocket, connections: Connections, options: WebSocketOptions): void {
  const connection = new Connection(socket);
  connections.add(connection);
  const active = () => {
    connection.lastActiveAtMs = Date.now();
  };
  socket.on("message", (data, isBinary) => {
    active();
    void receive(connection, data, isBinary, options);
  });
  socket.on("ping", active);
  socket.on("pong", () => {
    connection.alive = true;
  });
  // A broken frame or one above the hard limit: `ws` closes the connection with the right code by itself.
  socket.on("error", () => {});
  socket.on("close", () => {
    connections.delete(connection);
    const { $disconnect } = options.routes;
    if ($disconnect?.to !== "queue") return;
    options
      .enqueue({ action: $disconnect.action, connectionId: connection.id, sentAtMs: Date.now() })
      .catch((error) => options.log.warn({ error: String(error) }, "A disconnect was not queued"));
  });
}

async function receive(
  connection: Connection,
  data: RawData,
  isBinary: boolean,
  options: WebSocketOptions,
): Promise<void> {
  const refusal = refusalOf(connection, data, isBinary);
  if (refusal) return refuseFrame(connection, ...refusal);

  const frame = parse(data.toString());
  const route = routeOf(frame, options.routes);
  if (route?.to === "reply") {
    if (route.reply.type === "error") connection.refused += 1;
    connection.send(JSON.stringify(route.reply));
    return;
  }
  if (route?.to !== "queue") return;
  const { action } = route;
  try {
    await options.enqueue({ action, connectionId: connection.id, sentAtMs: Date.now(), frame });
  } catch (error) {
    options.log.warn({ error: String(error) }, `A ${action} was not queued`);
    sendError(connection, "unavailable", "The room cannot take this just now. Try again in a moment.");
  }
}

function refusalOf(
  connection: Connection,
  data: RawData,
  isBinary: boolean,
): [ErrorCode, string] | undefined {
  if (!connection.bucket.take(Date.now())) {
    return ["rate_limited", `At most ${local.framesPerSecondMax} messages a second.`];
  }
  if (isBinary) return ["bad_message", "Expected a text frame."];
  if ((data as Buffer).byteLength > local.frameBytesMax) {
    return ["too_large", `A message has at most ${local.frameBytesMax} bytes.`];
  }
  return undefined;
}

function refuseFrame(connection: Connection, code: ErrorCode, message: string): void {
  connection.refused += 1;
  if (connection.refused > local.framesRefusedMax) {
    connection.socket.close(1008, "Too many refused messages.");
    return;
  }
  sendError(connection, code, message);
}

function sendError(connection: Connection, code: ErrorCode, message: string): void {
  connection.send(JSON.stringify({ type: "error", code, message }));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Routes that begin with `$` are the gateway's own: no client can call them by name. */
function routeOf(frame: unknown, routes: Routes): RouteWiring | undefined {
  const action = (frame as { action?: unknown } | null | undefined)?.action;
  const known = typeof action === "string" && !action.startsWith("$") && Object.hasOwn(routes, action);
  return known ? routes[action] : routes.$default;
}

/** Ends connections whose client has vanished, is idle for too long, or has been here for API Gateway's maximum. */
function checkAll(connections: Connections): void {
  const nowMs = Date.now();
  for (const connection of connections.all()) {
    const { socket } = connection;
    if (!connection.alive) socket.terminate();
    else if (nowMs - connection.openedAtMs > local.connectionMsMax) socket.close(1001, "Going away");
    else if (nowMs - connection.lastActiveAtMs > local.idleMsMax) socket.close(1001, "Idle");
    else {
      connection.alive = false;
      socket.ping();
    }
  }
}
