import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { type AccessFlags, readAccess } from "../src/access.ts";
import { userName } from "../src/userName.ts";

const folder = mkdtempSync(join(tmpdir(), "fairline-room-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (text: string) => {
  const path = join(folder, "token");
  writeFileSync(path, text);
  return path;
};
const read = (flags: AccessFlags, env: Record<string, string> = {}, userName = "tester") =>
  readAccess(flags, { env, userName });

test("without options and environment it is the local server, the only room, and the system's user", () => {
  expect(read({ token: "t" })).toEqual({
    url: "http://127.0.0.1:3000",
    room: undefined,
    operator: "tester",
    token: "t",
  });
});

test("the environment says what no option does, and what is set to nothing says nothing", () => {
  const env = {
    FAIRLINE_URL: "https://line.example.com/prod/",
    FAIRLINE_ROOM: "demo",
    FAIRLINE_ADMIN_TOKEN: "of-env",
    FAIRLINE_OPERATOR: "Jin",
  };
  expect(read({}, env)).toEqual({
    url: "https://line.example.com/prod",
    room: "demo",
    operator: "Jin",
    token: "of-env",
  });
  expect(read({ url: "http://a", room: "b", token: "c", as: "d" }, env)).toEqual({
    url: "http://a",
    room: "b",
    operator: "d",
    token: "c",
  });
  expect(read({ token: "t" }, { FAIRLINE_URL: "", FAIRLINE_ROOM: "" })).toMatchObject({
    url: "http://127.0.0.1:3000",
    room: undefined,
  });
});

test("a token file goes before the environment, and its line break is no part of the token", () => {
  expect(read({ tokenFile: file("of-file\n") }, { FAIRLINE_ADMIN_TOKEN: "of-env" }).token).toBe("of-file");
});

test("a system's user whose name the log would not take is not named at all", () => {
  expect(read({ token: "t" }, {}, "_www").operator).toBeUndefined();
});

describe("what cannot be right is refused in a line that names its source, its value, and what is allowed", () => {
  // biome-ignore format: a table
  test.each<[AccessFlags, Record<string, string>, string]>([
    [{},                                  {}, "the operators' token is missing: set FAIRLINE_ADMIN_TOKEN, or give --token-file (npm start prints it)"],
    [{ url: "localhost:3000" },           {}, '--url: must be an http:// or https:// address (was "localhost:3000")'],
    [{ url: "" },                         {}, '--url: must be an http:// or https:// address (was "")'],
    [{ url: "http://a/?b" },              {}, '--url: must have no query and no fragment (was "http://a/?b")'],
    [{ url: "http://u:secret@a" },        {}, "--url: must have no user name and no password"],
    [{},             { FAIRLINE_URL: "ftp://a" }, 'FAIRLINE_URL: must be an http:// or https:// address (was "ftp://a")'],
    [{ room: "No" },                      {}, '--room: must be 1 to 40 of a-z, 0-9 and -, and neither begin nor end with - (was "No")'],
    [{ as: "-" },                         {}, '--as: must be 1 to 40 letters, digits, spaces, dots, - and _, and begin and end with a letter or a digit (was "-")'],
    [{ token: "a", tokenFile: "b" },      {}, "--token-file: not together with --token"],
    [{ tokenFile: "/nowhere/token" },     {}, '--token-file: cannot read "/nowhere/token" (ENOENT)'],
  ])("%j %j", (flags, env, message) => {
    expect(() => read(flags, env)).toThrow(message);
  });

  test("but a token's value is not repeated", () => {
    for (const flags of [{ token: "se cret" }, { tokenFile: file("se cret") }]) {
      expect(() => read(flags)).toThrow("must be one token: printable characters without spaces");
      expect(() => read(flags)).not.toThrow("cret");
    }
  });
});

test("a process whose user the system does not know has no name, and the server's own is taken", () => {
  const unknown = userName(() => {
    throw new Error("uv_os_get_passwd returned ENOENT");
  });
  expect(read({ token: "t" }, {}, unknown).operator).toBeUndefined();
});
