import type { Aim, Benchmark, Figure } from "./benchmark.ts";
import { median } from "./middle.ts";
import type { Result } from "./result.ts";
import { shown } from "./table.ts";

/** What was asked of each benchmark, what its result says, and whether that is enough. */
export function aimRows(
  benchmarks: readonly Pick<Benchmark, "name" | "aims">[],
  results: readonly Result[],
): string[][] {
  const rows = benchmarks.flatMap(({ name, aims = [] }) => {
    const result = results.find((one) => one.name === name);
    return aims.map((aim) => [`[${aim.asked}](#${aim.section})`, ...judged(aim, result)]);
  });
  return [["what was asked", "measured", "met"], ...rows];
}

function judged(aim: Aim, result: Result | undefined): [string, string] {
  const value = result && measured(aim, result);
  if (value === undefined) return ["not measured", "–"];
  const { bound } = aim;
  const isMet = bound.is === "at most" ? value <= bound.value : value >= bound.value;
  return [`${shown(value)} ${aim.unit}`, isMet ? "yes" : "no"];
}

/** Of several figures the worst; undefined where the result lacks one, or was made with less than was asked. */
function measured({ figures, at = {}, needs = {}, read, bound }: Aim, result: Result): number | undefined {
  const isEnough = Object.entries(needs).every(([name, least]) => Number(result.settings[name]) >= least);
  if (!isEnough) return undefined;
  const isThere = (figure: Figure) =>
    Object.entries(at).every(([name, value]) => figure.at?.[name] === value);
  const values: number[] = [];
  for (const name of figures) {
    const found = result.figures.filter((figure) => figure.name === name && isThere(figure));
    if (found.length === 0) return undefined;
    for (const figure of found) {
      const value = amountOf(figure, read);
      if (value === undefined) return undefined;
      values.push(value);
    }
  }
  return bound.is === "at most" ? Math.max(...values) : Math.min(...values);
}

function amountOf({ values }: Figure, read: Aim["read"]): number | undefined {
  const [all = [], others = []] = [values[read.of], read.is === "value" ? [] : values[read.to]];
  if (all.length === 0) return undefined;
  if (read.is === "value") return read.worst ? Math.max(...all) : median(all);
  const ratios = all.flatMap((value, round) => (others[round] ? [value / others[round]] : []));
  if (ratios.length === 0) return undefined;
  return read.is === "ratio" ? median(ratios) : 100 * Math.abs(median(ratios) - 1);
}
