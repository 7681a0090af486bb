import { describe, expect, test } from "vitest";
import { parseOptions } from "../src/options.ts";

const optionsOf = (args: string[], env: NodeJS.ProcessEnv = {}) => {
  const command = parseOptions(args, env);
  if (command.kind !== "start") throw new Error("expected a start");
  return command.options;
};

describe("options of the command line", () => {
  test("without any, the contract's defaults hold and each start has its own admin token and site key", () => {
    const { adminToken, siteKey, ...rest } = optionsOf([]);
    expect(rest).toEqual({
      port: 3000,
      host: "127.0.0.1",
      config: "room.config.ts",
      pushCadence: "every",
      log: "pretty",
    });
    expect([adminToken, siteKey]).toEqual([
      expect.stringMatching(/^.{24}$/),
      expect.stringMatching(/^.{24}$/),
    ]);
    const { adminToken: another, siteKey: other } = optionsOf([]);
    expect(new Set([adminToken, siteKey, another, other]).size).toBe(4);
  });

  test("every flag is also an environment variable", () => {
    const env = {
      FAIRLINE_PORT: "0",
      FAIRLINE_HOST: "0.0.0.0",
      FAIRLINE_DATA: "d",
      FAIRLINE_CONFIG: "c.json",
      FAIRLINE_ADMIN_TOKEN: "secret",
      FAIRLINE_SITE_KEY: "the-site's-own-key",
      FAIRLINE_SESSION_SECONDS: "3600",
      FAIRLINE_PUSH_CADENCE: "distance",
      FAIRLINE_THEME: "t",
      FAIRLINE_CROWD: "7",
      FAIRLINE_LOG: "json",
    };
    expect(optionsOf([], env)).toEqual({
      port: 0,
      host: "0.0.0.0",
      data: "d",
      config: "c.json",
      adminToken: "secret",
      siteKey: "the-site's-own-key",
      sessionSeconds: 3600,
      pushCadence: "distance",
      theme: "t",
      crowd: 7,
      log: "json",
    });
  });

  test("a flag wins over its environment variable", () => {
    expect(optionsOf(["--port", "4000"], { FAIRLINE_PORT: "5000" }).port).toBe(4000);
  });

  test("an empty environment variable counts as none", () => {
    expect(optionsOf([], { FAIRLINE_DATA: "", FAIRLINE_PORT: "" })).toMatchObject({ port: 3000 });
  });

  test("--help asks for the text alone", () => {
    expect(parseOptions(["--help"])).toEqual({ kind: "help" });
  });

  // biome-ignore format: a table
  test.each<[string[], NodeJS.ProcessEnv, RegExp]>([
    [["--port", "x"],        {},                       /^--port: .*0 to 65535 \(was "x"\)$/],
    [["--port", "65536"],    {},                       /^--port: .*0 to 65535 \(was "65536"\)$/],
    [["--port", "-1"],       {},                       /--port/],
    [["--port=1.5"],         {},                       /^--port: .*\(was "1.5"\)$/],
    [["--port"],             {},                       /--port/],
    [["--crowd", "0"],       {},                       /^--crowd: .*1 to 10000 \(was "0"\)$/],
    [["--log", "xml"],       {},                       /^--log: must be pretty or json \(was "xml"\)$/],
    [["--admin-token", ""],  {},                       /^--admin-token: must be 1 to 200 printable/],
    [["--admin-token", "a=b c=d"], {},                 /^--admin-token: .* NAME=TOKEN .* 16 characters or more$/],
    [["--site-key", "my key"], {},                     /^--site-key: .* ROOM=KEY .* 16 characters or more$/],
    [["--session-seconds", "59"],     {},              /^--session-seconds: .*60 to 604800 \(was "59"\)$/],
    [["--session-seconds", "604801"], {},              /^--session-seconds: .*60 to 604800 \(was "604801"\)$/],
    [["--push-cadence", "far"], {},                    /^--push-cadence: must be every or distance \(was "far"\)$/],
    [["--data", ""],         {},                       /^--data: must name a folder/],
    [["--theme", ""],        {},                       /^--theme: must name a folder/],
    [["--prot", "3000"],     {},                       /'--prot'.*--help/],
    [["demo"],               {},                       /'demo'/],
    [[],                     { FAIRLINE_PORT: "http" }, /^FAIRLINE_PORT: .*\(was "http"\)$/],
  ])("%j with %j is refused in one line that names it", (args, env, message) => {
    expect(() => parseOptions(args, env)).toThrow(message);
    expect(() => parseOptions(args, env)).toThrow(/^[^\n]+$/);
  });

  test("each operator may have a token", () => {
    const adminToken = "ana=the-token-of-ana ben=the-token-of-ben";
    expect(optionsOf(["--admin-token", adminToken])).toMatchObject({ adminToken });
  });

  test.each(["--admin-token", "--site-key"])("a bad %s is not printed", (flag) => {
    expect(() => parseOptions([flag, "my secret"])).toThrow(/^(?!.*my secret)/);
  });
});
