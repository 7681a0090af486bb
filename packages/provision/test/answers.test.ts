import { ListRolePoliciesCommand } from "@aws-sdk/client-iam";
import { GetFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { ListStateMachinesCommand } from "@aws-sdk/client-sfn";
import { describe, expect, test } from "vitest";
import { isAbsent, isMissing, isSilence } from "../src/answers.ts";
import { connect } from "../src/clients.ts";
import { credentials } from "./support/desk.ts";
import { serveSameAnswer } from "./support/sameAnswer.ts";

const endpoint = serveSameAnswer();

const ask = {
  lambda: () => endpoint.clients.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "admit" })),
  states: () => endpoint.clients.sfn.send(new ListStateMachinesCommand({})),
  iam: () => endpoint.clients.iam.send(new ListRolePoliciesCommand({ RoleName: "admit" })),
};
type Service = keyof typeof ask;

async function meaningOf(service: Service, status: number, type: string, body: string) {
  endpoint.answer = { status, type, body };
  const error = await ask[service]().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  const meanings = { absent: isAbsent(error), missing: isMissing(error), silence: isSilence(error) };
  return Object.entries(meanings).flatMap(([meaning, holds]) => (holds ? [meaning] : []));
}

const json = "application/json";
const xml = (code: string) => `<ErrorResponse><Error><Code>${code}</Code></Error></ErrorResponse>`;

describe("what an answer means", () => {
  test.each<[string, Service, number, string, string, string[]]>([
    ["501 by name", "lambda", 501, json, '{"__type":"InternalFailure"}', ["missing"]],
    ["501 in XML", "iam", 501, "text/xml", xml("InternalFailure"), ["missing"]],
    ["a page that is not found", "lambda", 404, "text/html", "<html>Not Found</html>", ["missing"]],
    ["a page, asked by a form", "iam", 404, "text/html", "<html>Not Found</html>", ["missing"]],
    ["404 without a name", "states", 404, json, '{"message":"Not Found"}', ["missing"]],
    ["an unknown operation", "states", 400, json, '{"__type":"UnknownOperationException"}', ["missing"]],
    ["an invalid action", "iam", 400, "text/xml", xml("InvalidAction"), ["missing"]],
    ["another service's language", "iam", 400, json, '{"__type":"SomeException"}', ["missing"]],
    [
      "not implemented, as an error of its own",
      "lambda",
      500,
      json,
      '{"message":"not yet implemented"}',
      ["missing"],
    ],
    ["the thing is not there", "lambda", 404, json, '{"__type":"ResourceNotFoundException"}', ["absent"]],
    ["the thing is not there, in XML", "iam", 404, "text/xml", xml("NoSuchEntity"), ["absent"]],
    ["a mistake in what was asked", "lambda", 400, json, '{"__type":"ValidationException"}', []],
    ["no permission", "lambda", 403, json, '{"__type":"AccessDeniedException"}', []],
  ])("%s", async (_, service, status, type, body, meaning) => {
    expect(await meaningOf(service, status, type, body)).toEqual(meaning);
  });

  test("nobody at the address is silence", async () => {
    const url = "http://127.0.0.1:1";
    const nobody = connect({ url, functionsUrl: url, region: "us-east-1" }, credentials);
    const error = await nobody.sfn.send(new ListStateMachinesCommand({})).catch((thrown: unknown) => thrown);
    nobody.destroy();
    expect([isSilence(error), isMissing(error)]).toEqual([true, false]);
  });
});
