import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { commandLine } from "../src/commandLine.ts";
import { whyNotWritable } from "../src/writable.ts";

// biome-ignore format: a table
test.each([
  [["--url", "http://10.0.0.1:3000", "--dwell", "1s..2s"], "npm run crowd -- --url http://10.0.0.1:3000 --dwell 1s..2s"],
  [["--url", "https://me:secret@line.example/x"],          "npm run crowd -- --url https://line.example/x"],
  [["--url=https://me:p@ss@line.example"],                 "npm run crowd -- --url=https://line.example"],
  [["--json", "it's here.json"],                           String.raw`npm run crowd -- --json 'it'\''s here.json'`],
])("a page says %j as it can be typed again, and no password", (args, line) => {
  expect(commandLine(args)).toBe(line);
});

test("whether a file can be written is asked without leaving one behind, or changing one that is there", () => {
  const folder = mkdtempSync(join(tmpdir(), "fairline-writable-"));
  const [fresh, old] = [join(folder, "new.json"), join(folder, "old.json")];
  writeFileSync(old, "kept");
  expect([whyNotWritable("json", fresh), whyNotWritable("json", old)]).toEqual([undefined, undefined]);
  expect(existsSync(fresh)).toBe(false);
  expect(readFileSync(old, "utf8")).toBe("kept");
  expect(whyNotWritable("html", join(folder, "no", "where.html"))).toMatch(
    /^--html: cannot write ".*" \(ENOENT\)$/,
  );
  rmSync(folder, { recursive: true });
});
