import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withRehearsal, withTables } from "./doc.ts";
import { withExample } from "./plan/doc.ts";

/** `npm run cost:doc`: writes the tables of docs/cost.md and the figures of docs/load-testing.md and docs/planning.md anew. */
const [unknown] = process.argv.slice(2);
if (unknown !== undefined) {
  process.stderr.write(`cost:doc: ${JSON.stringify(unknown)} is unknown: there are no flags\n`);
  process.exit(2);
}
const docs = join(import.meta.dirname, "..", "..", "..", "docs");
write("cost.md", withTables);
write("load-testing.md", withRehearsal);
write("planning.md", withExample);

function write(name: string, anew: (text: string) => string): void {
  const file = join(docs, name);
  writeFileSync(file, anew(readFileSync(file, "utf8")));
}
