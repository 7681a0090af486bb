import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

/** The core runs wherever the Web's own objects are: Workers, Deno, Bun, the edge. An adapter may need its platform. */
const folder = join(import.meta.dirname, "..", "src");
const allowed = /^(?:\.\/.*|jose|zod\/mini|cookie|isbot)$/;
const ofNodeAlone = /\b(?:process|Buffer|require|setImmediate|__dirname)\b\s*[.[(]|["'`]node:/;

/** Everything that a site gets by importing the core. */
function reachedFrom(name: string, found = new Map<string, string>()): Map<string, string> {
  if (found.has(name)) return found;
  const source = readFileSync(join(folder, name), "utf8");
  found.set(name, source);
  for (const specifier of importsOf(source))
    if (specifier.startsWith("./")) reachedFrom(specifier.slice(2), found);
  return found;
}

function importsOf(source: string): string[] {
  return [...source.matchAll(/\bfrom\s*["']([^"']+)["']|\bimport\s*\(?\s*["']([^"']+)["']/g)].map(
    ([, named, bare]) => named ?? bare ?? "",
  );
}

test("the core imports nothing but itself and libraries of the Web, and knows no Node", () => {
  const files = reachedFrom("index.ts");
  expect(files.size).toBeGreaterThan(15);
  for (const [name, source] of files) {
    const code = source.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
    expect(
      importsOf(code).filter((specifier) => !allowed.test(specifier)),
      name,
    ).toEqual([]);
    expect(ofNodeAlone.exec(code)?.[0], name).toBeUndefined();
  }
});
