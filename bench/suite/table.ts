import { median } from "../gate/median.ts";
import type { Figure } from "./benchmark.ts";
import type { Result } from "./result.ts";

/** The rows of a result's tables, each with its head. Figures that compare the same stand in the same table. */
export function tablesOf({ figures }: Pick<Result, "figures">): string[][][] {
  const groups = Map.groupBy(figures, (figure) => [...columnsOf(figure), ...pointOf(figure)].join("\n"));
  return [...groups.values()].map((group) => [headOf(group), ...group.map(rowOf)]);
}

function headOf([first]: readonly Figure[]): string[] {
  if (first === undefined) throw new Error("There is no figure.");
  const columns = columnsOf(first).flatMap((name) => [name, "min..max"]);
  return ["", ...pointOf(first), "unit", ...columns, ...(first.ratio ? ["ratio"] : [])];
}

function rowOf({ name, at = {}, unit, values, ratio }: Figure): string[] {
  const cells = Object.values(values).flatMap((all) => [shown(median(all)), spreadOf(all)]);
  const point = Object.values(at).map(shown);
  return [name, ...point, unit, ...cells, ...(ratio ? [ratioOf(values, ratio)] : [])];
}

const columnsOf = ({ values }: Figure) => Object.keys(values);
const pointOf = ({ at = {} }: Figure) => Object.keys(at);

/** The median of the rounds' own ratios. */
function ratioOf(values: Figure["values"], { of, to }: NonNullable<Figure["ratio"]>): string {
  const [above = [], below = []] = [values[of], values[to]];
  const ratios = above.flatMap((value, round) => {
    const other = below[round];
    return other === undefined || other === 0 ? [] : [value / other];
  });
  return ratios.length === 0 ? "–" : shown(median(ratios));
}

function spreadOf(all: readonly number[]): string {
  if (all.length === 1) return "one round";
  const [min, max] = [Math.min(...all), Math.max(...all)].map(shown);
  return `${min}..${max}`;
}

/** Three digits that count; large numbers as they are. */
export function shown(value: number): string {
  if (value === 0) return "0";
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString("en-US");
  if (Math.abs(value) >= 0.001) return String(Number(value.toPrecision(3)));
  return value.toExponential(2);
}
