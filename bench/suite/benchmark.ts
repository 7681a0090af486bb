import type { Size } from "./size.ts";

/** One benchmark of `npm run bench`. Its name is that of its result: `bench/results/<name>.json`. */
export interface Benchmark {
  readonly name: string;
  /** What it answers, in one sentence. */
  readonly about: string;
  /** What of its size may be chosen, and how much of it is all. */
  readonly full: Partial<Size>;
  run(surroundings: Surroundings): Promise<Measured>;
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
