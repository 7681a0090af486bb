import { describe, expect, test } from "vitest";
import { adminTokenFlag, findAdminToken, readAdminTokens } from "../src/adminTokens.ts";

const long = "0123456789abcdef";

describe("ADMIN_TOKEN", () => {
  // biome-ignore format: a table
  test.each<[string, string, object[]]>([
    ["one token",                        "secret",                       [{ secret: "secret" }]],
    ["base64, which ends with =",        "c2VjcmV0IHNlY3JldA==",         [{ secret: "c2VjcmV0IHNlY3JldA==" }]],
    ["a short one that looks named",     "ana=short",                    [{ secret: "ana=short" }]],
    ["a line break at its end",          "secret\n",                     [{ secret: "secret" }]],
    ["one operator's own",               `ana=${long}`,                  [{ name: "ana", secret: long }]],
    ["each operator's own",              `ana=${long} ben=${long}x`,     [{ name: "ana", secret: long }, { name: "ben", secret: `${long}x` }]],
    ["on lines of their own",            `ana=${long}\nben=${long}x\n`,  [{ name: "ana", secret: long }, { name: "ben", secret: `${long}x` }]],
    ["a named one that ends with =",     `ana=${long}==`,                [{ name: "ana", secret: `${long}==` }]],
    ["two of one operator's, for a day", `ana=${long} ana=${long}x`,     [{ name: "ana", secret: long }, { name: "ana", secret: `${long}x` }]],
  ])("with %s is read", (_, text, tokens) => {
    expect(readAdminTokens(text)).toEqual(tokens);
  });

  test.each([
    ["nothing", ""],
    ["spaces alone", "  "],
    ["a short one among several", `ana=${long} ben=SECRET`],
    ["one without a name among several", `ana=${long} SECRET-${long}`],
    ["a name that is none", `ana=${long} -=SECRET-${long}`],
    ["the same token twice, for it would be nobody's own", `ana=${long} ben=${long}`],
    ["too many", Array.from({ length: 21 }, (_, i) => `ana${i}=${long}${i}`).join(" ")],
  ])("with %s is refused, and not shown", (_, text) => {
    const read = () => readAdminTokens(text);
    expect(read).toThrow(/^ADMIN_TOKEN must be one token, or up to 20 NAME=TOKEN .* 16 characters or more$/);
    expect(read).toThrow(/^(?!.*SECRET)/);
  });

  test("on a command line has printable characters only", () => {
    expect(adminTokenFlag.allows(`ana=${long} ben=${long}x`)).toBe(true);
    expect(adminTokenFlag.allows("x".repeat(200))).toBe(true);
    for (const text of ["", "x".repeat(201), "clé", "my secret"])
      expect(adminTokenFlag.allows(text)).toBe(false);
  });

  test("is found by the whole token, and by nothing else", () => {
    const tokens = readAdminTokens(`ana=${long} ben=${long}x`);
    expect(findAdminToken(tokens, `${long}x`)?.name).toBe("ben");
    for (const shown of ["", "ana", `ana=${long}`, long.toUpperCase(), `${long}y`])
      expect(findAdminToken(tokens, shown)).toBeUndefined();
  });
});
