import { styleText } from "node:util";
import type { Bundle } from "./bundle.ts";
import type { ColdImport } from "./coldImport.ts";

export interface Weighed extends Bundle {
  readonly coldImport: ColdImport;
}

const packagesShownMax = 6;

/** One line a bundle: its size, how long it takes to import, and what the bytes are. */
export function table(bundles: readonly Weighed[]): string {
  const rows = [
    ["handler", "minified", "gzipped", "cold import", "at best", "of which"],
    ...bundles.map((one) => [
      one.handler,
      kilobytes(one.minifiedBytes),
      kilobytes(one.gzippedBytes),
      `${one.coldImport.medianMs.toFixed(0)} ms`,
      `${one.coldImport.leastMs.toFixed(0)} ms`,
      shownContents(one),
    ]),
  ];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  "),
  );
  return lines.map((line, i) => (i === 0 ? styleText("dim", line) : line)).join("\n");
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(0)} KB`;
}

function shownContents({ contents }: Bundle): string {
  const shown = contents.slice(0, packagesShownMax);
  const rest = contents.slice(packagesShownMax).reduce((sum, { bytes }) => sum + bytes, 0);
  return [...shown, ...(rest > 0 ? [{ name: "others", bytes: rest }] : [])]
    .map(({ name, bytes }) => `${name} ${(bytes / 1000).toFixed(0)}`)
    .join(", ");
}
