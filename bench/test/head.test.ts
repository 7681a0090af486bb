import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseHead } from "../suite/head.ts";

const head = {
  name: "bench:crowd",
  about: "It measures.",
  number: { about: "visitors", byDefault: 5, max: 9 },
};

// biome-ignore format: a table
test.each([
  [[],           { kind: "run", number: 5 }],
  [["9"],        { kind: "run", number: 9 }],
  [["10"],       { kind: "refused", message: 'must be a whole number from 1 to 9 (was "10")' }],
  [["many"],     { kind: "refused", message: 'must be a whole number from 1 to 9 (was "many")' }],
  [["1", "2"],   { kind: "refused", message: 'must be a whole number from 1 to 9 (was "1 2")' }],
])("%j means %j", (args, parsed) => {
  expect(parseHead(head, args)).toEqual(parsed);
});

describe.each(["estimate", "crowd", "gate", "preview", "cadence"])("npm run bench:%s", (name) => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [join(import.meta.dirname, "..", `${name}.ts`), ...args], {
      encoding: "utf8",
    });

  test("tells about itself and measures nothing where help is asked for", () => {
    const { status, stdout } = run("--help");
    expect(status).toBe(0);
    expect(stdout).toContain(`npm run bench:${name}`);
    expect(stdout).toMatch(/ {2}--help +this text\n$/);
  });

  test("refuses a flag that it does not know", () => {
    const { status, stdout, stderr } = run("--fast");
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(new RegExp(`^bench:${name}: .*--fast.*\\n$`));
  });
});
