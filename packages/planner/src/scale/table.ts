import type { Allowance } from "./allowance.ts";

/** DynamoDB, on demand: what a table takes grows to twice what it took half an hour ago or earlier. */
const doublesAfterSeconds = 1800;

export interface Table {
  /** A new second begins. */
  begin(second: number): void;
  /** Of so many write units, those for which there is room in this second. */
  write(units: number): number;
}

export function createTable({ newTableWrites, tableWrites }: Allowance): Table {
  /** The most that was written in a second, up to each. */
  const peaks: number[] = [];
  let [room, used] = [0, 0];
  return {
    begin(second) {
      if (second > 0) peaks.push(Math.max(peaks.at(-1) ?? 0, used));
      const peak = peaks[second - doublesAfterSeconds] ?? 0;
      room = Math.min(tableWrites, Math.max(newTableWrites, 2 * peak));
      used = 0;
    },
    write(units) {
      const granted = Math.min(units, room - used);
      used += granted;
      return granted;
    },
  };
}
