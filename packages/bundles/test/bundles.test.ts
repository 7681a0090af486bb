import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { handlerNames } from "@fairline/functions/wiring.ts";
import { afterAll, describe, expect, test } from "vitest";
import { type Bundle, bundle } from "../src/bundle.ts";
import { faultsOf } from "../src/faults.ts";

// Not where the tests of bundled handlers read theirs.
const folder = mkdtempSync(join(tmpdir(), "fairline-bundles-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("a bundle", () => {
  test.each(handlerNames)(
    "of %s is small, needs nothing that Lambda lacks, and runs on any processor",
    async (name) => {
      expect(faultsOf(await bundle(name, { folder }))).toEqual([]);
    },
  );

  test("says of what it is made, to the last byte but its banner and names", async () => {
    const { contents, minifiedBytes } = await bundle("tick", { folder });
    const bytes = contents.reduce((sum, content) => sum + content.bytes, 0);
    expect(contents.map(({ name }) => name)).toEqual(expect.arrayContaining(["@fairline/core", "zod"]));
    expect(contents.map(({ name }) => name).join()).not.toContain("@aws-sdk");
    expect(bytes / minifiedBytes).toBeGreaterThan(0.98);
    expect(bytes).toBeLessThan(minifiedBytes);
  });
});

describe("a bundle must not be deployed", () => {
  const sound: Bundle = {
    handler: "tick",
    file: "tick.mjs",
    text: "export const handler = () => {};",
    minifiedBytes: 400_000,
    gzippedBytes: 1,
    contents: [],
    imports: ["@aws-sdk/client-sqs"],
  };

  test.each<[string, Partial<Bundle>, string]>([
    ["that is too large", { minifiedBytes: 400_001 }, "tick: 400,001 bytes minified, at most 400,000 bytes"],
    ["that imports what nobody installs there", { imports: ["zod"] }, "tick: Lambda does not have zod"],
    ["that loads an addon", { text: 'require("./build/addon.node")' }, "tick: loads a native module"],
    ["that opens a library", { text: "process.dlopen(m, file)" }, "tick: loads a native module"],
  ])("%s", (_, over, fault) => {
    expect(faultsOf(sound)).toEqual([]);
    expect(faultsOf({ ...sound, ...over })).toEqual([fault]);
  });
});
