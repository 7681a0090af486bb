import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
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
  expect(stderr).toMatch(/^shop: nobody answers at http:\/\/127\.0\.0\.1:1; start Fairline first.*\n$/);
  expect(status).toBe(2);
});

test.each([
  { what: "a Fairline without the room", status: 404, body: "{}", says: /has no room shop/ },
  { what: "something else", status: 200, body: "<html>", says: /is no Fairline/ },
])("where $what answers, the shop does not open", async ({ status, body, says }) => {
  const server = createServer((_, response) => response.writeHead(status).end(body)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const fairline = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await expect(checkRoom({ fairline, room: "shop", port: 0, siteKey: undefined })).rejects.toThrow(says);
  server.close();
});
