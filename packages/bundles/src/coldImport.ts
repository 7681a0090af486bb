import { execFile } from "node:child_process";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Node's own start is not counted: Lambda has done that before. */
const script = `
  const startedMs = performance.now();
  await import(process.argv[1]);
  console.log(performance.now() - startedMs);
`;

export interface ColdImport {
  readonly medianMs: number;
  /** With nothing else on the machine it would be this. */
  readonly leastMs: number;
}

/** How long a fresh process takes to import a bundle, of so many. */
export async function coldImport(file: string, count: number): Promise<ColdImport> {
  const timesMs: number[] = [];
  for (let i = 0; i < count; i++) {
    const args = ["--input-type=module", "--eval", script, pathToFileURL(file).href];
    timesMs.push(Number((await run(process.execPath, args)).stdout));
  }
  timesMs.sort((a, b) => a - b);
  return { medianMs: timesMs[Math.floor(count / 2)] ?? Number.NaN, leastMs: timesMs[0] ?? Number.NaN };
}
