import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import type { RoomConfig } from "@fairline/core";
import * as z from "zod";

const root = join(import.meta.dirname, "..", "..");
const main = join(root, "packages", "local", "src", "main.ts");

export type Rooms = RoomConfig["rooms"];

export interface ServerOptions {
  readonly rooms: Rooms;
  /** Where everything is kept; in memory without it. */
  readonly data?: string;
  /** The folder of the operator's theme; the shipped one without it. */
  readonly theme?: string;
  /** 0, the default, takes a free one. */
  readonly port?: number;
  readonly adminToken?: string;
  /** By which sites behind the rooms prove who they are; a random one without it. */
  readonly siteKey?: string;
  /** How long an operator stays signed in. */
  readonly sessionSeconds?: number;
  readonly readyWithinMs?: number;
}

/** The server under test: `npm start` in a process of its own, as an operator starts it. */
export interface Server {
  readonly url: string;
  readonly port: number;
  readonly adminToken: string;
  /** From the start of the process to the first 200 of `/healthz`. */
  readonly readyMs: number;
  /** What the server logged as `error` or `fatal`, line by line. */
  readonly errors: readonly string[];
  /** SIGTERM. Gives the exit code, and how long it took. */
  stop(): Promise<{ code: number | null; tookMs: number }>;
  /** SIGKILL, as when the machine loses its power. */
  kill(): Promise<void>;
}

/** Enough to know what it was; a stack trace says no more to a test. */
const errorCharsMax = 400;

const LogLine = z.looseObject({ level: z.string(), msg: z.string().optional(), url: z.string().optional() });

export async function startServer(options: ServerOptions): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), "fairline-e2e-"));
  const config = join(folder, "rooms.json");
  writeFileSync(config, JSON.stringify({ rooms: options.rooms }));
  const adminToken = options.adminToken ?? randomBytes(12).toString("hex");
  const startedMs = performance.now();
  const child = spawnMain(
    [
      ...["--port", String(options.port ?? 0), "--host", "127.0.0.1", "--log", "json"],
      ...["--admin-token", adminToken, "--config", config],
      ...(options.data === undefined ? [] : ["--data", options.data]),
      ...(options.siteKey === undefined ? [] : ["--site-key", options.siteKey]),
      ...(options.theme === undefined ? [] : ["--theme", options.theme]),
    ],
    // The command line takes a minute at the least, which no test waits for.
    options.sessionSeconds === undefined ? {} : { SESSION_SECONDS: String(options.sessionSeconds) },
  );
  const ended = once(child, "close").then(([code]) => code as number | null);
  void ended.then(() => rmSync(folder, { recursive: true, force: true }));

  const errors: string[] = [];
  const readyWithinMs = options.readyWithinMs ?? 30_000;
  try {
    const url = await readyUrl(child, errors, readyWithinMs);
    await untilHealthy(url, readyWithinMs);
    return {
      url,
      port: Number(new URL(url).port),
      adminToken,
      readyMs: performance.now() - startedMs,
      errors,
      async stop() {
        const stoppedMs = performance.now();
        child.kill("SIGTERM");
        const code = await ended;
        return { code, tookMs: performance.now() - stoppedMs };
      },
      async kill() {
        child.kill("SIGKILL");
        await ended;
      },
    };
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  }
}

/** Runs the command with these arguments, in the repository's root. */
export function spawnMain(args: readonly string[], more: NodeJS.ProcessEnv = {}): ChildProcess {
  const { FAIRLINE_PORT: _, ...inherited } = process.env;
  const env = { ...inherited, ...more };
  return spawn(process.execPath, [main, ...args], { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
}

/** The address in the log line that says "Ready". Collects errors for as long as the process lives. */
function readyUrl(child: ChildProcess, errors: string[], withinMs: number): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const timer = setTimeout(() => reject(new Error(`Not ready within ${withinMs} ms.`)), withinMs);
  child.stderr?.on("data", (chunk) => errors.push(String(chunk)));
  child.once("close", (code) => reject(new Error(`The server ended with ${code}: ${errors.join("\n")}`)));
  if (child.stdout === null) throw new Error("The server has no standard output.");
  createInterface(child.stdout).on("line", (line) => {
    const entry = LogLine.parse(JSON.parse(line));
    if (entry.level === "error" || entry.level === "fatal") errors.push(line.slice(0, errorCharsMax));
    if (entry.msg === "Ready" && entry.url !== undefined) resolve(entry.url);
  });
  return promise.finally(() => clearTimeout(timer));
}

async function untilHealthy(url: string, withinMs: number): Promise<void> {
  const untilMs = performance.now() + withinMs;
  for (;;) {
    const status = await fetch(`${url}/healthz`).then(
      (response) => response.status,
      () => 0,
    );
    if (status === 200) return;
    if (performance.now() > untilMs) throw new Error(`${url}/healthz answered ${status} to the end.`);
    await pause(20);
  }
}
