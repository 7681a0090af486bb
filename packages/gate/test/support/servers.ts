import { once } from "node:events";
import type { AddressInfo } from "node:net";
import type { ServerType } from "@hono/node-server";

export async function addressOfServer(server: ServerType): Promise<string> {
  if (server.address() === null) await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export async function closed(server: ServerType): Promise<void> {
  if ("closeAllConnections" in server) server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
