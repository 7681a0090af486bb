import { spawn } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import type { Logger } from "./log.ts";

const packages = join(import.meta.dirname, "..", "..");
const web = join(packages, "web");
/** The web client is built from its own sources, and from those of the packages that a visitor loads. */
const sources = ["index.html", "vite.config.ts", "package.json", "build", "src", "public"].map((name) =>
  join(web, name),
);
const loaded = ["core", "client"].map((name) => join(packages, name, "src"));

export const webClientFolder = join(web, "dist");

/** Builds the web client if there is none, or if a source is newer. Without it the APIs still work, so that is no error. */
export async function buildWebClient(log: Logger, say: (line: string) => void): Promise<void> {
  if (!existsSync(join(web, "index.html"))) return;
  const builtAtMs = newestMs(join(webClientFolder, "index.html"));
  const changedAtMs = Math.max(...[...sources, ...loaded].map(newestMs));
  if (builtAtMs > changedAtMs) return;
  say("building the web client");
  const failure = await runVite();
  if (failure !== undefined) log.warn(`The web client could not be built: ${failure}`);
}

/** Of a file or of everything in a folder; 0 if there is nothing. */
function newestMs(path: string): number {
  if (!existsSync(path)) return 0;
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(path).reduce((newest, name) => Math.max(newest, newestMs(join(path, name))), 0);
}

/** In a process of its own, beside the services that start meanwhile. Resolves with what went wrong, if anything. */
function runVite(): Promise<string | undefined> {
  let vite: string;
  try {
    const manifest = createRequire(join(web, "package.json")).resolve("vite/package.json");
    vite = join(dirname(manifest), "bin", "vite.js");
  } catch {
    return Promise.resolve("Vite is not installed (npm ci)");
  }
  return new Promise((resolve) => {
    const build = spawn(process.execPath, [vite, "build", "--logLevel", "warn"], {
      cwd: web,
      stdio: ["ignore", "ignore", "pipe"],
    });
    let said = "";
    build.stderr.on("data", (chunk) => {
      said += chunk;
    });
    build.on("error", (error) => resolve(error.message));
    build.on("close", (code) => resolve(code === 0 ? undefined : causeIn(said) || `Vite ended with ${code}`));
  });
}

/** The line that says what is wrong, among many that say where. */
function causeIn(said: string): string | undefined {
  const lines = stripVTControlCharacters(said)
    .split("\n")
    .filter((line) => line.trim() !== "");
  return lines.find((line) => line.startsWith("[")) ?? lines[0];
}
