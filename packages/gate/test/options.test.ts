import { expect, test } from "vitest";
import { createGate, type GateOptions } from "../src/index.ts";

const good = { url: "https://wait.example", room: "shop" };

test.each<[keyof GateOptions, unknown, string]>([
  [
    "url",
    "wait.example",
    'url: must be an address with https, or http on this machine, and without user, query and fragment (was "wait.example")',
  ],
  [
    "url",
    "http://wait.example",
    'url: must be an address with https, or http on this machine, and without user, query and fragment (was "http://wait.example")',
  ],
  [
    "url",
    "https://wait.example/r/sale",
    `url: must be Fairline's own address, without /r/ROOM (was "https://wait.example/r/sale")`,
  ],
  [
    "room",
    "My Shop",
    `room: must be a room's name: 1 to 40 of a-z, 0-9 and -, neither beginning nor ending with - (was "My Shop")`,
  ],
  ["room", [{ room: "a", protect: [] }], "room.0.protect: must have at least one path (was [])"],
  [
    "protect",
    ["checkout"],
    'protect.0: must be a path that begins with "/", with a "*" at its end or none (was "checkout")',
  ],
  [
    "protect",
    ["/a*b"],
    'protect.0: must be a path that begins with "/", with a "*" at its end or none (was "/a*b")',
  ],
  ["leaseSeconds", 4, "leaseSeconds: must be a whole number from 5 to 600 (was 4)"],
  ["leaseSeconds", 601, "leaseSeconds: must be a whole number from 5 to 600 (was 601)"],
  ["clockSkewSeconds", 61, "clockSkewSeconds: must be a whole number from 0 to 60 (was 61)"],
  ["api", { status: 403 }, "api.status: must be 401 or 429 (was 403)"],
  ["cookie", { sameSite: "strict" }, 'cookie.sameSite: must be "lax" or "none" (was "strict")'],
  [
    "cookie",
    { sameSite: "none", secure: false },
    'cookie.secure: must be true with sameSite "none" (was false)',
  ],
  [
    "cookie",
    { domain: "a.example; Path=/" },
    'cookie.domain: must be a domain: shop.example (was "a.example; Path=/")',
  ],
  ["siteKey", "short", "siteKey: must have 16 characters or more, without spaces"],
  [
    "origin",
    "https://shop.example/x",
    'origin: must be an origin: https://shop.example, without a path (was "https://shop.example/x")',
  ],
  ["whenUnreachable", "guess", 'whenUnreachable: must be "admit" or "refuse" (was "guess")'],
  ["bypass", { crawlers: true }, 'bypass.crawlers: must be "later" or a function (was true)'],
  ["bypass", { assets: "yes" }, 'bypass.assets: must be true or false (was "yes")'],
])("%s %j is refused by its name", (name, value, message) => {
  expect(() => createGate({ ...good, [name]: value })).toThrow(message);
});

test("what is misspelt is refused, too", () => {
  expect(() => createGate({ ...good, protected: ["/"] } as GateOptions)).toThrow(
    "protected: is not known here",
  );
});

test("paths belong to each room, where there are several", () => {
  const room = [{ room: "shop", protect: ["/*"] }];
  expect(() => createGate({ ...good, room, protect: ["/*"] })).toThrow("protect: is not known here");
});

test("several mistakes are told at once, one a line", () => {
  expect(() => createGate({ url: "", room: "" })).toThrow(/^url: .*\nroom: .*$/);
});

test("an empty siteKey is none, as of an environment variable that is not set", () => {
  expect(() => createGate({ ...good, siteKey: "" })).not.toThrow();
});
