import { once } from "node:events";
import { ApiGatewayManagementApiClient } from "@aws-sdk/client-apigatewaymanagementapi";
import type { Sockets } from "@fairline/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { type Gateway, startGateway } from "../../local/src/gateway/gateway.ts";
import { silentLog } from "../../local/test/fakes.ts";
import { gatewaySockets } from "../src/adapters/sockets.ts";
import { type LobbyMessage, wiring } from "../src/wiring.ts";
import { type ConnectionsEndpoint, startConnectionsEndpoint } from "./connectionsEndpoint.ts";
import { socketsContract } from "./contract/sockets.ts";
import { until } from "./until.ts";

const clientOf = (url: string) =>
  new ApiGatewayManagementApiClient({
    endpoint: url,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 3,
  });

let gateway: Gateway | undefined;
afterAll(async () => {
  await gateway?.closeSockets();
  await gateway?.stop();
});

/** The gateway of one machine, with browsers that only listen. */
socketsContract("through the gateway", async () => {
  const queued: LobbyMessage[] = [];
  const browsers = new Map<string, { socket: WebSocket; heard: unknown[] }>();
  const started = await startGateway({
    host: "127.0.0.1",
    port: 0,
    routes: wiring.webSocketRoutes,
    log: silentLog,
  });
  gateway = started;
  started.open({
    api: { fetch: () => new Response() },
    pages: () => undefined,
    enqueue: async (message) => void queued.push(message),
  });
  return {
    sockets: gatewaySockets(clientOf(started.connectionsEndpoint)),
    async open() {
      const socket = new WebSocket(`ws://127.0.0.1:${started.port}/ws`);
      const heard: unknown[] = [];
      socket.on("message", (data) => heard.push(JSON.parse(data.toString())));
      await once(socket, "open");
      // A browser never learns the id of its connection; the queue does, with what the browser sends.
      const mark = `browser ${browsers.size + 1}`;
      socket.send(JSON.stringify({ action: "join", mark }));
      const isMine = ({ frame }: LobbyMessage) => (frame as { mark?: string } | undefined)?.mark === mark;
      const { connectionId = "" } = await until("the join", () => queued.find(isMine));
      browsers.set(connectionId, { socket, heard });
      return connectionId;
    },
    async close(connection) {
      browsers.get(connection)?.socket.close();
      const isGone = ({ action, connectionId }: LobbyMessage) =>
        action === "disconnect" && connectionId === connection;
      await until("the disconnect", () => queued.some(isGone));
    },
    async heard(connection, count) {
      const heard = browsers.get(connection)?.heard ?? [];
      await until(`${count} messages`, () => heard.length >= count);
      return heard;
    },
  };
});

describe("sockets of API Gateway, beyond their port", () => {
  const end = { type: "end", room: "demo", number: 7, outcome: "left" } as const;
  let endpoint: ConnectionsEndpoint;
  let sockets: Sockets;
  beforeAll(async () => {
    endpoint = await startConnectionsEndpoint();
    sockets = gatewaySockets(clientOf(endpoint.url));
  });
  afterAll(() => endpoint.close());

  test("T5 an id that the gateway refuses as none is gone, too", async () => {
    expect(await sockets.send("no id of a gateway!", end)).toBe("gone");
  });

  test("a failure inside the gateway is tried again, and one that stays is an error, not an absence", async () => {
    endpoint.fail("troubled", 1);
    expect(await sockets.send("troubled", end)).toBe("sent");
    endpoint.fail("troubled", 9);
    await expect(sockets.send("troubled", end)).rejects.toThrow("InternalServerError");
    expect(endpoint.frames("troubled")).toEqual([end]);
  });

  test("a gateway that cannot be reached is an error, not an absence", async () => {
    const closed = await startConnectionsEndpoint();
    await closed.close();
    await expect(gatewaySockets(clientOf(closed.url)).send("anybody", end)).rejects.toThrow();
  });
});
