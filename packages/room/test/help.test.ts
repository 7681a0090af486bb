import { describe, expect, test } from "vitest";
import { createProgram } from "../src/program.ts";
import { command, Paper, start } from "./commandLine.ts";

const program = createProgram({
  env: {},
  userName: "",
  out: new Paper(),
  err: new Paper(),
  stop: new AbortController().signal,
});
const names = program.commands.map((one) => one.name());

// biome-ignore format: a table
const wanted = [
  "rooms", "status", "settings", "set", "preview", "pause", "resume", "open", "close", "drain", "announce",
  "ticket", "call", "end", "log", "undo", "reset",
];

test("there is a command for everything that the console does, and no other", () => {
  expect(names.toSorted()).toEqual(wanted.toSorted());
});

test("--help goes to standard output, names every command and every exit code, and fits a terminal of 80 columns", async () => {
  const { said, ended } = start(["--help"]);
  expect(await ended).toBe(0);
  expect(said.err).toBe("");
  for (const name of names) expect(said.out).toMatch(new RegExp(`^  ${name}\\b`, "m"));
  for (const code of [0, 1, 2, 3, 130]) expect(said.out).toMatch(new RegExp(`^  ${code} +\\w`, "m"));
  expect(said.out.split("\n").filter((line) => line.length > 80)).toEqual([]);
});

describe.each(names)("%s --help", (name) => {
  test("says what it does, with examples that are command lines of it", async () => {
    const { code, out, err } = await command([name, "--help"]);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toMatch(new RegExp(`^Usage: npm run room -- ${name}\\b`));
    expect(out).toContain("Options of all commands:");
    const examples = [...out.matchAll(/^ {2}npm run room -- (\S+)/gm)].map(([, of]) => of);
    expect(examples).toContain(name);
    for (const of of examples) expect(names).toContain(of);
  });

  test("is what help tells of it, too", async () => {
    expect((await command(["help", name])).out).toBe((await command([name, "-h"])).out);
  });
});

// biome-ignore format: a table
test.each([
  [[],                     /^Usage: /],
  [["satus"],              /^room: unknown command 'satus' \(Did you mean status\?\); see --help\n$/],
  [["status", "--wach"],   /^room: unknown option '--wach' \(Did you mean --watch\?\); see --help\n$/],
  [["pause", "now"],       /^room: too many arguments for 'pause'. Expected 0 arguments but got 1: now; see --help\n$/],
  [["set"],                /^room: missing required argument 'name=value'; see --help\n$/],
  [["status", "--room"],   /^room: option '--room <NAME>' argument missing; see --help\n$/],
])("%j is wrong usage: one line that says so, on stderr alone", async (args, line) => {
  const { code, out, err } = await command(args);
  expect([code, out]).toEqual([2, ""]);
  expect(err).toMatch(line);
});
