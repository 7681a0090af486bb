import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { example, withExample } from "../../src/plan/doc.ts";
import { plan } from "../../src/plan/plan.ts";
import { inputsOf } from "./usualInputs.ts";

const document = readFileSync(new URL("../../../../docs/planning.md", import.meta.url), "utf8");

test("docs/planning.md shows what its example comes to; `npm run cost:doc` writes it anew", () => {
  expect(withExample(document)).toBe(document);
  expect(withExample(document.replace("give up while they wait", "stay"))).toBe(document);
});

test("docs/planning.md tells the example as it is planned: its command, and the slots that it needs", () => {
  const typed = document.replaceAll(/\\\n\s+/g, "");
  for (const [name, text] of Object.entries(example)) expect(typed).toContain(`--${name} ${text}`);
  const { slotsNeeded, outcomes } = plan(inputsOf(example));
  expect(document).toContain(`\`--slots ${slotsNeeded?.slots}\``);
  expect(outcomes.gaveUp).toBeGreaterThan(outcomes.joined / 2);
  expect(document).toContain("More than half give up");
});
