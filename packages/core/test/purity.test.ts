import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

/** `core` and its in-memory ports know no clock, no chance, no machine: a run of them can be repeated to the letter. */
const folders = ["src", "testing"].map((name) => join(import.meta.dirname, "..", name));

const importSpecifier = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)(["'])([^"']+)\1/g;
const forbidden: readonly [what: string, pattern: RegExp][] = [
  ["node:", /["'`]node:/],
  ["process", /\bprocess\s*[.[]/],
  ["Date.now", /\bDate\s*\.\s*now\b/],
  ["new Date()", /\bnew\s+Date\s*(?:\(\s*\)|(?![\s(\w]))/],
  ["Date()", /(?<!new\s+)\bDate\s*\(/],
  ["Math.random", /\bMath\s*\.\s*random\b/],
  ["a timer", /\b(?:setTimeout|setInterval|setImmediate|queueMicrotask)\b/],
  ["performance", /\bperformance\b/],
  ["crypto", /\bcrypto\b/],
  ["globalThis", /\bglobalThis\b/],
  ["fetch", /\bfetch\s*\(/],
];

/** What in this text breaks the rule. Comments may name whatever they like. */
function impurities(source: string): string[] {
  const code = source.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
  const imports = [...code.matchAll(importSpecifier)].map((match) => match[2] ?? "");
  return [
    ...imports
      .filter((name) => !/^zod\/(mini|locales)$/.test(name) && !/^\.\.?\//.test(name))
      .map((name) => `imports ${name}`),
    ...forbidden.filter(([, pattern]) => pattern.test(code)).map(([what]) => `uses ${what}`),
  ];
}

const files = folders.flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(folder, name)),
);

test("core and its in-memory ports import nothing but themselves and zod, and know no clock and no chance", () => {
  expect(files.length).toBeGreaterThan(20);
  const found = files.flatMap((file) =>
    impurities(readFileSync(file, "utf8")).map((impurity) => `${file} ${impurity}`),
  );
  expect(found).toEqual([]);
});

test.each([
  [`import { readFile } from "node:fs";`, ["imports node:fs", "uses node:"]],
  [`import { readFile } from 'fs';`, ["imports fs"]],
  [`import "@aws-sdk/client-sqs";`, ["imports @aws-sdk/client-sqs"]],
  [`export * from "lodash";`, ["imports lodash"]],
  [`import * as z from "zod";`, ["imports zod"]],
  [`const fs = await import("fs");`, ["imports fs"]],
  [`const { env } = process.env;`, ["uses process"]],
  [`const at = Date.now();`, ["uses Date.now"]],
  [`const at = new Date();`, ["uses new Date()"]],
  [`const at = new Date;`, ["uses new Date()"]],
  [`const at = Date();`, ["uses Date()"]],
  [`const dice = Math.random();`, ["uses Math.random"]],
  [`setTimeout(() => {}, 1);`, ["uses a timer"]],
  [`const id = crypto.randomUUID();`, ["uses crypto"]],
  [`const ms = performance.now();`, ["uses performance"]],
])("%s is found out", (source, found) => {
  expect(impurities(source)).toEqual(found);
});

test.each([
  `import * as z from "zod/mini";`,
  `import type { Line } from "./line.ts";`,
  `export { a } from "../src/a.ts";`,
  `const at = new Date(nowMs).toISOString();`,
  `const day = Date.UTC(2030, 0, 1);`,
  `/** Not \`Date.now()\`: time is given. */`,
  `// Math.random() would not do.`,
])("%s is left alone", (source) => {
  expect(impurities(source)).toEqual([]);
});
