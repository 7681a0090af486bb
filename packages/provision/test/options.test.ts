import { describe, expect, test } from "vitest";
import { help, parseOptions } from "../src/options.ts";

const url = "http://127.0.0.1:4566";

function refusal(...args: string[]): string {
  const parsed = parseOptions(args);
  return parsed.kind === "refused" ? parsed.message : `not refused: ${JSON.stringify(parsed)}`;
}

describe("flags", () => {
  test("an endpoint alone means the stage desk, its own address for functions, and nothing by hand", () => {
    expect(parseOptions(["--endpoint", `${url}/`])).toEqual({
      kind: "run",
      options: {
        endpoint: url,
        functionsEndpoint: url,
        stage: "desk",
        destroy: false,
        adminToken: undefined,
        siteKey: undefined,
        turnHold: undefined,
        relay: false,
      },
    });
  });

  test("--help lists every flag", () => {
    expect(parseOptions(["--help"])).toEqual({ kind: "help" });
    for (const name of [
      "endpoint",
      "functions-endpoint",
      "stage",
      "admin-token",
      "site-key",
      "turn-hold",
      "relay",
      "destroy",
    ])
      expect(help()).toContain(`--${name}`);
  });

  test.each([
    ["no endpoint", [], "--endpoint: is missing: an http:// or https:// address"],
    ["no URL", ["--endpoint", "localhost"], "--endpoint: must be an http:// or https:// address"],
    ["another protocol", ["--endpoint", "ftp://host"], '(was "ftp://host")'],
    ["a path", ["--endpoint", `${url}/sqs`], `(was "${url}/sqs")`],
    ["AWS itself", ["--endpoint", "https://sqs.eu-west-1.amazonaws.com"], "not AWS itself"],
    ["no value", ["--endpoint"], "--endpoint: a value is missing: an http://"],
    [
      "a stage in capitals",
      ["--endpoint", url, "--stage", "Desk"],
      "--stage: must be 1 to 20 of a-z, 0-9 and -",
    ],
    ["a stage that ends with -", ["--endpoint", url, "--stage", "desk-"], '(was "desk-")'],
    ["a stage of 21", ["--endpoint", url, "--stage", "a".repeat(21)], "--stage: must be 1 to 20"],
    [
      "another hold",
      ["--endpoint", url, "--turn-hold", "lock"],
      '--turn-hold: must be deny or report (was "lock")',
    ],
    ["a switch with a value", ["--endpoint", url, "--destroy=yes"], '--destroy: takes no value (was "yes")'],
    ["an unknown flag", ["--endpoint", url, "--force"], "--force: there is no such flag"],
    ["a stray word", ["--endpoint", url, "desk"], '"desk": every value needs its flag'],
  ])("%s is refused in one line that names flag, value and what is expected", (_, args, expected) => {
    expect(refusal(...args)).toContain(expected);
    expect(refusal(...args)).not.toContain("\n");
  });

  test.each([
    ["--admin-token", 1],
    ["--site-key", 16],
  ])("%s is a secret: what is wrong with it is said, and not what it was", (flag, charsMin) => {
    const line = refusal("--endpoint", url, flag, "two words");
    expect(line).toContain(`${flag}: must be ${charsMin} to 200 printable characters`);
    expect(line).not.toContain("two words");
  });
});
