import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { join } from "node:path";
import { textTable } from "../packages/planner/src/table.ts";
import { type Measured, measure } from "./console/measure.ts";
import { flagLines, type Options, parseOptions } from "./console/options.ts";

/** What the console promises, however long the line is. */
const aims = { p95Ms: 200, pageBytes: 100e6 } as const;
const results = join(import.meta.dirname, "results");

const help = `Measures whether the console stays usable with a long line in the store: how long the live view takes, and what the
page holds, beside an empty room in the same run.

npm run bench:console -- [flags]

${flagLines}
  --help       this text

It takes some six minutes, and writes bench/results/console.json.
Exit code 0: the live view answers within ${aims.p95Ms} ms (p95), and the page stays under ${aims.pageBytes / 1e6} MB; 1: not so; 2: the flags are wrong.
`;

const parsed = parseOptions(process.argv.slice(2));
switch (parsed.kind) {
  case "help":
    process.stdout.write(help);
    break;
  case "refused":
    process.stderr.write(`bench:console: ${parsed.message}\n`);
    process.exitCode = 2;
    break;
  case "run":
    // The services stop within a bound: what of them hangs after it must not keep the process.
    process.exit(await report(parsed.options));
    break;
  default:
    parsed satisfies never;
}

async function report(options: Options): Promise<number> {
  const measured = await measure(options);
  mkdirSync(results, { recursive: true });
  const file = join(results, "console.json");
  writeFileSync(file, `${JSON.stringify({ ...options, ...measured }, null, 2)}\n`);
  // Where others work, too, times tell of them.
  const load = `${(loadavg()[0] ?? 0).toFixed(1)} on ${availableParallelism()} processors`;
  const verdicts = verdictsOn(measured);
  process.stdout.write(`${options.tickets} tickets were written in ${measured.fillSeconds.toFixed(0)} s. The machine's load is ${load}.

${textTable([["", "long line", "empty room", "ratio"], ...rowsOf(measured, options)])}

${verdicts.map(({ isMet, text }) => `${isMet ? "met   " : "missed"}  ${text}`).join("\n")}
`);
  return verdicts.every(({ isMet }) => isMet) ? 0 : 1;
}

function verdictsOn({ allSamples, newSamples, page }: Measured): { isMet: boolean; text: string }[] {
  const p95Ms = Math.max(allSamples.long.p95Ms, newSamples.long.p95Ms);
  const pageBytes = Math.max(page.long.atLast.heapBytes, page.long.atLast.processBytes ?? 0);
  return [
    {
      isMet: p95Ms <= aims.p95Ms,
      text: `live view, p95: ${p95Ms.toFixed(0)} ms of at most ${aims.p95Ms} ms`,
    },
    {
      isMet: pageBytes < aims.pageBytes,
      text: `page: ${megabytes(pageBytes)} of less than ${megabytes(aims.pageBytes)}`,
    },
  ];
}

type Figure = readonly [name: string, long: number | undefined, empty: number | undefined];

function rowsOf({ allSamples, newSamples, page }: Measured, { polls }: Options): string[][] {
  const times: Figure[] = [
    ["live view with all samples, p50", allSamples.long.p50Ms, allSamples.empty.p50Ms],
    ["live view with all samples, p95", allSamples.long.p95Ms, allSamples.empty.p95Ms],
    ["live view with new samples, p50", newSamples.long.p50Ms, newSamples.empty.p50Ms],
    ["live view with new samples, p95", newSamples.long.p95Ms, newSamples.empty.p95Ms],
  ];
  const sizes: Figure[] = [
    ["its size with all samples", allSamples.long.bytes, allSamples.empty.bytes],
    ["its size with new samples", newSamples.long.bytes, newSamples.empty.bytes],
  ];
  const { long, empty } = page;
  const memory: Figure[] = [
    ["the page's heap at first", long.atFirst.heapBytes, empty.atFirst.heapBytes],
    [`the page's heap after ${polls} polls`, long.atLast.heapBytes, empty.atLast.heapBytes],
    ["its process at first", long.atFirst.processBytes, empty.atFirst.processBytes],
    [`its process after ${polls} polls`, long.atLast.processBytes, empty.atLast.processBytes],
  ];
  return [
    ...times.map((figure) => row(figure, (ms) => `${ms.toFixed(1)} ms`)),
    ...sizes.map((figure) => row(figure, (bytes) => `${(bytes / 1000).toFixed(1)} KB`)),
    ...memory.map((figure) => row(figure, megabytes)),
  ];
}

function row([name, long, empty]: Figure, shown: (value: number) => string): string[] {
  const ratio = long === undefined || empty === undefined ? "-" : (long / empty).toFixed(2);
  return [name, ...[long, empty].map((value) => (value === undefined ? "-" : shown(value))), ratio];
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
