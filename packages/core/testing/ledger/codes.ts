import type { CodesLedger } from "../../src/ports.ts";
import type { Lines } from "./lines.ts";

export function codesLedger(lines: Lines): CodesLedger {
  return {
    async writeCode(line, code, content) {
      lines(line).codes.set(code, content);
    },
    async takeCode(line, code) {
      const { codes } = lines(line);
      const content = codes.get(code);
      codes.delete(code);
      return content;
    },
  };
}
