import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseOptions } from "../suite/options.ts";

const known = ["core", "handover"];
const main = join(import.meta.dirname, "..", "main.ts");

describe("npm run bench", () => {
  // biome-ignore format: a table
  test.each([
    [[],                     { kind: "run", options: { names: [], quick: false, draft: false } }],
    [["core", "--quick"],    { kind: "run", options: { names: ["core"], quick: true, draft: false } }],
    [["--draft"],            { kind: "run", options: { names: [], quick: false, draft: true } }],
    [["--doc"],              { kind: "doc" }],
    [["--list"],             { kind: "list" }],
    [["core", "--help"],     { kind: "help" }],
    [["cores"],              { kind: "refused", message: 'there is no benchmark "cores"; there are core, handover' }],
  ])("%j means %j", (args, parsed) => {
    expect(parseOptions(args, known)).toEqual(parsed);
  });

  test("a flag that is unknown is named in one line, with exit code 2", () => {
    const { status, stderr } = spawnSync(process.execPath, [main, "--slow"], { encoding: "utf8" });
    expect(status).toBe(2);
    expect(stderr).toMatch(/^bench: .*--slow.*\n$/);
  });
});
