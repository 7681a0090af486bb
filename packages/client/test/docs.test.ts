import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startRooms } from "./realRoom.ts";

const client = join(import.meta.dirname, "..");
const docs = readFileSync(join(client, "../../docs/client.md"), "utf8");
const [program = ""] = /(?<=```js\n)[^`]+/.exec(docs) ?? [];

let rooms: Awaited<ReturnType<typeof startRooms>>;
beforeAll(async () => {
  rooms = await startRooms({ demo: { slots: 1, slotSeconds: 60, tickSeconds: 1, confirm: true } });
}, 60_000);
afterAll(() => rooms.stop());

test("the lines of docs/client.md lead through the room as they stand, and end", async () => {
  const there = program.replace("http://127.0.0.1:3000", rooms.url);
  expect(there).not.toBe(program);
  const run = promisify(execFile)(process.execPath, ["--input-type=module", "-e", there], {
    cwd: client,
    timeout: 20_000,
  });
  const lines = (await run).stdout.trim().split("\n");
  const [entered, ended] = lines.slice(lines.findIndex((line) => !line.startsWith("place")));
  expect(entered).toMatch(/^in, with a pass of \d{3} characters$/);
  expect(ended).toBe("completed");
});
