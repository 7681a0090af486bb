import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** SST's components ask the command that started them to build functions and to prepare the account; here nothing is. */
export async function startSstServer(bundle: string): Promise<void> {
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      const { id, method, params } = JSON.parse(body);
      const result = method === "Runtime.Build" ? built(params, bundle) : { asset: "assets", state: "state" };
      // A connection that is kept open would keep the process from being idle.
      response.setHeader("connection", "close");
      response.end(JSON.stringify({ jsonrpc: "2.0", id, result }));
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  server.unref();
  process.env.SST_SERVER = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function built(params: readonly [{ handler: string }], out: string) {
  return { handler: params[0].handler, out, errors: [], sourcemaps: [] };
}
