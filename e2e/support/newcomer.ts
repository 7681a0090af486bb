import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const root = join(import.meta.dirname, "..", "..");
const packages = join(root, "dist", "packages");
const startsWithinMs = 15_000;

/** An npm that runs the tests tells its children which folder is theirs; this one goes by where it stands. */
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("npm_")));

/** The lines of docs/integrate.md for Express, as somebody copies them. */
export function linesForExpress(): string {
  const [, lines] = /^## Express\n+```ts\n(.*?)^```/ms.exec(page()) ?? [];
  if (lines === undefined) throw new Error("docs/integrate.md has no lines for Express.");
  return lines;
}

/** What docs/integrate.md says to install. */
function archive(): string {
  const [, name] = /^npm install \S*dist\/packages\/(\S+\.tgz)$/m.exec(page()) ?? [];
  if (name === undefined) throw new Error("docs/integrate.md does not say what to install.");
  return name;
}

function page(): string {
  return readFileSync(join(root, "docs", "integrate.md"), "utf8");
}

/** With what a newcomer puts there of their own. Each must stand there once. */
export function filledIn(lines: string, own: Readonly<Record<string, string>>): string {
  return Object.entries(own).reduce((text, [from, to]) => {
    if (text.split(from).length !== 2) throw new Error(`${JSON.stringify(from)} does not stand there once.`);
    return text.replace(from, () => to);
  }, lines);
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** A fresh folder: `npm init`, the packed gate and Express, one file, `node`. Answers when the site does. */
export async function startFresh(program: string, url: string): Promise<{ stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), "fairline-newcomer-"));
  const npm = (cwd: string, ...args: string[]) =>
    execFileSync("npm", [...args, "--silent"], {
      cwd,
      env,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
  npm(root, "run", "pack");
  npm(folder, "init", "--yes");
  npm(folder, "install", "--prefer-offline", "--no-audit", join(packages, archive()), "express");
  writeFileSync(join(folder, "site.mjs"), program);
  const child = spawn(process.execPath, ["site.mjs"], { cwd: folder, stdio: "inherit" });
  const ended = once(child, "close");
  const stop = async () => {
    child.kill();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  const untilMs = performance.now() + startsWithinMs;
  while (!(await answers(url))) {
    if (child.exitCode !== null || performance.now() > untilMs) {
      await stop();
      throw new Error(`The site does not answer at ${url}.`);
    }
    await pause(50);
  }
  return { stop };
}

function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  );
}
