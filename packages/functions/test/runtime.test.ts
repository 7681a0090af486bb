import { expect, test } from "vitest";
import { newPassKey } from "../src/passKeys.ts";
import { fromEnvironment } from "../src/runtime.ts";

const whole = {
  TABLE_NAME: "table",
  LOBBY_QUEUE_URL: "http://sqs.test/lobby",
  TURNS_QUEUE_URL: "http://sqs.test/turns.fifo",
  TICKS_QUEUE_URL: "http://sqs.test/ticks",
  LOBBY_DEAD_QUEUE_URL: "http://sqs.test/lobby-dead",
  TURNS_DEAD_QUEUE_URL: "http://sqs.test/turns-dead.fifo",
  TICKS_DEAD_QUEUE_URL: "http://sqs.test/ticks-dead",
  VISIT_STATE_MACHINE_ARN: "visit",
  RETIRE_STATE_MACHINE_ARN: "retire",
  CONNECTIONS_ENDPOINT: "http://connections.test/ws",
  PASS_KEYS: JSON.stringify({ keys: [await newPassKey()] }),
  PASS_ISSUER: "fairline",
  ADMIN_TOKEN: "the-operators-token",
};

function errorOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return String(error);
  }
  return "none";
}

test("a function whose environment is whole has keys that sign", () => {
  expect(fromEnvironment(whole).ports.passes.publicKeys.keys).toHaveLength(1);
});

test("a function without its environment says in one line what it lacks", () => {
  const { TABLE_NAME: _, PASS_ISSUER: __, ...rest } = whole;
  expect(errorOf(() => fromEnvironment(rest))).toBe("Error: The environment lacks TABLE_NAME, PASS_ISSUER");
});

test("a wrong value is named, and not shown", () => {
  const error = errorOf(() => fromEnvironment({ ...whole, TURNS_QUEUE_URL: "SUPERSECRET" }));
  expect(error).toBe("Error: The environment has no valid TURNS_QUEUE_URL");
});

test.each([
  ["swapped with the operators' token", "SUPERSECRET"],
  ["no key set", '{"token":"SUPERSECRET"}'],
  ["empty", '{"keys":[]}'],
  [
    "what only looks like a key",
    '{"keys":[{"kty":"EC","crv":"P-256","kid":"1","x":"","y":"","d":"SUPERSECRET"}]}',
  ],
])("PASS_KEYS that are %s end passes with one clear line, and nothing else", (_, PASS_KEYS) => {
  const { adminTokens, ports } = fromEnvironment({ ...whole, PASS_KEYS });
  expect(adminTokens).toEqual([{ secret: "the-operators-token" }]);
  expect(errorOf(() => ports.passes)).toBe(
    "Error: PASS_KEYS is not a JSON Web Key Set with private ES256 keys",
  );
});
