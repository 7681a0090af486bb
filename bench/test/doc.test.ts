import { readdirSync, readFileSync } from "node:fs";
import { parse } from "node:path";
import { describe, expect, test } from "vitest";
import { curveChart } from "../chart/chart.ts";
import { benchmarks } from "../suite/benchmarks.ts";
import { chartOf, pictures } from "../suite/charts.ts";
import { page, pictureFile, withAims, withResults } from "../suite/doc.ts";
import { type Result, readResult, resultsFolder } from "../suite/result.ts";

const document = readFileSync(page, "utf8");
const names = benchmarks.map(({ name }) => name);
const resultOf = (name: string): Result => {
  const result = readResult(name);
  if (result === undefined) throw new Error(`npm run bench -- ${name} has not been run`);
  return result;
};

test("each file of bench/results is of a benchmark, and each benchmark has one", () => {
  expect(readdirSync(resultsFolder).sort()).toEqual(names.map((name) => `${name}.json`).sort());
});

test("the page's head says of all that was asked whether it is met; `npm run bench -- --doc` writes it anew", () => {
  const results = names.flatMap((name) => readResult(name) ?? []);
  expect(withAims(document, benchmarks, results)).toBe(document);
  const headings = [...document.matchAll(/^## (.*)$/gm)].map(([, title = ""]) =>
    title.toLowerCase().replaceAll(",", "").replaceAll(" ", "-"),
  );
  for (const { section } of benchmarks.flatMap(({ aims = [] }) => aims)) expect(headings).toContain(section);
});

describe.each(names)("%s", (name) => {
  test("its result says of each figure all that a table needs, and who measured is who is named", () => {
    expect(resultOf(name).name).toBe(name);
    expect(resultOf(name).about).toBe(benchmarks.find((one) => one.name === name)?.about);
  });

  test("docs/benchmarks.md shows what was measured; `npm run bench -- --doc` writes it anew", () => {
    expect(withResults(document, [resultOf(name)])).toBe(document);
  });

  test("a value that is changed in its result is noticed on the page", () => {
    const result = resultOf(name);
    const [first, ...others] = result.figures;
    const doubled = Object.entries(first?.values ?? {}).map(([of, all]) => [
      of,
      all.map((one) => 2 * one + 1),
    ]);
    const changed = { ...result, figures: [{ ...first, values: Object.fromEntries(doubled) }, ...others] };
    expect(withResults(document, [changed as Result])).not.toBe(document);
  });
});

test.each([
  [{ rounds: 1 }, "**A draft: one round.**"],
  [{ rounds: 2, draft: true }, "**A draft: medians of 2 rounds, on a machine that others used.**"],
  [{ rounds: 5, draft: true }, "**A draft: on a machine that others used.**"],
])("a result of %j is shown as a draft", (how, said) => {
  const one = { ...resultOf("core"), ...how };
  expect(withResults(document, [one])).toContain(`\n\n${said}\n\n`);
});

test("a result that is smaller than the full benchmark says so", () => {
  const one = { ...resultOf("core"), partial: true };
  expect(withResults(document, [one])).toContain("\n\n**Smaller than the full benchmark.**\n\n");
});

test("a result of three quiet rounds is shown as no draft", () => {
  const place = "<!-- core -->\n<!-- /core -->";
  expect(withResults(place, [{ ...resultOf("core"), rounds: 3 }])).not.toContain("draft");
});

describe.each(pictures)("$file", (picture) => {
  test("is drawn from what was measured, and the page shows it", async () => {
    const svg = await curveChart(chartOf(picture, resultOf(picture.result)));
    expect(readFileSync(pictureFile(picture.file), "utf8")).toBe(`${svg}\n`);
    expect(document).toContain(`(pictures/${parse(pictureFile(picture.file)).base})`);
  });
});
