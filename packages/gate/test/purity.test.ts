import { createContext, runInContext } from "node:vm";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { createGate } from "../src/index.ts";
import { arrive } from "./support/browser.ts";
import { testClock } from "./support/clock.ts";
import { type FakeFairline, startFakeFairline } from "./support/fairline.ts";

/** The core runs wherever the Web's own objects are: Workers, Deno, Bun, the edge. An adapter may need its platform. */

/** What every such place has, and the core may use; a context of `node:vm` has nothing but the language. */
const ofTheWeb = {
  AbortSignal,
  Headers,
  Request,
  Response,
  TextDecoder,
  TextEncoder,
  URL,
  URLSearchParams,
  atob,
  btoa,
  clearTimeout,
  crypto,
  fetch,
  setTimeout,
};

const clock = testClock();
let fairline: FakeFairline;
beforeAll(async () => {
  fairline = await startFakeFairline(clock);
});
afterAll(() => fairline.stop());

/** The core and its libraries as one script; it fails on whatever is of Node and would be looked for at run time. */
async function bundle(): Promise<string> {
  const built = await build({
    stdin: {
      contents: 'export * from "./index.ts"',
      resolveDir: `${import.meta.dirname}/../src`,
      loader: "ts",
    },
    bundle: true,
    write: false,
    platform: "neutral",
    mainFields: ["module", "main"],
    format: "iife",
    globalName: "gate",
    logLevel: "silent",
  });
  return built.outputFiles[0]?.text ?? "";
}

test("a visitor gets in by the core alone, where there is nothing but the language and the Web's own objects", async () => {
  const context = createContext({ ...ofTheWeb });
  runInContext(await bundle(), context);
  const core: { createGate: typeof createGate } = runInContext("gate", context);
  expect(runInContext("typeof process + typeof require + typeof Buffer", context)).toBe(
    "undefined".repeat(3),
  );
  const gate = core.createGate({ url: fairline.url, room: "shop", nowMs: clock.nowMs });
  const visit = fairline.admit();
  const browser = await arrive(gate, fairline, visit);
  clock.pass(31);
  expect(await browser.open("/")).toMatchObject({ kind: "admitted", visit: { number: visit.number } });
  const next = () => new Response("", { headers: { fairline: "complete" } });
  expect((await gate.handle(browser.request("/"), next)).headers.has("fairline")).toBe(false);
  expect(visit.isOver).toBe(true);
});
