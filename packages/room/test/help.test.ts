import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { operatorRoutes } from "../../functions/src/openapi/routes/operators.ts";
import { watchingRoutes } from "../../functions/src/openapi/routes/watching.ts";
import { readChange, settingNames } from "../src/change.ts";
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

/** What a command needs behind its name. */
const needed: Readonly<Record<string, readonly string[]>> = {
  set: ["slots=2"],
  preview: ["slots=2"],
  announce: ["Back at noon."],
  ticket: ["1"],
  call: ["1"],
  end: ["1"],
  undo: ["1"],
  reset: ["--yes", "demo"],
};

/** The route that a command is there for. What `set` reads before is there. */
async function routeOf(name: string): Promise<string> {
  const asked: string[] = [];
  const server = createServer(({ method, url = "" }, response) => {
    const path = url.replace(/\?.*$/, "").replace("/rooms/demo", "/rooms/{room}");
    asked.push(`${method} ${path.replace(/\d+$/, "{number}")}`);
    if (name === "set" && method === "GET") response.end("{}");
    else response.writeHead(404).end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await command([name, ...(needed[name] ?? []), "--url", url, "--room", "demo", "--token", "t"]);
  server.close();
  server.closeAllConnections();
  return asked.at(-1) ?? `${name} asks nothing`;
}

test("there is a command for each route that operators have, and none without one", async () => {
  const routes = Object.keys({ ...watchingRoutes, ...operatorRoutes });
  expect(routes.length).toBeGreaterThan(15);
  expect((await Promise.all(names.map(routeOf))).toSorted()).toEqual(routes.toSorted());
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
    expect(out).toContain("\nOptions of all commands: npm run room -- --help\n");
    expect(out).not.toContain("--token");
    const examples = [...out.matchAll(/^ {2}npm run room -- (\S+)/gm)].map(([, of]) => of);
    expect(examples).toContain(name);
    for (const of of examples) expect(names).toContain(of);
  });

  test("fits a terminal of 80 columns, and breaks no line before it has to", async () => {
    const { out } = await command([name, "--help"]);
    const lines = out.split("\n");
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    const about = lines.slice(2, lines.indexOf("", 2));
    for (const [place, line] of about.entries())
      if (/^[a-z]/.test(about[place + 1] ?? "")) expect(line.length).toBeGreaterThan(55);
  });

  test("is what help tells of it, too", async () => {
    expect((await command(["help", name])).out).toBe((await command([name, "-h"])).out);
  });
});

test.each(["set", "preview"])(
  "%s --help tells of every setting what it takes, and no other",
  async (name) => {
    const { out } = await command([name, "--help"]);
    const table = /^Settings:\n((?: {2}.*\n)+)/m.exec(out)?.[1] ?? "";
    const rows = [...table.matchAll(/^ {2}(\S+) +(.*)$/gm)].map(([, setting = "", takes = ""]) => [
      setting,
      takes,
    ]);
    const flagged = settingNames.map((one) =>
      one.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
    );
    expect(rows.map(([setting]) => setting).toSorted()).toEqual(flagged.toSorted());
    for (const [setting, takes = ""] of rows) {
      const [, most] = /^1 to (\d+)(?: s)?;/.exec(takes) ?? [];
      if (most === undefined) continue;
      expect(() => readChange([`${setting}=${most}`])).not.toThrow();
      expect(() => readChange([`${setting}=${Number(most) + 1}`])).toThrow(`from 1 to ${most} `);
    }
  },
);

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
