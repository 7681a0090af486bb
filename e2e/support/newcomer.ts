import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

export const root = join(import.meta.dirname, "..", "..");
const startsWithinMs = 15_000;

/** An npm that runs the tests tells its children which folder is theirs; this one goes by where it stands. */
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("npm_")));

const page = readFileSync(join(root, "docs", "integrate.md"), "utf8");

/** The lines of docs/integrate.md for Express, as somebody copies them. */
export function linesForExpress(): string {
  const [, lines] = /^## Express\n+```ts\n(.*?)^```/ms.exec(page) ?? [];
  if (lines === undefined) throw new Error("docs/integrate.md has no lines for Express.");
  return lines;
}

/** The line for curl, which is to be taken for a browser. */
export function lineForCurl(): string {
  const [, line] = /`(curl -i [^`]+)`/.exec(page) ?? [];
  if (line === undefined) throw new Error("docs/integrate.md has no line for curl.");
  return line;
}

/** The lines for a shell under "Try it on your machine": in Fairline's folder, at a room, and in the folder of a fresh site. */
export function linesForShell(): { readonly room: string; readonly site: string } {
  const [section = ""] = /^## Try it on your machine\n.*?(?=^## )/ms.exec(page) ?? [];
  const [, room, site, ...more] = [...section.matchAll(/^```sh\n(.*?)^```/gms)].map(([, lines]) => lines);
  if (room === undefined || site === undefined || more.length > 0)
    throw new Error("docs/integrate.md has not three blocks of lines for a shell.");
  return { room, site };
}

/** In a shell of one's own, as somebody types them. */
export function run(lines: string, cwd: string, own: NodeJS.ProcessEnv = {}): string {
  return execFileSync("bash", ["-e", "-c", lines], {
    cwd,
    env: { ...env, npm_config_prefer_offline: "true", npm_config_audit: "false", ...own },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
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

/** The packed gate, a fresh folder with what the page installs there, one file, `node`. Answers when the site does. */
export async function startFresh(program: string, url: string): Promise<{ stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), "fairline-newcomer-"));
  run("npm run pack --silent", root);
  run(filledIn(linesForShell().site, { "FAIRLINE/": `${root}/` }), folder);
  writeFileSync(join(folder, "site.js"), program);
  const child = spawn(process.execPath, ["site.js"], { cwd: folder, stdio: "inherit" });
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
