/** A table as text: the first column begins on the left, the others end on the right. */
export function textTable(rows: readonly (readonly string[])[]): string {
  const widths = columnsOf(rows).map((cells) => Math.max(...cells.map((cell) => cell.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** The same for Markdown; the first row is its head. */
export function markdownTable([head = [], ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rule = head.map((_, column) => (column === 0 ? "---" : "---:"));
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}

function columnsOf(rows: readonly (readonly string[])[]): string[][] {
  const count = Math.max(...rows.map((row) => row.length));
  return Array.from({ length: count }, (_, column) => rows.map((row) => row[column] ?? ""));
}

export function money(dollars: number): string {
  return `$${dollars.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}

export function amount(count: number): string {
  return count.toLocaleString("en-US", { maximumFractionDigits: count < 10 ? 2 : 0 });
}

/** `1 slot`, `2 slots`. */
export function counted(count: number, what: string): string {
  return `${amount(count)} ${what}${count === 1 ? "" : "s"}`;
}
