import { request } from "node:http";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import type { Gate } from "../../src/index.ts";
import { addressOfServer, closed } from "./servers.ts";

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** A site behind the gate, over real HTTP. What reaches it is answered with its secret. */
export interface Site {
  readonly url: string;
  /** The gate is put in front of it when both addresses are known. */
  gate: Gate | undefined;
  /** Paths that reached the site. */
  readonly reached: string[];
  /** Sends a request as it is written: dots and slashes in the path, and any Host. */
  send(path: string, headers?: Record<string, string>, method?: string): Promise<Answered>;
  stop(): Promise<void>;
}

export const secret = "what only visitors may see";

export async function startSite(): Promise<Site> {
  const reached: string[] = [];
  const pages = new Hono().all("*", (c) => {
    reached.push(c.req.path);
    return c.text(secret, 200, {
      "cache-control": "public, max-age=3600",
      "cdn-cache-control": "max-age=3600",
    });
  });
  const server = serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch(request) {
      if (site.gate === undefined) throw new Error("The site has no gate yet.");
      return site.gate.handle(request, (asked) => pages.fetch(asked));
    },
  });
  const url = await addressOfServer(server);
  const site: Site = {
    url,
    gate: undefined,
    reached,
    send: (path, headers, method) => sendRaw(url, path, headers, method),
    stop: () => closed(server),
  };
  return site;
}

export function sendRaw(
  url: string,
  path: string,
  headers: Record<string, string> = {},
  method = "GET",
): Promise<Answered> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const sent = request(
      { hostname, port, path, method, headers: { accept: "text/html", ...headers } },
      (response) => {
        let body = "";
        response.setEncoding("utf8").on("data", (chunk) => {
          body += chunk;
        });
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, headers: headersOf(response.rawHeaders), body }),
        );
      },
    );
    sent.on("error", reject).end();
  });
}

function headersOf(raw: readonly string[]): Headers {
  const headers = new Headers();
  for (let at = 0; at + 1 < raw.length; at += 2) headers.append(raw[at] ?? "", raw[at + 1] ?? "");
  return headers;
}
