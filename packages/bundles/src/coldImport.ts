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

/** How long a fresh process takes to import a bundle: the median of so many, in milliseconds. */
export async function coldImportMs(file: string, count: number): Promise<number> {
  const timesMs: number[] = [];
  for (let i = 0; i < count; i++) {
    const args = ["--input-type=module", "--eval", script, pathToFileURL(file).href];
    timesMs.push(Number((await run(process.execPath, args)).stdout));
  }
  return timesMs.sort((a, b) => a - b)[Math.floor(count / 2)] ?? Number.NaN;
}
