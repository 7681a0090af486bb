import type { Size } from "./size.ts";

/** One benchmark of `npm run bench`. Its name is that of its result: `bench/results/<name>.json`. */
export interface Benchmark {
  readonly name: string;
  /** What it answers, in one sentence. */
  readonly about: string;
  /** What was asked of what it measures. */
  readonly aims?: readonly Aim[];
  /** What of its size may be chosen, and how much of it is all. */
  readonly full: Partial<Size>;
  run(surroundings: Surroundings): Promise<Measured>;
}

/** What the project promised to show, as data: docs/benchmarks.md says of each whether it is met. */
export interface Aim {
  readonly asked: string;
  /** Where the page tells more. */
  readonly section: string;
  readonly figures: readonly string[];
  /** The point of a curve; without it the worst point counts. */
  readonly at?: Readonly<Record<string, number>>;
  /** Settings that are so large at least: less was not asked. */
  readonly needs?: Readonly<Record<string, number>>;
  /** The median of the rounds, or the largest of them; or of the rounds' ratios; or by how many per cent that is not 1. */
  readonly read:
    | { readonly is: "value"; readonly of: string; readonly worst?: true }
    | { readonly is: "ratio" | "off"; readonly of: string; readonly to: string };
  readonly bound: { readonly is: "at most" | "at least"; readonly value: number };
  readonly unit: string;
}

export interface Surroundings {
  /** Small and few: to see that it works, not to be quoted. */
  readonly quick: boolean;
  /** What is to be of another size than the full one. */
  readonly asked: Partial<Size>;
  /** Told of what is being done. */
  say(line: string): void;
}

/** What came out. Everything that is compared was measured in turns in the same run. */
export interface Measured {
  /** What the run was made with: X, Y, N, visitors, … */
  readonly settings: Readonly<Record<string, number | string>>;
  readonly figures: readonly Figure[];
  /** What a reader must know to read the figures rightly. */
  readonly notes: readonly string[];
}

/** One quantity, for each of those compared: a value a round, of which the median is shown. */
export interface Figure {
  readonly name: string;
  /** `ms`, `visitors/s`, `share`, `dollars`, … */
  readonly unit: string;
  /** The point of a curve that it belongs to, such as `{ "waiting": 1000 }`. */
  readonly at?: Readonly<Record<string, number>>;
  readonly values: Readonly<Record<string, readonly number[]>>;
  /** `of` over `to`, by name, of each round. */
  readonly ratio?: { readonly of: string; readonly to: string };
}
