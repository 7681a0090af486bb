import type { AddressInfo } from "node:net";
import { type ServerType, serve } from "@hono/node-server";
import type { Served } from "./site.ts";

/** A Fetch handler over real HTTP; it may be made when its address is known. */
export async function serveFetch(
  handlerOf: (url: string) => (request: Request) => Response | Promise<Response>,
): Promise<Served> {
  let handler: ((request: Request) => Response | Promise<Response>) | undefined;
  const server = serve({
    fetch: (request) => handler?.(request) ?? new Response(null, { status: 503 }),
    port: 0,
    hostname: "127.0.0.1",
  });
  const served = await listening(server);
  handler = handlerOf(served.url);
  return served;
}

export async function listening(server: ServerType): Promise<Served> {
  if (!server.listening) await new Promise((resolve) => server.once("listening", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ("closeAllConnections" in server) server.closeAllConnections();
      }),
  };
}
