import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What the pictures of the visitor's page show. */
const sources = [
  "e2e/support/{scenes,stage}.ts",
  "packages/web/public/*.svg",
  "packages/web/src/{base.css,Shell.tsx,theme/Logo.tsx}",
  "packages/web/src/visitor/{*.tsx,*.css,words.*.ts}",
];

/** A line for each file that the pictures come from, with a hash of what stands in it: the same lines, the same pictures. */
export function madeFrom(repository: string): string {
  const files = globSync(sources, { cwd: repository }).sort();
  return files.map((file) => `${hashOf(join(repository, file))}  ${file}\n`).join("");
}

function hashOf(file: string): string {
  return createHash("sha256").update(readFileSync(file)).digest("hex").slice(0, 16);
}
