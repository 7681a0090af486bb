import { fork } from "node:child_process";
import { join } from "node:path";
import { textTable } from "../packages/planner/src/table.ts";
import type { Benchmark, Measured } from "./suite/benchmark.ts";
import { benchmarks } from "./suite/benchmarks.ts";
import { writeDoc } from "./suite/doc.ts";
import { type Options, parseOptions } from "./suite/options.ts";
import { type Result, resultOf, writeResult } from "./suite/result.ts";
import { sizeFlags, sizeNames } from "./suite/size.ts";
import { tablesOf } from "./suite/table.ts";

const help = `Measures Fairline, mostly against the talk's design, and writes bench/results/<name>.json.

npm run bench -- [NAME …] [flags]

  --quick         small and few: to see that it works, not to be quoted; writes nothing
  --draft         others use the machine, too: the result says so
${sizeLines()}
  --doc           measures nothing: makes the tables and charts of docs/benchmarks.md of what was measured
  --list          what there is
  --help          this text

What is smaller than the full benchmark says so in its result.

${listed()}
`;

const parsed = parseOptions(process.argv.slice(2), benchmarks);
switch (parsed.kind) {
  case "help":
    process.stdout.write(help);
    break;
  case "list":
    process.stdout.write(`${listed()}\n`);
    break;
  case "doc":
    await writeDoc(benchmarks);
    break;
  case "refused":
    process.stderr.write(`bench: ${parsed.message}\n`);
    process.exitCode = 2;
    break;
  case "run":
    await runAll(parsed.options);
    break;
  default:
    parsed satisfies never;
}

function listed(): string {
  return textTable(benchmarks.map(({ name, about }) => [name.padEnd(18), about])).replaceAll(/ {3,}/g, "  ");
}

function sizeLines(): string {
  return sizeNames
    .map((name) => {
      const { value, about, allowed } = sizeFlags[name];
      const having = benchmarks.filter(({ full }) => name in full);
      const fullOnes = having.map((one) => `${one.name} ${one.full[name]}`).join(", ");
      return `  --${`${name} ${value}`.padEnd(14)}${about}: ${allowed}; full: ${fullOnes}`;
    })
    .join("\n");
}

/** One after the other: two at once would measure each other. */
async function runAll({ names: wanted, draft, ...how }: Options): Promise<void> {
  for (const benchmark of benchmarks) {
    if (wanted.length > 0 && !wanted.includes(benchmark.name)) continue;
    process.stderr.write(`${benchmark.name}: ${benchmark.about}\n`);
    const measured = await measure(benchmark, how);
    if (measured === undefined) {
      process.stderr.write(`${benchmark.name} has failed\n`);
      process.exitCode = 1;
      continue;
    }
    const result = resultOf(benchmark, measured, { draft, asked: how.asked });
    print(result);
    if (!how.quick) writeResult(result);
  }
}

/**
 * In a process of its own: a machine is started once a process, and what one benchmark leaves behind must not slow the next.
 * Undefined: it failed, and has said why.
 */
async function measure(
  { name }: Benchmark,
  how: Pick<Options, "quick" | "asked">,
): Promise<Measured | undefined> {
  const child = fork(join(import.meta.dirname, "suite", "child.ts"), [name, JSON.stringify(how)]);
  const { promise, resolve } = Promise.withResolvers<Measured | undefined>();
  child.on("message", (measured: Measured) => resolve(measured));
  child.on("exit", () => resolve(undefined));
  return promise;
}

function print({ name, settings, notes, ...result }: Result): void {
  const made = Object.entries(settings).map(([what, value]) => `${what} ${value}`);
  const tables = tablesOf(result).map(textTable);
  process.stdout.write(`${[`${name}: ${made.join(" · ")}`, ...tables, notes.join("\n")].join("\n\n")}\n\n`);
}
