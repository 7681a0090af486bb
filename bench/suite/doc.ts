import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { markdownTable } from "../../packages/planner/src/table.ts";
import { curveChart } from "../chart/chart.ts";
import { chartOf, pictures } from "./charts.ts";
import type { Result } from "./result.ts";
import { readResult } from "./result.ts";
import { tablesOf } from "./table.ts";

const docs = join(import.meta.dirname, "..", "..", "docs");
export const page = join(docs, "benchmarks.md");
export const pictureFile = (name: string) => join(docs, "pictures", `${name}.svg`);

/** `npm run bench -- --doc`: the tables and charts, of what was measured. */
export async function writeDoc(names: readonly string[]): Promise<void> {
  const results = names.flatMap((name) => readResult(name) ?? []);
  writeFileSync(page, withResults(readFileSync(page, "utf8"), results));
  for (const picture of pictures) {
    const result = results.find(({ name }) => name === picture.result);
    if (result !== undefined)
      writeFileSync(pictureFile(picture.file), `${await curveChart(chartOf(picture, result))}\n`);
  }
}

/** The page with what the results say. Throws where one has no place. */
export function withResults(text: string, results: readonly Result[]): string {
  return results.reduce((document, result) => {
    const { name } = result;
    const place = new RegExp(`(<!-- ${name} -->\\n)[\\s\\S]*?(<!-- /${name} -->)`);
    if (!place.test(document)) throw new Error(`docs/benchmarks.md has no place for "${name}".`);
    return document.replace(
      place,
      (_, before: string, after: string) => `${before}${told(result)}\n${after}`,
    );
  }, text);
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
