import type { Ledger } from "../../src/ports.ts";
import type { Lines } from "./lines.ts";

export function numbersLedger(
  lines: Lines,
): Pick<Ledger, "issue" | "readIssued" | "findNumbers" | "bindKey"> {
  return {
    async issue(line, count) {
      const stored = lines(line);
      stored.issued += count;
      return stored.issued;
    },
    readIssued: async (line) => lines(line).issued,
    async findNumbers(line, keys) {
      const bound = lines(line).keys;
      return new Map([...bound].filter(([key]) => keys.includes(key)));
    },
    async bindKey(line, key, number, replacing) {
      const { keys } = lines(line);
      if (keys.get(key) === replacing) keys.set(key, number);
      return keys.get(key) ?? number;
    },
  };
}
