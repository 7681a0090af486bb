import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseOptions } from "../suite/options.ts";
import { isPartial } from "../suite/size.ts";

const known = [
  { name: "core", full: { rounds: 5 } },
  { name: "hold", full: { minutes: 15 } },
  { name: "broadcast", full: { rounds: 3, sizes: [1000, 5000] } },
];
const main = join(import.meta.dirname, "..", "main.ts");

describe("npm run bench", () => {
  // biome-ignore format: a table
  test.each([
    [[],                              { kind: "run", options: { names: [], quick: false, draft: false, asked: {} } }],
    [["core", "--quick"],             { kind: "run", options: { names: ["core"], quick: true, draft: false, asked: {} } }],
    [["--draft"],                     { kind: "run", options: { names: [], quick: false, draft: true, asked: {} } }],
    [["--rounds", "2"],               { kind: "run", options: { names: [], quick: false, draft: false, asked: { rounds: 2 } } }],
    [["broadcast", "--sizes", "9,8"], { kind: "run", options: { names: ["broadcast"], quick: false, draft: false, asked: { sizes: [9, 8] } } }],
    [["--doc"],                       { kind: "doc" }],
    [["--list"],                      { kind: "list" }],
    [["core", "--help"],              { kind: "help" }],
    [["cores"],                       { kind: "refused", message: 'there is no benchmark "cores"; there are core, hold, broadcast' }],
    [["--doc", "core", "--quick"],    { kind: "refused", message: '--doc: stands alone (was "--doc core --quick")' }],
    [["--list", "--draft"],           { kind: "refused", message: '--list: stands alone (was "--list --draft")' }],
    [["--rounds", "x"],               { kind: "refused", message: '--rounds: must be a whole number from 1 to 20 (was "x")' }],
    [["--rounds", "21"],              { kind: "refused", message: '--rounds: must be a whole number from 1 to 20 (was "21")' }],
    [["--minutes", "0"],              { kind: "refused", message: '--minutes: must be a whole number from 1 to 60 (was "0")' }],
    [["--sizes", "1000,"],            { kind: "refused", message: '--sizes: must be at most ten whole numbers from 1 to 20000 with commas between them (was "1000,")' }],
    [["core", "--minutes", "3"],      { kind: "refused", message: "--minutes: only of hold" }],
    [["core", "--quick", "--rounds", "2"], { kind: "refused", message: "--rounds: --quick has a size of its own" }],
  ])("%j means %j", (args, parsed) => {
    expect(parseOptions(args, known)).toEqual(parsed);
  });

  // biome-ignore format: a table
  test.each([
    [{},                      false],
    [{ rounds: 3 },           false],
    [{ rounds: 4 },           false],
    [{ rounds: 2 },           true],
    [{ minutes: 1 },          false],
    [{ sizes: [5000, 1000] }, false],
    [{ sizes: [1000] },       true],
  ])("of 3 rounds with 1,000 and 5,000, %j is only a part: %j", (asked, partial) => {
    expect(isPartial({ rounds: 3, sizes: [1000, 5000] }, asked)).toBe(partial);
  });

  test("a flag that is unknown is named in one line, with exit code 2", () => {
    const { status, stderr } = spawnSync(process.execPath, [main, "--slow"], { encoding: "utf8" });
    expect(status).toBe(2);
    expect(stderr).toMatch(/^bench: .*--slow.*\n$/);
  });
});
