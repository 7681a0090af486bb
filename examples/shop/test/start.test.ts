import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { shopGate } from "../src/gate.ts";
import { parseOptions } from "../src/options.ts";
import { checkRoom } from "../src/room.ts";

const parse = (...args: string[]) => parseOptions(args, {}, 4000);

test("without a flag the shop stands at its port, behind the room shop of npm start, and gives no more time", () => {
  expect(parseOptions([], {}, 4100)).toEqual({
    kind: "start",
    options: { fairline: "http://127.0.0.1:3000", room: "shop", port: 4100, siteKey: undefined },
  });
});

test("the README's own lines listen where neither shop does, for somebody may try them beside one", () => {
  const read = (file: string) => readFileSync(join(import.meta.dirname, "..", "..", "..", file), "utf8");
  const [, port = ""] = /\.listen\((\d+)\)/.exec(read("README.md")) ?? [];
  expect(port).toMatch(/^\d+$/);
  for (const shop of ["express", "hono"])
    expect(read(`examples/shop/src/${shop}.ts`)).not.toContain(`start(${port},`);
});

test("the site key comes from the environment, too; the flag wins", () => {
  const env = { FAIRLINE_SITE_KEY: "of-the-environment" };
  expect(parseOptions([], env, 4000)).toMatchObject({ options: { siteKey: "of-the-environment" } });
  const flag = ["--site-key", "of-the-command-line"];
  expect(parseOptions(flag, env, 4000)).toMatchObject({ options: { siteKey: "of-the-command-line" } });
});

test.each([
  { args: ["--port", "70000"], says: '--port: must be a whole number from 0 to 65535 (was "70000")' },
  {
    args: ["--fairline", "here"],
    says: '--fairline: must be an address, such as http://127.0.0.1:3000 (was "here")',
  },
  {
    args: ["--fairline", "http://127.0.0.1:3000/r/demo"],
    says: `--fairline: must be Fairline's own address, without /r/ROOM (was "http://127.0.0.1:3000/r/demo")`,
  },
  { args: ["--room", "The Shop"], says: '--room: must be a room\'s name (was "The Shop")' },
  { args: ["--site-key", "short"], says: "--site-key: must have 16 characters or more, without spaces" },
  { args: ["--prot", "1"], says: "Unknown option '--prot' (see --help)" },
])("$args is refused in a line that names flag, value and range, and no secret", ({ args, says }) => {
  expect(() => parse(...args)).toThrow(expect.objectContaining({ name: "UsageError", message: says }));
});

test("where nobody answers, the command says so in a line and ends with 2", () => {
  const main = join(import.meta.dirname, "..", "src", "express.ts");
  // Port 1 is nobody's.
  const args = [main, "--fairline", "http://127.0.0.1:1"];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  expect(stderr).toMatch(/^shop: Nobody answers at http:\/\/127\.0\.0\.1:1\. Start Fairline first.*\n$/);
  expect(status).toBe(2);
});

test.each([
  {
    what: "a Fairline without the room",
    status: 404,
    body: '{"code":"unknown_room"}',
    says: /has no room shop/,
  },
  { what: "a server that knows no such path", status: 404, body: "{}", says: /is no Fairline: status 404/ },
  { what: "something else", status: 200, body: "<html>", says: /is no Fairline/ },
])("where $what answers, the shop does not open", async ({ status, body, says }) => {
  const server = await answering(status, body);
  await expect(checkRoom({ ...server, room: "shop", port: 0, siteKey: undefined })).rejects.toThrow(says);
  server.close();
});

// biome-ignore format: a table
test.each([
  ["no return address",                  undefined,                4000, /has no returnAddresses/],
  ["another port's",                     "http://127.0.0.1:4000/", 4199, /is http:\/\/127\.0\.0\.1:4000\/\. .* only if http:\/\/127\.0\.0\.1:4199\/ is among/],
  ["another host's, at the same port",   "http://localhost:4199/", 4199, /only if/],
  ["another site's, at a shop's port",   "https://shop.example/",  4000, /only if/],
  ["its own",                            "http://127.0.0.1:4199/", 4199, undefined],
  ["the other shop's, as npm start has", "http://127.0.0.1:4000/", 4100, undefined],
  ["any, and nobody knows the port yet", "http://127.0.0.1:4000/", 0,    undefined],
])("a room whose first return address is %s", async (_, returnTo, port, says) => {
  const server = await answering(200, JSON.stringify({ returnTo }));
  const warned = vi.spyOn(console, "error").mockImplementation(() => {});
  await checkRoom({ ...server, room: "demo", port, siteKey: undefined });
  const told = warned.mock.calls.map(([line]) => line);
  warned.mockRestore();
  server.close();
  expect(told).toEqual(says === undefined ? [] : [expect.stringMatching(says)]);
});

test("the gate's trouble is told in its own sentence", async () => {
  const warned = vi.spyOn(console, "warn").mockImplementation(() => {});
  // Port 1 is nobody's.
  const gate = shopGate({ fairline: "http://127.0.0.1:1", room: "shop", port: 4000, siteKey: undefined });
  const headers = { accept: "text/html", cookie: `fairline-device=${"d".repeat(43)}` };
  await gate.decide(new Request("http://127.0.0.1:4000/checkout?fairline-code=some", { headers }));
  const told = warned.mock.calls.map(([line]) => line);
  warned.mockRestore();
  expect(told).toEqual([
    expect.stringMatching(
      /^fairline gate: Fairline at http:\/\/127\.0\.0\.1:1 was asked for a visitor's pass, and did not/,
    ),
  ]);
});

/** A server with Fairline's keys and one answer to all else. */
async function answering(status: number, body: string) {
  const server = createServer(({ url }, response) => {
    if (url === "/.well-known/jwks.json") response.end('{"keys":[],"issuer":"fairline"}');
    else response.writeHead(status).end(body);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const fairline = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { fairline, close: () => server.close() };
}
