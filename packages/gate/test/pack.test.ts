import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pack } from "../../../scripts/pack.ts";

/** What others install: unpacked in a fresh folder, beside the libraries that it asks for, and no sources of ours. */

const root = join(import.meta.dirname, "..", "..", "..");
const commands = join(root, "node_modules", ".bin");
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "fairline-packed-"));
  const path = process.env.PATH;
  process.env.PATH = `${commands}:${path}`;
  const [archive = ""] = pack(join(folder, "archives"), ["gate"]);
  process.env.PATH = path;
  const target = join(folder, "node_modules", "@fairline", "gate");
  mkdirSync(target, { recursive: true });
  execFileSync("tar", ["-xzf", archive, "--strip-components=1", "-C", target]);
  const { dependencies } = JSON.parse(readFileSync(join(target, "package.json"), "utf8"));
  for (const name of Object.keys(dependencies))
    symlinkSync(join(root, "node_modules", name), join(folder, "node_modules", name));
  writeFileSync(join(folder, "package.json"), '{"type":"module"}');
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

test("a packed gate turns a visitor away in plain Node", () => {
  writeFileSync(
    join(folder, "site.js"),
    `import { createGate } from "@fairline/gate";
     const gate = createGate({ url: "https://wait.example", room: "shop" });
     const request = new Request("https://shop.example/x", { headers: { accept: "text/html" } });
     const { response } = await gate.decide(request);
     console.log(response.status, response.headers.get("location").split("#")[0]);`,
  );
  const said = execFileSync(process.execPath, ["site.js"], { cwd: folder, encoding: "utf8" });
  expect(said).toBe("302 https://wait.example/r/shop\n");
});

test("a packed gate can be entered where its manual says, and nowhere else", () => {
  const entries = ["cloudfront", "edge", "express", "hono", "lambda", "next"].map(
    (name) => `"@fairline/gate/${name}"`,
  );
  writeFileSync(
    join(folder, "entries.js"),
    `for (const entry of [${entries}]) console.log(Object.keys(await import(entry)).join());
     await import("@fairline/gate/lease").catch(({ code }) => console.log(code));`,
  );
  const said = execFileSync(process.execPath, ["entries.js"], { cwd: folder, encoding: "utf8" });
  expect(said.trim().split("\n")).toEqual([
    "cloudFrontFunction,createDesk",
    "edgeFunctions",
    "fetchRequest,protect",
    "protect",
    "httpApiAuthorizer,restApiAuthorizer",
    "protect,requestOf",
    "ERR_PACKAGE_PATH_NOT_EXPORTED",
  ]);
});

test("a packed gate brings its types", () => {
  writeFileSync(
    join(folder, "site.ts"),
    `import { createGate, type Visit } from "@fairline/gate";
     const gate = createGate({ url: "https://wait.example", room: "shop" });
     export const visit: Visit = { room: "shop", number: 1, ticket: "1.1", expiresAt: new Date() };
     // @ts-expect-error: the option is a number.
     createGate({ url: "https://wait.example", room: "shop", leaseSeconds: "30" });
     export const status: Promise<string> = gate.handle(new Request(""), () => new Response()).then(({ statusText }) => statusText);`,
  );
  const options = [
    "--noEmit",
    "--strict",
    "--module",
    "nodenext",
    "--target",
    "es2024",
    "--types",
    "",
    "--lib",
    "es2024,dom",
  ];
  const tsc = () =>
    execFileSync(join(commands, "tsc"), [...options, "site.ts"], { cwd: folder, encoding: "utf8" });
  expect(tsc()).toBe("");
});
