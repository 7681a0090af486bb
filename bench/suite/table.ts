import type { Figure } from "./benchmark.ts";
import { median } from "./middle.ts";
import type { Result } from "./result.ts";

/** The rows of a result's tables, each with its head. Figures of a unit that compare the same stand in one table. */
export function tablesOf({ figures }: Pick<Result, "figures">): string[][][] {
  const groups = Map.groupBy(figures, (figure) =>
    [figure.unit, ...columnsOf(figure), ...pointOf(figure), figure.ratio?.of ?? ""].join("\n"),
  );
  return [...groups.values()].map((group) => [headOf(group), ...group.map(rowOf)]);
}

function headOf(group: readonly Figure[]): string[] {
  const [first] = group;
  if (first === undefined) throw new Error("There is no figure.");
  const columns = columnsOf(first).flatMap((name) => (isRepeated(group) ? [name, "min..max"] : [name]));
  return ["", ...pointOf(first), "unit", ...columns, ...(first.ratio ? ["ratio"] : [])];
}

function rowOf(
  { name, at = {}, unit, values, ratio }: Figure,
  _: number,
  group: readonly Figure[],
): string[] {
  const cells = Object.values(values).flatMap((all) =>
    isRepeated(group) ? [shown(median(all)), spreadOf(all)] : [shown(median(all))],
  );
  const point = Object.values(at).map(shown);
  return [name, ...point, unit, ...cells, ...(ratio ? [ratioOf(values, ratio)] : [])];
}

/** Of a single round there is no spread to show. */
function isRepeated(group: readonly Figure[]): boolean {
  return group.some(({ values }) => Object.values(values).some(({ length }) => length > 1));
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
