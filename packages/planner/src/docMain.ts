import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withTables } from "./doc.ts";

/** `npm run cost:doc`: writes the tables of docs/cost.md anew. */
const file = join(import.meta.dirname, "..", "..", "..", "docs", "cost.md");
writeFileSync(file, withTables(readFileSync(file, "utf8")));
