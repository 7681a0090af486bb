import stringWidth from "string-width";

/** One letter a column: its cells begin on the left, or end on the right. */
type Sides = string;

/** Rows as aligned lines, by the width that a terminal gives each cell: colours have none, 漢 has two. */
export function table(rows: readonly (readonly string[])[], sides: Sides): string {
  const widths = [...sides].map((_, column) =>
    Math.max(...rows.map((cells) => stringWidth(cells[column] ?? ""))),
  );
  return rows
    .map((cells) =>
      [...sides]
        .map((side, column) => {
          const cell = cells[column] ?? "";
          const space = " ".repeat((widths[column] ?? 0) - stringWidth(cell));
          return side === "r" ? space + cell : cell + space;
        })
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
