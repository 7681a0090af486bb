import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Settings } from "@fairline/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import config from "../../../room.config.ts";
import { importCode } from "../../local/src/code.ts";
import { command, Paper } from "./commandLine.ts";
import { type Served, serveRooms } from "./servedRoom.ts";

let served: Served;
/** The rooms of room.config.ts, which a newcomer has. */
beforeAll(async () => {
  served = await serveRooms();
  const { ensureRoom } = await importCode();
  for (const [room, settings] of Object.entries(config.rooms))
    await ensureRoom(room, Settings.parse(settings));
});
afterAll(() => served.stop());

/** What stands behind `npm run room --`, with the room that was exported before. */
interface Line {
  readonly where: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

function linesOf(where: string, text: string): readonly Line[] {
  let env = {};
  return text.split("\n").flatMap((line) => {
    const [, room] = /^ *export FAIRLINE_ROOM=(\S+)/.exec(line) ?? [];
    if (room !== undefined) env = { FAIRLINE_ROOM: room };
    const [, typed] = /npm run (?:-s )?room -- ([^|)#`]*)/.exec(line) ?? [];
    if (typed === undefined || /…|\[options\]|^--help/.test(typed)) return [];
    // Versions, tickets and entries of the log are those of a room in use.
    if (/--if-version|--yes|^(?:ticket|call|end|undo|reset)\b/.test(typed)) return [];
    const words = [...typed.matchAll(/(?:[^\s"&|]|"[^"]*")+/g)].map(([word]) => word.replaceAll('"', ""));
    return [{ where: `${where}: ${typed.trim()}`, args: words, env }];
  });
}

const repository = join(import.meta.dirname, "..", "..", "..");
const documents = ["README.md", "docs/command-line.md"].flatMap((file) =>
  linesOf(file, readFileSync(join(repository, file), "utf8")),
);
const overall = linesOf("--help", (await command(["--help"])).out);
const commands = ["rooms", "status", "samples", "settings", "set", "preview", "announce", "pause", "log"];
const helped = (
  await Promise.all(
    commands.map(async (name) => linesOf(`${name} --help`, (await command([name, "--help"])).out)),
  )
).flat();

test("there are such lines in the README, in docs/command-line.md and in every help", () => {
  for (const place of [
    "README.md",
    "docs/command-line.md",
    "--help",
    ...commands.map((one) => `${one} --help`),
  ])
    expect([...documents, ...overall, ...helped].map(({ where }) => where)).toContainEqual(
      expect.stringMatching(new RegExp(`^${place}: `)),
    );
});

test.each([...documents, ...overall, ...helped])(
  "$where goes through with the rooms of room.config.ts",
  async ({ args, env }) => {
    const stop = new AbortController();
    const out = new Stopping(stop);
    const { code, err } = await served.room(args, { env, out, stop: stop.signal });
    expect([err, code]).toEqual(["", 0]);
  },
);

/** Paper for one look: whoever watches would go on. */
class Stopping extends Paper {
  readonly #stop: AbortController;

  constructor(stop: AbortController) {
    super();
    this.#stop = stop;
  }

  override _write(chunk: Buffer, encoding: string, done: () => void): void {
    super._write(chunk, encoding, done);
    this.#stop.abort();
  }
}
