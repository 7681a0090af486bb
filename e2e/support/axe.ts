import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import type { AxeResults } from "axe-core";

const source = readFileSync(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const run = `axe.run({ runOnly: ${JSON.stringify(tags)}, resultTypes: ["violations"] }).then(({ violations }) => violations)`;

/** What axe finds on the page as it is. It is brought to the page once: it is half a megabyte, and looked at often. */
export async function violations(page: Page): Promise<{ id: string; nodes: (string | undefined)[] }[]> {
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(source);
  const found = await page.evaluate<AxeResults["violations"]>(run);
  return found.map(({ id, nodes }) => ({
    id,
    nodes: nodes.map(({ failureSummary }) => failureSummary),
  }));
}
