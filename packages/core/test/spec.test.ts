import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const here = import.meta.dirname;
const read = (...path: string[]) => readFileSync(join(here, ...path), "utf8");

/** Test files whose titles carry no number, and why. */
const exempt: Readonly<Record<string, string>> = {
  "messages.test.ts": "it holds the schemas against the contract, which numbers nothing",
  "purity.test.ts": "it is about how core is written, not about what it does",
  "spec.test.ts": "it is about the numbers themselves",
  "turns.test.ts": "it is about the queue in memory, which the other tests rely on",
};

const ruleNumber = /\b[IJAVXCDMGPHTFR]\d+\b/g;

function rulesOf(spec: string): string[] {
  return [...spec.matchAll(/\*\*([IJAVXCDMGPHTFR]\d+)\*\*/g)].map((match) => match[1] ?? "");
}

/** The titles of all tests in a file: the first string after `test(` or after the table of `test.each(…)(`. */
function titlesOf(source: string): string[] {
  const starts = [...source.matchAll(/^test\b/gm)].map((match) => match.index);
  return starts.map((start, i) => {
    const statement = source.slice(start, starts[i + 1]);
    const title = statement.startsWith("test(")
      ? /^test\(\s*(["'`])(.*?)\1/.exec(statement)
      : /^(?:\]|\}|[^\n]*)\)\)?\(\s*(["'`])(.*?)\1,/m.exec(statement);
    return title?.[2] ?? `no title: ${statement.slice(0, 60)}`;
  });
}

/** A title begins with its rule; one that holds several names them all: `I1, I2 …`. */
function rulesOfTitle(title: string): string[] {
  const numbers = /^[IJAVXCDMGPHTFR]\d+(?:, [IJAVXCDMGPHTFR]\d+)*(?= )/.exec(title)?.[0];
  return numbers?.match(ruleNumber) ?? [];
}

const rules = rulesOf(read("..", "SPEC.md"));
const testFiles = readdirSync(here).filter((name) => name.endsWith(".test.ts"));
const titles = testFiles
  .filter((name) => exempt[name] === undefined)
  .flatMap((name) => titlesOf(read(name)).map((title) => ({ name, title })));

test("every rule has a number of its own, and a test whose title begins with it", () => {
  expect(rules.length).toBeGreaterThan(40);
  expect(new Set(rules).size).toBe(rules.length);
  const tested = new Set(titles.flatMap(({ title }) => rulesOfTitle(title)));
  expect(rules.filter((rule) => !tested.has(rule))).toEqual([]);
});

test("every title begins with the number of a rule that there is", () => {
  const stray = titles.filter(({ title }) => {
    const numbers = rulesOfTitle(title);
    return numbers.length === 0 || numbers.some((number) => !rules.includes(number));
  });
  expect(stray).toEqual([]);
});

test("no title says should, works or correctly", () => {
  expect(titles.filter(({ title }) => /\b(?:should|works?|correctly|properly)\b/.test(title))).toEqual([]);
});

test("every file that is exempt is there", () => {
  expect(Object.keys(exempt).filter((name) => !testFiles.includes(name))).toEqual([]);
});

test("every rule that the code names is there", () => {
  const source = join(here, "..", "src");
  const named = readdirSync(source).flatMap((name) =>
    [...read("..", "src", name).matchAll(/SPEC ((?:[A-Z]\d+(?:, | and )?)+)/g)].flatMap((match) =>
      (match[1]?.match(/[A-Z]\d+/g) ?? []).map((number) => ({ name, number })),
    ),
  );
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter(({ number }) => !rules.includes(number))).toEqual([]);
});

test.each([
  [`test("A1 the head", () => {});`, ["A1 the head"]],
  [`test(\n  "A1 the head",\n  () => {},\n);`, ["A1 the head"]],
  [`test.each([1, 2])("A2 %i", () => {});`, ["A2 %i"]],
  [`test.each([\n  ["x", 1],\n])("A3 %s", () => {});`, ["A3 %s"]],
  [`test.each([\n  ["x", 1],\n])(\n  "A4 %s",\n  () => {},\n);`, ["A4 %s"]],
  [`test.each(cases.map((of) => ({ of })))(\n  "A5 $of",\n  () => {},\n);`, ["A5 $of"]],
  [`test.each(moods)("I1, I2 hold", () => {});`, ["I1, I2 hold"]],
])("the titles of %j are %j", (source, found) => {
  expect(titlesOf(source)).toEqual(found);
});

test.each([
  ["A1 the head", ["A1"]],
  ["I1, I2 hold", ["I1", "I2"]],
  ["the head, A1", []],
  ["A1the head", []],
])("the title %j begins with %j", (title, numbers) => {
  expect(rulesOfTitle(title)).toEqual(numbers);
});
