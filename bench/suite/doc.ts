import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { markdownTable } from "../../packages/planner/src/table.ts";
import { curveChart } from "../chart/chart.ts";
import { aimRows } from "./aims.ts";
import type { Benchmark } from "./benchmark.ts";
import { chartOf, pictures } from "./charts.ts";
import type { Result } from "./result.ts";
import { readResult } from "./result.ts";
import { tablesOf } from "./table.ts";

const docs = join(import.meta.dirname, "..", "..", "docs");
export const page = join(docs, "benchmarks.md");
export const pictureFile = (name: string) => join(docs, "pictures", `${name}.svg`);

/** `npm run bench -- --doc`: the tables and charts, of what was measured. */
export async function writeDoc(benchmarks: readonly Benchmark[]): Promise<void> {
  const results = benchmarks.flatMap(({ name }) => readResult(name) ?? []);
  writeFileSync(page, withAims(withResults(readFileSync(page, "utf8"), results), benchmarks, results));
  for (const picture of pictures) {
    const result = results.find(({ name }) => name === picture.result);
    if (result !== undefined)
      writeFileSync(pictureFile(picture.file), `${await curveChart(chartOf(picture, result))}\n`);
  }
}

/** The page with what was asked, and whether it is met. */
export function withAims(
  text: string,
  benchmarks: readonly Pick<Benchmark, "name" | "aims">[],
  results: readonly Result[],
): string {
  return inPlace(text, "aims", markdownTable(aimRows(benchmarks, results)));
}

/** The page with what the results say. Throws where one has no place. */
export function withResults(text: string, results: readonly Result[]): string {
  return results.reduce((document, result) => inPlace(document, result.name, told(result)), text);
}

function inPlace(document: string, name: string, text: string): string {
  const place = new RegExp(`(<!-- ${name} -->\\n)[\\s\\S]*?(<!-- /${name} -->)`);
  if (!place.test(document)) throw new Error(`docs/benchmarks.md has no place for "${name}".`);
  return document.replace(place, (_, before: string, after: string) => `${before}${text}\n${after}`);
}

/** Fewer rounds are no figure to build on. */
const roundsMin = 3;

function told({ settings, machine, takenAt, rounds, draft, partial, notes, figures }: Result): string {
  const made = Object.entries(settings).map(([what, value]) => `${what}: ${value.toLocaleString("en-US")}`);
  const { cpu, cores, memoryGb, os, node } = machine;
  const where = `${cpu}, ${cores} cores, ${memoryGb} GB, ${os}, Node ${node}`;
  const often = rounds === 1 ? "one round" : `medians of ${rounds} rounds`;
  const why = [...(rounds < roundsMin ? [often] : []), ...(draft ? ["on a machine that others used"] : [])];
  const smaller = "**Smaller than the full benchmark.**";
  return [
    `${made.join(" · ")}. Measured on ${takenAt.slice(0, 10)}, ${often}, on ${where}.`,
    ...(why.length === 0 ? [] : [`**A draft: ${why.join(", ")}.**`]),
    ...(partial ? [smaller] : []),
    ...tablesOf({ figures }).map(markdownTable),
    notes.map((note) => `- ${note}`).join("\n"),
  ].join("\n\n");
}
