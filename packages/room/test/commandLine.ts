import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { Writable } from "node:stream";
import { run } from "../src/run.ts";
import type { World } from "../src/world.ts";

export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** What is written to it, as text. */
export class Paper extends Writable {
  text = "";
  readonly isTTY: boolean;
  readonly rows: number;

  constructor(isTTY = false, rows = 50) {
    super();
    this.isTTY = isTTY;
    this.rows = rows;
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk;
    done();
  }
}

/** Runs a command line in this process. `over` is what of the world is otherwise. */
export async function command(args: readonly string[], over: Partial<World> = {}): Promise<Said> {
  const [out, err] = [new Paper(), new Paper()];
  const world: World = { env: {}, userName: "tester", out, err, stop: new AbortController().signal, ...over };
  const code = await run(args, world);
  return { code, out: out.text, err: err.text };
}

const main = join(import.meta.dirname, "..", "src", "main.ts");

export interface Running {
  readonly child: ChildProcess;
  readonly said: { out: string; err: string };
  /** The exit code. */
  readonly ended: Promise<number | null>;
}

/** Runs it as npm does, in a process of its own that has no terminal. */
export function start(args: readonly string[], env: Readonly<Record<string, string>> = {}): Running {
  const child = spawn(process.execPath, [main, ...args], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = { out: "", err: "" };
  child.stdout.on("data", (chunk) => {
    said.out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    said.err += chunk;
  });
  return { child, said, ended: once(child, "close").then(([code]) => code) };
}
