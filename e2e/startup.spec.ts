import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Rooms, spawnMain, startServer } from "./support/server.ts";
import { expect, test } from "./support/test.ts";

const rooms: Rooms = { start: { slots: 1, slotSeconds: 30, tickSeconds: 1 } };

test("a start answers /healthz with 200 within 8 s", async () => {
  const server = await startServer({ rooms });
  expect(server.readyMs).toBeLessThan(8000);
  expect(await server.stop()).toMatchObject({ code: 0 });
});

test("a SIGTERM with open sockets, a visit and a line ends with exit code 0 within 5 s", async ({
  people,
}) => {
  const server = await startServer({ rooms });
  const page = await people.arrive(server, "start");
  await page.is("turn");
  const visitors = Array.from({ length: 10 }, () => people.join(server, "start"));
  await Promise.all(visitors.map((visitor) => visitor.reaches("waiting", 10_000)));

  const { code, tookMs } = await server.stop();
  expect(code).toBe(0);
  expect(tookMs).toBeLessThan(5000);
  await expect(page.link).toHaveAttribute("data-link", "lost");
});

test.describe("what cannot be started says why in one line and exits with 2", () => {
  const folder = mkdtempSync(join(tmpdir(), "fairline-e2e-"));
  const config = (name: string, text: string) => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  };
  const refused: readonly [circumstance: string, args: string[], says: RegExp][] = [
    ["an unknown flag", ["--prot", "1"], /--prot/],
    ["an argument without a flag", ["demo"], /demo/],
    ["a port that is no number", ["--port", "http"], /--port: must be a whole number .*"http"/],
    ["a port above 65535", ["--port", "70000"], /--port: .*65535.*70000/],
    ["a crowd of nobody", ["--crowd", "0"], /--crowd: .*"0"/],
    ["an unknown log format", ["--log", "xml"], /--log: .*xml/],
    ["a config that is not there", ["--config", "/nowhere.json"], /--config \/nowhere\.json: no such file/],
    ["a config that is no JSON", ["--config", config("broken.json", "{rooms")], /--config .*broken\.json: /],
    [
      "a config with a setting out of range",
      ["--config", config("range.json", '{"rooms":{"demo":{"slots":0}}}')],
      /rooms\.demo\.slots: must be a whole number from 1 to 5000 \(was 0\)/,
    ],
    [
      "a config with a setting that nobody knows",
      ["--config", config("unknown.json", '{"rooms":{"demo":{"slotz":1}}}')],
      /slotz/,
    ],
    ["a config without rooms", ["--config", config("empty.json", '{"rooms":{}}')], /at least one room/],
  ];
  for (const [circumstance, args, says] of refused) {
    test(circumstance, async () => {
      await expectRefusal(args, says);
    });
  }

  test("a port that is taken", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    await expectRefusal(["--port", String(port)], new RegExp(`--port ${port}: something else is listening`));
    other.close();
  });
});

async function expectRefusal(args: readonly string[], says: RegExp): Promise<void> {
  const child = spawnMain(args);
  let error = "";
  child.stderr?.on("data", (chunk) => {
    error += chunk;
  });
  const [code] = await once(child, "close");
  expect(error).toMatch(/^[^\n]+\n$/);
  expect(error).toMatch(says);
  expect(code).toBe(2);
}
