import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startLocal } from "@fairline/local";
import pino from "pino";
import * as z from "zod";
import { captureConsole } from "../../packages/local/src/log.ts";
import type { SmallCrowd } from "./crowds.ts";

/** The bound of a crowd's run. */
export const runSecondsMax = 60;
/** N: it decides nothing that is compared, and pushes are most of what a run costs the machine. */
export const tickSeconds = 5;
const crowdMain = join(import.meta.dirname, "..", "..", "packages", "crowd", "src", "main.ts");

const CrowdReport = z.object({
  seconds: z.number(),
  visitors: z.int(),
  admitted: z.int(),
  waitSeconds: z.object({ p50: z.number(), p95: z.number(), max: z.number() }),
  handoverMs: z.object({ p50: z.number(), p95: z.number() }),
  violations: z.array(z.string()),
});
export type CrowdReport = z.infer<typeof CrowdReport>;

/**
 * One machine with a room for each crowd and seed, and the crowds one after the other, each in a process of its own. Returns
 * the reports of each seed, in the order of the crowds.
 */
export async function runAll(
  crowds: readonly SmallCrowd[],
  seeds: readonly number[],
  say: (line: string) => void,
): Promise<CrowdReport[][]> {
  const folder = mkdtempSync(join(tmpdir(), "fairline-plan-"));
  try {
    return await runIn(folder, crowds, seeds, say);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runIn(
  folder: string,
  crowds: readonly SmallCrowd[],
  seeds: readonly number[],
  say: (line: string) => void,
): Promise<CrowdReport[][]> {
  const config = join(folder, "rooms.json");
  const rooms = seeds.flatMap((seed) =>
    crowds.map(({ slots, slotSeconds }, index) => [roomOf(index, seed), { slots, slotSeconds, tickSeconds }]),
  );
  writeFileSync(config, JSON.stringify({ rooms: Object.fromEntries(rooms) }));
  const log = pino({ level: "warn" }, pino.destination(2));
  captureConsole(log);
  const server = await startLocal(
    { port: 0, host: "127.0.0.1", config, adminToken: "plan", log: "json" },
    { log },
  );
  const rounds: CrowdReport[][] = [];
  try {
    for (const seed of seeds) {
      const reports: CrowdReport[] = [];
      for (const [index, { name, flags }] of crowds.entries()) {
        say(`${name}, seed ${seed}`);
        const room = roomOf(index, seed);
        const to = { url: server.url, room, seed, timeout: `${runSecondsMax}s` };
        reports.push(await send(join(folder, `${room}.json`), { ...flags, ...to }));
      }
      rounds.push(reports);
    }
  } finally {
    await server.stop();
  }
  return rounds;
}

function roomOf(index: number, seed: number): string {
  return `crowd-${index + 1}-${seed}`;
}

async function send(file: string, flags: Readonly<Record<string, string | number>>): Promise<CrowdReport> {
  const said = Object.entries({ abandon: 0, ...flags, json: file });
  const args = said.flatMap(([name, value]) => [`--${name}`, String(value)]);
  const crowd = spawn(process.execPath, [crowdMain, ...args, "--quiet"], { stdio: "inherit" });
  await new Promise((resolve, reject) => crowd.on("close", resolve).on("error", reject));
  return CrowdReport.parse(JSON.parse(readFileSync(file, "utf8")));
}
