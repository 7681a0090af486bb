import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withTables } from "./doc.ts";

/** `npm run cost:doc`: writes the tables of docs/cost.md anew. */
const [unknown] = process.argv.slice(2);
if (unknown !== undefined) {
  process.stderr.write(`cost:doc: ${JSON.stringify(unknown)} is unknown: there are no flags\n`);
  process.exit(2);
}
const file = join(import.meta.dirname, "..", "..", "..", "docs", "cost.md");
writeFileSync(file, withTables(readFileSync(file, "utf8")));
