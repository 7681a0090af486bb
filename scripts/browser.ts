import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";

/** What a person must do where nothing below could. */
const advice =
  "The end-to-end tests need Chromium or Chrome. Install one (Debian, Ubuntu: apt-get install chromium; " +
  "others: npx playwright install chromium), or name it in FAIRLINE_CHROMIUM.";

const names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"];
const macs = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/**
 * The browser that the end-to-end tests drive: a system Chromium or Chrome, else Playwright's own, else Debian's
 * where we may install it. Throws with what to do.
 */
export function findOrInstallBrowser(say: (line: string) => void): string {
  const found = findBrowser();
  if (found !== undefined) return found;
  say("No Chromium or Chrome found: trying Playwright's own");
  if (run("playwright", ["install", "chromium"], 240_000)) {
    // Its libraries take a package manager, and the right to use it.
    if (process.getuid?.() === 0) run("playwright", ["install-deps", "chromium"], 240_000);
    const own = playwrightsOwn();
    if (own !== undefined) return own;
  }
  if (process.getuid?.() === 0 && inPath("apt-get") !== undefined) {
    say("Playwright's download failed: installing Debian's chromium");
    const quietly = { DEBIAN_FRONTEND: "noninteractive" };
    run("apt-get", ["update", "-qq"], 240_000, quietly);
    run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], 400_000, quietly);
    const installed = findBrowser();
    if (installed !== undefined) return installed;
  }
  throw new Error(advice);
}

function findBrowser(): string | undefined {
  const named = process.env.FAIRLINE_CHROMIUM;
  if (named !== undefined) {
    if (existsSync(named)) return named;
    throw new Error(`FAIRLINE_CHROMIUM: there is no file ${JSON.stringify(named)}.`);
  }
  return names.map(inPath).find((path) => path !== undefined) ?? macs.find(existsSync) ?? playwrightsOwn();
}

function inPath(name: string): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter);
  // npm puts the folders of packages first: a browser of that name there is only a wrapper that downloads one.
  return folders
    .filter((folder) => !folder.includes("node_modules"))
    .map((folder) => join(folder, name))
    .find(existsSync);
}

function playwrightsOwn(): string | undefined {
  const require = createRequire(join(import.meta.dirname, "..", "e2e", "package.json"));
  const script = `console.log(require(${JSON.stringify(require.resolve("@playwright/test"))}).chromium.executablePath())`;
  try {
    const path = execFileSync(process.execPath, ["-e", script], { encoding: "utf8" }).trim();
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

function run(command: string, args: string[], timeout: number, env: Record<string, string> = {}): boolean {
  const { status } = spawnSync(command, args, {
    stdio: ["ignore", "ignore", "ignore"],
    timeout,
    env: { ...process.env, ...env },
  });
  return status === 0;
}
