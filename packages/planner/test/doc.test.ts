import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { docTables, withRehearsal, withTables } from "../src/doc.ts";
import { prices, pricesBeside } from "../src/prices.ts";

const document = readFileSync(new URL("../../../docs/cost.md", import.meta.url), "utf8");

test("docs/cost.md shows what the code computes; `npm run cost:doc` writes it anew", () => {
  expect(withTables(document)).toBe(document);
});

test("docs/load-testing.md tells what a rehearsal costs as the code computes it", () => {
  const page = readFileSync(new URL("../../../docs/load-testing.md", import.meta.url), "utf8");
  expect(withRehearsal(page)).toBe(page);
  expect(withRehearsal(page.replace(/are \$\d/, "are $9"))).toBe(page);
});

test.each(Object.keys(docTables()))("a number that is changed in the table %s is noticed", (name) => {
  const begins = document.indexOf(`<!-- ${name} -->`);
  const digit = begins + document.slice(begins).search(/\d/);
  const changed = `${document.slice(0, digit)}${(Number(document[digit]) + 1) % 10}${document.slice(digit + 1)}`;
  expect(withTables(changed)).toBe(document);
});

test("every price has a page of AWS's and says when it was known", () => {
  for (const { page, knownOn, dollars } of Object.values({ ...prices, ...pricesBeside })) {
    expect(page).toMatch(/^https:\/\/aws\.amazon\.com\/.+pricing/);
    expect(knownOn).toMatch(/^(20\d\d(-\d\d){0,2}|undated)$/);
    expect(dollars).toBeGreaterThan(0);
  }
});

test("npm run cost:doc refuses what it does not know, and names it", () => {
  const main = join(import.meta.dirname, "..", "src", "docMain.ts");
  const { status, stderr } = spawnSync(process.execPath, [main, "--bogus"], { encoding: "utf8" });
  expect(status).toBe(2);
  expect(stderr).toBe('cost:doc: "--bogus" is unknown: there are no flags\n');
});
