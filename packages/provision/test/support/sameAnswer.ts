import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll } from "vitest";
import { type Clients, connect } from "../../src/clients.ts";
import { credentials } from "./desk.ts";

/** An endpoint that answers everything in the same way, and clients that speak to it, for the tests of one file. */
export interface SameAnswer {
  readonly clients: Clients;
  answer: { status: number; type: string; body: string };
}

export function serveSameAnswer(): SameAnswer {
  let clients: Clients | undefined;
  const served: SameAnswer = {
    answer: { status: 500, type: "text/plain", body: "" },
    get clients() {
      if (clients === undefined) throw new Error("The endpoint is there only when the first test begins.");
      return clients;
    },
  };
  const server = createServer((request, response) => {
    request.resume();
    const { status, type, body } = served.answer;
    response.writeHead(status, { "content-type": type }).end(body);
  });
  beforeAll(async () => {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    clients = connect({ url, functionsUrl: url, region: "us-east-1" }, credentials);
  });
  afterAll(() => {
    clients?.destroy();
    server.closeAllConnections();
    server.close();
  });
  return served;
}
