import { type ServerType, serve } from "@hono/node-server";
import { addressOfServer, closed } from "../support/servers.ts";
import type { Served } from "./site.ts";

type Handler = (request: Request) => Response | Promise<Response>;

/** A Fetch handler over real HTTP; it is made when its address is known. */
export async function serveFetch(handlerOf: (url: string) => Handler): Promise<Served> {
  let handler: Handler = () => new Response(null, { status: 503 });
  const served = await listening(
    serve({ fetch: (request) => handler(request), port: 0, hostname: "127.0.0.1" }),
  );
  handler = handlerOf(served.url);
  return served;
}

export async function listening(server: ServerType): Promise<Served> {
  return { url: await addressOfServer(server), close: () => closed(server) };
}
