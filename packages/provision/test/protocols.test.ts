import { describe, expect, test } from "vitest";
import { ForeignEndpoint, requireProtocols } from "../src/protocols.ts";
import { serveSameAnswer } from "./support/sameAnswer.ts";

const endpoint = serveSameAnswer();

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
    endpoint.answer = { status, type, body };
    await expect(requireProtocols(endpoint.clients)).rejects.toThrow(ForeignEndpoint);
  });
});

describe("whoever answers speaks AWS's protocols", () => {
  test.each([
    ["an empty list of one service", 200, '{"TableNames":[]}'],
    ["that keys are refused", 403, '{"__type":"UnrecognizedClientException"}'],
    ["that an operation is unknown", 400, '{"__type":"UnknownOperationException"}'],
    ["that it is out of order, by name", 500, '{"__type":"InternalFailure"}'],
  ])("who says %s", async (_, status, body) => {
    endpoint.answer = { status, type: json, body };
    await expect(requireProtocols(endpoint.clients)).resolves.toBeUndefined();
  });
});
