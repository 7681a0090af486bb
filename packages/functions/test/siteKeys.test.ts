import { describe, expect, test } from "vitest";
import { isKeyOf, readSiteKeys, siteKeyFlag } from "../src/siteKeys.ts";

const key = "0123456789abcdef";

describe("SITE_KEY", () => {
  // biome-ignore format: a table
  test.each<[string, string, string, string, boolean]>([
    ["one key is good for any room",                    key,                           "sale", key,         true],
    ["another key is not",                              key,                           "sale", key.toUpperCase(), false],
    ["a room's key is good for that room",              `sale=${key}`,                "sale", key,         true],
    ["and for no other",                                `sale=${key}`,                "shop", key,         false],
    ["each room's key is its own",                      `sale=${key} shop=${key}x`,    "sale", `${key}x`,   false],
    ["a room may have two, while one replaces the other", `sale=${key} sale=${key}x`,  "sale", `${key}x`,   true],
    ["what stands in the variable is no key",           `sale=${key}`,                "sale", `sale=${key}`, false],
    ["without any, none is good",                       "",                            "sale", "",          false],
    ["one key may end as base64 does",                  `${key}A==`,                   "sale", `${key}A==`, true],
    ["nothing is no key",                               key,                           "sale", "",          false],
  ])("%s", (_, text, room, shown, isGood) => {
    expect(isKeyOf(room, readSiteKeys(text), shown)).toBe(isGood);
  });

  test.each([
    ["spaces alone", "  "],
    ["one that is short", "SECRET"],
    ["one of 15 characters", "SECRET-89012345"],
    ["one that is short, of a room", "sale=SECRET"],
    ["one of 15 characters, of a room", "sale=SECRET-89012345"],
    ["a room without a key", "a-room-of-sixteen="],
    ["a short one among several", `sale=${key} shop=SECRET`],
    ["a room that cannot be", `sale=${key} -shop=SECRET-${key}`],
    ["the same key for two rooms", `sale=${key} shop=${key}`],
  ])("with %s is refused, and not shown", (_, text) => {
    const read = () => readSiteKeys(text);
    expect(read).toThrow(/^SITE_KEY must be one key, or up to 20 ROOM=KEY .* 16 characters or more$/);
    expect(read).toThrow(/^(?!.*SECRET)/);
  });

  test("on a command line has printable characters only", () => {
    expect(siteKeyFlag.allows(`sale=${key} shop=${key}x`)).toBe(true);
    for (const text of ["", "x".repeat(15), "x".repeat(201), `clé-${key}`, `${key} ${key}`])
      expect(siteKeyFlag.allows(text)).toBe(false);
  });
});
