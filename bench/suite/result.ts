import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, release, type as system, totalmem } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import type { Benchmark, Measured } from "./benchmark.ts";
import { isPartial, type Size } from "./size.ts";

export const resultsFolder = join(import.meta.dirname, "..", "results");

const Figure = z
  .strictObject({
    name: z.string().min(1),
    unit: z.string().min(1),
    at: z.record(z.string(), z.number()).exactOptional(),
    values: z.record(z.string(), z.array(z.number()).min(1)),
    ratio: z.strictObject({ of: z.string(), to: z.string() }).exactOptional(),
  })
  .refine(({ values }) => Object.keys(values).length > 0, "a figure has values")
  .refine(
    ({ values, ratio }) => ratio === undefined || (ratio.of in values && ratio.to in values),
    "a ratio is of two whose values are there",
  );

/** A file of bench/results: what was measured, when, and on what. */
export const Result = z.strictObject({
  name: z.string(),
  about: z.string(),
  takenAt: z.iso.datetime(),
  machine: z.strictObject({
    cpu: z.string(),
    cores: z.int(),
    memoryGb: z.number(),
    os: z.string(),
    node: z.string(),
  }),
  /** How many values the figure with the most has: so often everything took its turn. */
  rounds: z.int().min(1),
  /** The machine was not quiet. */
  draft: z.boolean().exactOptional(),
  /** Smaller than the full benchmark; `settings` says how small. */
  partial: z.boolean().exactOptional(),
  settings: z.record(z.string(), z.union([z.number(), z.string()])),
  figures: z.array(Figure).min(1),
  notes: z.array(z.string()),
});
export type Result = z.infer<typeof Result>;

export function resultOf(
  { name, about, full }: Benchmark,
  measured: Measured,
  { draft, asked }: { readonly draft: boolean; readonly asked: Partial<Size> },
): Result {
  const rounds = measured.figures.flatMap(({ values }) => Object.values(values).map(({ length }) => length));
  return Result.parse({
    name,
    about,
    takenAt: new Date().toISOString(),
    machine: machine(),
    rounds: Math.max(...rounds),
    ...(draft && { draft }),
    ...(isPartial(full, asked) && { partial: true }),
    ...measured,
  });
}

export function fileOf(name: string): string {
  return join(resultsFolder, `${name}.json`);
}

export function writeResult(result: Result): void {
  writeFileSync(fileOf(result.name), `${JSON.stringify(result, null, 2)}\n`);
}

/** Undefined: it has not been measured yet. */
export function readResult(name: string): Result | undefined {
  const file = fileOf(name);
  return existsSync(file) ? Result.parse(JSON.parse(readFileSync(file, "utf8"))) : undefined;
}

function machine(): Result["machine"] {
  const [first] = cpus();
  return {
    cpu: first?.model ?? "unknown",
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    os: `${system()} ${release()}`,
    node: process.version,
  };
}
