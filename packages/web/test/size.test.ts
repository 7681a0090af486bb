import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { build, type Rolldown } from "vite";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { builtFiles } from "../build/printSizes.ts";
import { type BuiltFile, type PageName, pageSizes, pages } from "../build/sizes.ts";
import { languages } from "../src/visitor/language.ts";

/** The client as it is served, built apart from the one that a running server has. */
const folder = mkdtempSync(join(tmpdir(), "fairline-web-"));
let files: readonly BuiltFile[] = [];

beforeAll(async () => {
  // Libraries read it while they are built: a client for tests would weigh more.
  vi.stubEnv("NODE_ENV", "production");
  const web = join(import.meta.dirname, "..");
  const { output } = (await build({
    configFile: join(web, "vite.config.ts"),
    logLevel: "silent",
    build: { outDir: folder, emptyOutDir: true },
  })) as Rolldown.RolldownOutput;
  files = builtFiles(output);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What was written, by the end of its name. */
function written(extension: string): readonly { name: string; text: string }[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => extname(name) === extension)
    .map((name) => ({ name, text: readFileSync(join(folder, name), "utf8") }));
}

const sizeOf = (page: PageName, of = files) => pageSizes(of).find((size) => size.page === page);

describe("the built client", () => {
  test("weighs at most 70 KB of gzipped JavaScript and CSS for a visitor, in all languages", () => {
    const visitor = sizeOf("visitor");
    const loaded = files.filter(({ fileName }) => visitor?.files.includes(fileName));
    // What is measured is the page: it has its sentences and its styles.
    const text = loaded.map(({ content }) => String(content)).join();
    for (const words of Object.values(languages)) expect(text).toContain(words.turnTitle);
    expect(text).toContain(".turn-hero");
    expect(visitor?.gzippedBytes).toBeGreaterThan(20_000);
    expect(visitor?.gzippedBytes).toBeLessThanOrEqual(pages.visitor.gzippedBytesMax);
  });

  test("has the console apart: a visitor loads none of it", () => {
    const onlyConsole = sizeOf("console")?.files.filter((name) => !sizeOf("visitor")?.files.includes(name));
    // Its worker, too.
    expect(onlyConsole?.map((name) => extname(name)).sort()).toEqual([".css", ".js", ".js"]);
  });

  test("counts every file of JavaScript and CSS to a page", () => {
    const counted = new Set(pageSizes(files).flatMap((size) => size.files));
    const all = [...written(".js"), ...written(".css")].map(({ name }) => name);
    expect([...counted].sort()).toEqual(all.sort());
  });

  test("has neither script nor style in its HTML: a strict policy forbids them", () => {
    const pages = written(".html");
    expect(pages.map(({ name }) => name)).toContain("index.html");
    for (const { text } of pages) {
      expect(text).not.toMatch(/<script(?![^>]*\ssrc=)[^>]*>/i);
      expect(text).not.toMatch(/<style|\sstyle\s*=|\son\w+\s*=|javascript:/i);
    }
  });

  test("names no address elsewhere, in HTML, JavaScript or CSS, but namespaces", () => {
    const named = [...written(".html"), ...written(".js"), ...written(".css")].flatMap(({ name, text }) =>
      addressesIn(text).map((address) => `${name}: ${address}`),
    );
    expect(named).toEqual([]);
  });
});

const namespace = /^http:\/\/www\.w3\.org\/(1998\/Math\/MathML|1999\/(xhtml|xlink)|2000\/(svg|xmlns\/?))$/;

/**
 * Text, which nobody loads: what an error of partysocket says, to whoever has no EventTarget; where AWS's prices and quotas
 * are from.
 */
const told =
  /^https:\/\/(github\.com\/partykit\/partykit|aws\.amazon\.com\/[a-z0-9-]+\/pricing\/(on-demand\/)?|docs\.aws\.amazon\.com)$/;

/** Addresses of other hosts. What only a licence's comment says is loaded by nobody. */
function addressesIn(text: string): readonly string[] {
  const code = text.replace(/\/\*![\s\S]*?\*\//g, "");
  const whole = code.match(/\b(?:https?|wss?):\/\/[^\s"'`<>)\\]+/g) ?? [];
  const withoutScheme = code.match(/(?:src|href)\s*=\s*["']?\/\/[^\s"'>]+|url\(["']?\/\/[^)]+/g) ?? [];
  return [...whole, ...withoutScheme].filter((address) => !namespace.test(address) && !told.test(address));
}

test.each([
  [`<script src="//cdn.example.com/a.js"></script>`, 1],
  [`<link href="https://fonts.example.com/css">`, 1],
  [`fetch("https://example.com/beacon")`, 1],
  [`a { background: url(//example.com/a.png) }`, 1],
  [`createElementNS("http://www.w3.org/2000/svg")`, 0],
  ["/*! https://example.com/licence */ location.host", 0],
])("of addresses elsewhere %j has %i", (text, count) => {
  expect(addressesIn(text)).toHaveLength(count);
});

describe("a page's size", () => {
  const file = (fileName: string, over: Partial<BuiltFile> = {}): BuiltFile => ({
    fileName,
    content: fileName,
    loads: [],
    loadsLater: [],
    source: undefined,
    isEntry: false,
    ...over,
  });
  const graph = [
    file("entry.js", {
      isEntry: true,
      loads: ["shared.js", "base.css"],
      loadsLater: ["console.js", "code.js"],
    }),
    file("base.css"),
    file("shared.js", { loads: ["entry.js"] }),
    file("code.js", { loads: ["code.css"] }),
    file("code.css"),
    file("console.js", { source: "/a/src/console/Console.tsx", loads: ["shared.js", "console.css"] }),
    file("console.css"),
    file("never.js"),
  ];

  test.each<[PageName, string[]]>([
    ["visitor", ["base.css", "code.css", "code.js", "entry.js", "shared.js"]],
    ["console", ["base.css", "console.css", "console.js", "entry.js", "shared.js"]],
  ])("of the %s is that of each file that it may load, once", (page, names) => {
    expect(sizeOf(page, graph)?.files).toEqual(names);
  });

  test("grows with what is loaded later", () => {
    const heavier = graph.map((one) => (one.fileName === "code.js" ? { ...one, content: noise } : one));
    expect(sizeOf("visitor", heavier)?.gzippedBytes).toBeGreaterThan(pages.visitor.gzippedBytesMax);
    expect(sizeOf("console", heavier)?.gzippedBytes).toBeLessThan(1000);
  });
});

/** Text that gzip cannot make smaller than the bound. */
const noise = Array.from({ length: 40_000 }, (_, index) =>
  Math.imul(index + 1, 2_654_435_761).toString(36),
).join("");
