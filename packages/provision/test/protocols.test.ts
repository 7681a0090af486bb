import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Clients, connect } from "../src/clients.ts";
import { ForeignEndpoint, requireProtocols } from "../src/protocols.ts";
import { credentials } from "./support/desk.ts";

let answer: { status: number; type: string; body: string };
let clients: Clients;
const server = createServer((request, response) => {
  request.resume();
  response.writeHead(answer.status, { "content-type": answer.type }).end(answer.body);
});

beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  clients = connect({ url, functionsUrl: url, region: "us-east-1" }, credentials);
});
afterAll(() => {
  clients.destroy();
  server.closeAllConnections();
  server.close();
});

const [page, json, problem] = ["text/html", "application/json", "application/problem+json"];

describe("whoever answers is foreign", () => {
  test.each([
    ["a page", 200, page, "<html>Welcome</html>"],
    ["a page that is not found", 404, page, "<html>Not Found</html>"],
    ["a page about an error", 500, page, "<html>Internal Server Error</html>"],
    ["nothing", 200, page, ""],
    ["nothing, and not found", 404, page, ""],
    ["an empty object to everything", 200, json, "{}"],
    ["an error without a name", 404, json, '{"message":"Not Found"}'],
    ["a problem, as Fairline's own API has it", 404, problem, '{"status":404,"code":"not_found"}'],
  ])("who says %s", async (_, status, type, body) => {
    answer = { status, type, body };
    await expect(requireProtocols(clients)).rejects.toThrow(ForeignEndpoint);
  });
});

describe("whoever answers speaks AWS's protocols", () => {
  test.each([
    ["an empty list of one service", 200, '{"TableNames":[]}'],
    ["that keys are refused", 403, '{"__type":"UnrecognizedClientException"}'],
    ["that an operation is unknown", 400, '{"__type":"UnknownOperationException"}'],
    ["that it is out of order, by name", 500, '{"__type":"InternalFailure"}'],
  ])("who says %s", async (_, status, body) => {
    answer = { status, type: json, body };
    await expect(requireProtocols(clients)).resolves.toBeUndefined();
  });
});
