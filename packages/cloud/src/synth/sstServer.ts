import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** What SST is asked to build. */
export interface Build {
  readonly handler: string;
  /** The function's `nodejs`. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/**
 * SST's components ask the command that started them to build functions and to prepare the account; here nothing is.
 * What they ask for is told.
 */
export async function startSstServer(bundle: string, asked: (build: Build) => void): Promise<void> {
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      const { id, method, params } = JSON.parse(body);
      const isBuild = method === "Runtime.Build";
      if (isBuild) asked(params[0]);
      const result = isBuild ? built(params, bundle) : { asset: "assets", state: "state" };
      // A connection that is kept open would keep the process from being idle.
      response.setHeader("connection", "close");
      response.end(JSON.stringify({ jsonrpc: "2.0", id, result }));
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  server.unref();
  process.env.SST_SERVER = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function built(params: readonly [Build], out: string) {
  return { handler: params[0].handler, out, errors: [], sourcemaps: [] };
}
