import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as z from "zod";

const crowdMain = join(import.meta.dirname, "..", "..", "packages", "crowd", "src", "main.ts");

const CrowdReport = z.object({
  admitted: z.int(),
  completed: z.int(),
  expired: z.int(),
  utilisation: z.number().nullable(),
  inversions: z.int(),
  handoverMs: z.object({ p50: z.number().nullable() }),
  violations: z.array(z.string()),
});
export type CrowdReport = z.infer<typeof CrowdReport>;

/** A crowd in a process of its own. What it saw broken is in the report, and not an error. */
export async function sendCrowd(flags: Readonly<Record<string, string | number>>): Promise<CrowdReport> {
  const folder = mkdtempSync(join(tmpdir(), "fairline-crowd-"));
  const file = join(folder, "crowd.json");
  try {
    const args = Object.entries({ ...flags, json: file }).flatMap(([name, value]) => [
      `--${name}`,
      String(value),
    ]);
    const crowd = spawn(process.execPath, [crowdMain, ...args, "--quiet"], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    let said = "";
    crowd.stderr.on("data", (chunk) => {
      said = `${said}${chunk}`.slice(-2000);
    });
    await new Promise((resolve, reject) => crowd.on("close", resolve).on("error", reject));
    return CrowdReport.parse(JSON.parse(readReport(file, said)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readReport(file: string, said: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    throw new Error(`The crowd did not report: ${said.trim()}`);
  }
}
