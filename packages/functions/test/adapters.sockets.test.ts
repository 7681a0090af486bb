import { ApiGatewayManagementApiClient } from "@aws-sdk/client-apigatewaymanagementapi";
import type { Sockets } from "@fairline/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { gatewaySockets } from "../src/adapters/sockets.ts";
import { type ConnectionsEndpoint, startConnectionsEndpoint } from "./connectionsEndpoint.ts";

let endpoint: ConnectionsEndpoint;
let sockets: Sockets;

const clientOf = (url: string) =>
  new ApiGatewayManagementApiClient({
    endpoint: url,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 3,
  });

beforeAll(async () => {
  endpoint = await startConnectionsEndpoint();
  sockets = gatewaySockets(clientOf(endpoint.url));
});
afterAll(() => endpoint.close());

const end = { type: "end", room: "demo", number: 7, outcome: "left" } as const;
const error = { type: "error", code: "bad_message", message: "¿Cómo? 대기열 ✓" } as const;

test("a message reaches an open connection as it is, whatever its script, and in order", async () => {
  expect(await sockets.send("L0SM9cOFvHcCIhw=", end)).toBe("sent");
  expect(await sockets.send("L0SM9cOFvHcCIhw=", error)).toBe("sent");
  expect(endpoint.frames("L0SM9cOFvHcCIhw=")).toEqual([end, error]);
});

test("T5 a connection that has been closed is gone", async () => {
  endpoint.hangUp("closed");
  expect(await sockets.send("closed", end)).toBe("gone");
});

test("T5 an id that the gateway never gave out is gone, too", async () => {
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
