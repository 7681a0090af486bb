import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";

const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What axe finds on the page as it is. */
export async function violations(page: Page): Promise<{ id: string; nodes: (string | undefined)[] }[]> {
  // The old mode opens no page of its own for each run; there are no frames here that would need one.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"] });
  const found = await axe.withTags(tags).analyze();
  return found.violations.map(({ id, nodes }) => ({
    id,
    nodes: nodes.map(({ failureSummary }) => failureSummary),
  }));
}
