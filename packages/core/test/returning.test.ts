import { expect, test } from "vitest";
import { limits, Settings, SettingsChange } from "../src/index.ts";
import { describeIssue } from "../src/issues.ts";
import { allowedReturn, withCode } from "../src/returning.ts";
import { openWorld, previewOf } from "../testing/index.ts";
import { must } from "./must.ts";

const sale = "https://shop.example/sale";
const all = "https://shop.example/";

// biome-ignore format: a table
test.each<[address: string, text: string, href: string]>([
  [sale, "https://shop.example/sale",          "https://shop.example/sale"],
  [sale, "https://shop.example/sale?a=b%20c",  "https://shop.example/sale?a=b%20c"],
  [sale, "https://shop.example/sale/x?y#z",    "https://shop.example/sale/x?y#z"],
  [sale, "HTTPS://Shop.Example:443/sale/",     "https://shop.example/sale/"],
  [sale, "https://shop.example/a/../sale/x",   "https://shop.example/sale/x"],
  [all,  "https://shop.example",               "https://shop.example/"],
  [all,  "https://shop.example/a%2Fb",         "https://shop.example/a%2Fb"],
  [all,  "https://shop.example/@me",           "https://shop.example/@me"],
  ["http://localhost:4000/", "http://localhost:4000/x", "http://localhost:4000/x"],
])("G1 below %s a visitor may go to %s", (address, text, href) => {
  expect(allowedReturn(["https://other.example/", address], text)?.href).toBe(href);
});

// biome-ignore format: a table
test.each<[why: string, text: string]>([
  ["another path that begins alike",  "https://shop.example/sales"],
  ["the path above",                  "https://shop.example/"],
  ["another host",                    "https://evil.example/sale"],
  ["a host that begins alike",        "https://shop.example.evil.example/sale"],
  ["a host below",                    "https://a.shop.example/sale"],
  ["another port",                    "https://shop.example:8443/sale"],
  ["another scheme",                  "http://shop.example/sale"],
  ["a script",                        "javascript:alert(1)//https://shop.example/sale"],
  ["data",                            "data:text/html,https://shop.example/sale"],
  ["somebody's name",                 "https://shop.example@evil.example/sale"],
  ["an empty name",                   "https://@shop.example/sale"],
  ["a name with a password",          "https://a:b@shop.example/sale"],
  ["a backslash before the host",     "https:\\\\shop.example/sale"],
  ["a backslash behind the host",     "https://shop.example\\@evil.example/sale"],
  ["no slashes",                      "https:shop.example/sale"],
  ["one slash",                       "https:/shop.example/sale"],
  ["no scheme",                       "//shop.example/sale"],
  ["a path alone",                    "/sale"],
  ["a line break",                    "https://shop.example/sale\n"],
  ["a tab in the host",               "https://shop\t.example/sale"],
  ["a space before it",               " https://shop.example/sale"],
  ["a zero byte",                     "https://shop.example/sale\u0000"],
  ["a climb out of the path",         "https://shop.example/sale/../admin"],
  ["an encoded climb",                "https://shop.example/sale/%2e%2e/admin"],
  ["a climb by encoded slashes",      "https://shop.example/sale/..%2fadmin"],
  ["a climb by encoded backslashes",  "https://shop.example/sale/..%5Cadmin"],
  ["no host",                         "https://"],
  ["a host that is none",             "https://sh op.example/sale"],
  ["nothing",                         ""],
  ["more than an address may have",   `https://shop.example/sale?${"x".repeat(limits.returnCharsMax)}`],
])("G1 below https://shop.example/sale %s is not allowed", (_, text) => {
  expect(allowedReturn([sale], text)).toBeUndefined();
});

test("G1 where no address is allowed nobody is sent anywhere", () => {
  expect(allowedReturn([], all)).toBeUndefined();
});

// biome-ignore format: a table
test.each<[given: string, kept: string]>([
  ["https://Shop.Example",        "https://shop.example/"],
  ["https://shop.example:443/a",  "https://shop.example/a"],
  ["https://shop.example/b/../ä", "https://shop.example/%C3%A4"],
  ["https://bücher.example/",     "https://xn--bcher-kva.example/"],
  ["http://localhost:4000",       "http://localhost:4000/"],
  ["http://127.0.0.1:4000/",      "http://127.0.0.1:4000/"],
  ["http://[::1]:4000/",          "http://[::1]:4000/"],
])("R4, G1 the return address %s is kept as %s", (given, kept) => {
  const change = SettingsChange.parse({ returnAddresses: [given] });
  expect(change.returnAddresses).toEqual([kept]);
  // What is stored is read by the same schema.
  expect(Settings.parse({ slots: 1, slotSeconds: 1, tickSeconds: 1, ...change }).returnAddresses).toEqual([kept]);
});

const kind = "must be an https address without user, query or fragment (http is for localhost alone)";
const manyAddresses = Array.from({ length: 11 }, (_, i) => `https://a${i}.example/`);

// biome-ignore format: a table
test.each<[unknown, field: string, message: string]>([
  ["https://shop.example/",                    "returnAddresses",   "must be a list"],
  [[7],                                        "returnAddresses.0", "must be text"],
  [["shop.example"],                           "returnAddresses.0", kind],
  [["http://shop.example/"],                   "returnAddresses.0", kind],
  [["http://localhost.evil.example/"],         "returnAddresses.0", kind],
  [["ftp://shop.example/"],                    "returnAddresses.0", kind],
  [["javascript:alert(1)"],                    "returnAddresses.0", kind],
  [[all, "https://a@shop.example/"],           "returnAddresses.1", kind],
  [["https://shop.example/?"],                 "returnAddresses.0", kind],
  [["https://shop.example/#a"],                "returnAddresses.0", kind],
  [["https:\\\\shop.example/"],                "returnAddresses.0", kind],
  [[`https://shop.example/${"x".repeat(180)}`], "returnAddresses.0", "must have at most 200 characters"],
  [[`https://shop.example/${"ä".repeat(100)}`], "returnAddresses.0", "must have at most 200 characters"],
  [manyAddresses,                              "returnAddresses",   "must have at most 10 addresses"],
  [[all, "https://SHOP.example"],              "returnAddresses",   "must name each address once"],
])("R4 the return addresses %j are refused: %s %s", (returnAddresses, field, message) => {
  const change = { returnAddresses };
  const issues = SettingsChange.safeParse(change).error?.issues ?? [];
  expect(issues).toHaveLength(1);
  expect(describeIssue(must(issues[0]), change)).toContain(`${field}: ${message} (was `);
});

test.each([
  ["https://shop.example/sale", "https://shop.example/sale?fairline-code=C"],
  ["https://shop.example/?a=b%20c&d", "https://shop.example/?a=b%20c&d&fairline-code=C"],
  [
    "https://shop.example/?fairline-code=old&a=1&fairline-code#top",
    "https://shop.example/?a=1&fairline-code=C#top",
  ],
])("G2 to %s a code goes as %s", (to, location) => {
  expect(withCode(must(allowedReturn([all], to)), "C")).toBe(location);
});

// biome-ignore format: a table
test.each<[before: string[], after: string[], what: string, effect: string]>([
  [[],          [all],       "set returnAddresses to “https://shop.example/” (was none)",
    "Whoever comes from nowhere else is sent to https://shop.example/ at the turn."],
  [[all],       [sale, all], "set returnAddresses to “https://shop.example/sale, https://shop.example/” (was “https://shop.example/”)",
    "Whoever comes from nowhere else is sent to https://shop.example/sale at the turn."],
  [[all],       [all, sale], "set returnAddresses to “https://shop.example/, https://shop.example/sale” (was “https://shop.example/”)",
    "Visitors may be sent to other addresses from now on."],
  [[all],       [],          "set returnAddresses to none (was “https://shop.example/”)",
    "Nobody is sent to a site any more: pages stay where they are at the turn."],
])("R2, R5, R6, F5 return addresses %j that become %j are foreseen, logged and undone as a list", async (before, after, what, effect) => {
  const world = await openWorld({ returnAddresses: before });
  expect((await previewOf(world, { returnAddresses: after })).effects).toEqual([effect]);
  await world.change({ returnAddresses: after });
  const [made] = await world.log();
  expect(made).toMatchObject({ what, undoable: true, changes: [{ field: "returnAddresses", from: before, to: after }] });
  const { version } = await world.room();
  await world.change({ returnAddresses: [...after] });
  expect((await world.room()).version).toBe(version);
  expect((await world.undo(must(made).id)).kind).toBe("changed");
  expect((await world.room()).settings.returnAddresses).toEqual(before);
});
