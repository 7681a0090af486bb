import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Logger } from "./log.ts";

const crowdMain = join(import.meta.dirname, "..", "..", "crowd", "src", "main.ts");

export interface CrowdOptions {
  readonly url: string;
  readonly room: string;
  readonly visitors: number;
  readonly log: Logger;
}

/** Simulated visitors, in a process of their own so that they take no time from the room. They come back for ever. */
export function startCrowd({ url, room, visitors, log }: CrowdOptions): { stop(): void } {
  if (!existsSync(crowdMain)) {
    log.warn("There is no crowd to start: packages/crowd is missing");
    return { stop() {} };
  }
  // Most are quick, so that whoever looks sees the line move at once.
  const pace = ["--over", "5s", "--dwell", "2s..8s", "--finish-early", "0.95", "--abandon", "0.1"];
  const args = ["--url", url, "--room", room, "--visitors", String(visitors), ...pace, "--forever"];
  const crowd = spawn(process.execPath, [crowdMain, ...args], { stdio: ["pipe", "ignore", "pipe"] });
  let stopping = false;
  let said = "";
  crowd.stderr.on("data", (chunk) => {
    said = `${said}${chunk}`.slice(-500);
  });
  crowd.on("error", (error) => log.warn(`The crowd did not start: ${error.message}`));
  crowd.on("close", (code) => {
    if (!stopping) log.warn(`The crowd has ended (${code}): ${said.trim()}`);
  });
  return {
    stop() {
      stopping = true;
      crowd.kill("SIGTERM");
    },
  };
}
