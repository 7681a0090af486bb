import type { ReactNode } from "react";

interface TableFrameProps {
  readonly label: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly ReactNode[])[];
  /** On a phone each row is a block, in which each cell has its column's name beside it. */
  readonly isStacked?: boolean;
}

/** A table of a plan: the first cell of each row names it. What is too wide for the window is scrolled sideways. */
export function TableFrame({ label, head, rows, isStacked = false }: TableFrameProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={`plan-table values${isStacked ? " stacked" : ""}`} tabIndex={0} aria-label={label}>
      <table>
        <thead>
          <tr>
            {head.map((name, column) =>
              column === 0 && name === "" ? (
                <td key="" />
              ) : (
                <th key={name} scope="col">
                  {name}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, ...cells], row) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name than their place
            <tr key={row}>
              <th scope="row">{name}</th>
              {cells.map((cell, column) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: nor have cells
                <td key={column} data-name={head[column + 1]}>
                  <div>{cell}</div>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
