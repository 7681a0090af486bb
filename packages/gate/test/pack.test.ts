import { execFileSync, spawn, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pack } from "../../../scripts/pack.ts";

/** What others install: unpacked in a fresh folder, beside the libraries that it asks for, and no sources of ours. */

const root = join(import.meta.dirname, "..", "..", "..");
const commands = join(root, "node_modules", ".bin");
let folder: string;
let archiveName: string;
let entries: string[];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "fairline-packed-"));
  const path = process.env.PATH;
  process.env.PATH = `${commands}:${path}`;
  const [archive = ""] = pack(join(folder, "archives"), ["gate"]);
  process.env.PATH = path;
  const target = join(folder, "node_modules", "@fairline", "gate");
  mkdirSync(target, { recursive: true });
  execFileSync("tar", ["-xzf", archive, "--strip-components=1", "-C", target]);
  const { dependencies, exports } = JSON.parse(readFileSync(join(target, "package.json"), "utf8"));
  entries = Object.keys(exports).map((entry) => entry.replace(/^\./, "@fairline/gate"));
  archiveName = basename(archive);
  // What a site has besides: the framework that it stands on, and the types of Node.
  for (const name of [
    ...Object.keys(dependencies),
    "express",
    "hono",
    "@hono/node-server",
    "@types/node",
    "@types/express",
  ]) {
    const link = join(folder, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(root, "node_modules", name), link);
  }
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
  expect(tsc("--module", "nodenext", "--types", "", "site.ts")).toBe("");
});

test("a packed gate brings the types of each of its entries", () => {
  expect(entries).toHaveLength(7);
  const lines = entries.map((entry, i) => `export * as entry${i} from ${JSON.stringify(entry)};`);
  writeFileSync(join(folder, "entries.ts"), lines.join("\n"));
  expect(tsc("--module", "nodenext", "--types", "node", "entries.ts")).toBe("");
});

test("a packed gate's README leads nowhere that is not in the archive", () => {
  const target = join(folder, "node_modules", "@fairline", "gate");
  const text = readFileSync(join(target, "README.md"), "utf8");
  const links = [...text.matchAll(/\]\(([^)#]+)/g)].map(([, to = ""]) => to);
  expect(links.length).toBeGreaterThan(0);
  for (const to of links) expect(/^https:/.test(to) || existsSync(join(target, to)), to).toBe(true);
});

describe("docs/integrate.md", () => {
  const page = readFileSync(join(root, "docs", "integrate.md"), "utf8");
  const rooms = "https://wait.example/r/sale";
  /** Each block of TypeScript by the file that it says it is, in a folder for its section. */
  const blocks = page.split(/^## /m).flatMap((section) => {
    const title = /^\S+/.exec(section)?.[0].replace(/\W/g, "").toLowerCase() ?? "";
    return [...section.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code = ""], i) => {
      const name = /^\/\/ ([\w./]+\.ts)\b/.exec(code)?.[1] ?? `block${i}.ts`;
      return { path: join("page", title, name), code };
    });
  });
  beforeAll(() => {
    for (const { path, code } of blocks) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), code);
    }
  });

  test("says what to install: the archive that is packed", () => {
    expect(page).toContain(`/dist/packages/${archiveName}`);
  });

  test("each of its programs agrees with the packed gate's types", () => {
    expect(blocks.length).toBeGreaterThan(10);
    // Next is not installed here.
    writeFileSync(
      join(folder, "page", "next.d.ts"),
      `declare module "next/server" {
         export class NextResponse extends Response {
           static next(init: { request: { headers: Headers } }): NextResponse;
         }
       }`,
    );
    const files = [...blocks.map(({ path }) => path), join("page", "next.d.ts")];
    expect(tsc("--module", "preserve", "--allowImportingTsExtensions", "--types", "node", ...files)).toBe("");
  });

  test("each program that needs no platform does what it says", () => {
    writeFileSync(
      join(folder, "page", "run.ts"),
      `import hono from "./hono/site.ts";
       import fetching from "./workers/site.ts";
       import { site } from "./workers/block1.ts";
       import { handler as edge } from "./lambdaedge/request.ts";
       import { handler as authorize } from "./api/block0.ts";
       import { desk } from "./cloudfront/desk.ts";
       import { gate } from "./several/block0.ts";
       const request = (path) => new Request("https://shop.example" + path, { headers: { accept: "text/html" } });
       const told = ({ status, headers }) => status + " " + headers.get("location").split("#")[0];
       console.log(told(await hono.request(request("/sale"))));
       console.log(told(await fetching.fetch(request("/sale"))));
       console.log(told(await desk(request("/.fairline/enter?to=/sale"))));
       console.log(told((await gate.decide(request("/sale"))).response));
       const headers = { host: [{ value: "shop.example" }], accept: [{ value: "text/html" }] };
       const viewer = { method: "GET", uri: "/sale", querystring: "", headers };
       const sent = await edge({ Records: [{ cf: { request: viewer } }] });
       console.log(sent.status + " " + sent.headers.location[0].value.split("#")[0]);
       const requestContext = { domainName: "api.example", stage: "$default", http: { method: "GET" } };
       console.log((await authorize({ rawPath: "/x", headers: {}, requestContext })).isAuthorized);
       globalThis.fetch = async (asked, init) => new Response(asked.url + " " + init.redirect);
       console.log(await (await site(request("/a//b?c=d&e"))).text());`,
    );
    const env = { ...process.env, STAMP_KEY: "k".repeat(32) };
    const run = (file: string) =>
      execFileSync(process.execPath, [join("page", file)], { cwd: folder, encoding: "utf8", env });
    expect(run("run.ts").trim().split("\n")).toEqual([
      ...Array(5).fill(`302 ${rooms}`),
      "false",
      "https://origin.example/a//b?c=d&e manual",
    ]);
    expect(run("cloudfront/build.ts")).toContain("async function handler(event)");
  });

  test.each(["hono", "workers"])(
    "the lines for %s start on Node, look at Fairline first, and stay",
    async (section) => {
      const at = (name: string) => join(folder, "page", section, name);
      const told = (code: string) =>
        // Ports 1 and 0: nobody's, and any that is free.
        code.replace("https://wait.example", "http://127.0.0.1:1").replace("4321", "0");
      const start = readFileSync(join(folder, "page", "hono", "start.ts"), "utf8");
      const site = blocks.find(({ path }) => path === join("page", section, "site.ts"));
      writeFileSync(at("local-site.ts"), told(site?.code ?? ""));
      writeFileSync(
        at("local-start.ts"),
        `${told(start).replace("./site.ts", "./local-site.ts").replace("serve({", "const server = serve({")}
       server.on("listening", () => console.error("It listens."));`,
      );
      const child = spawn(process.execPath, [at("local-start.ts")], { stdio: ["ignore", "ignore", "pipe"] });
      let said = "";
      for await (const part of child.stderr) {
        said += part;
        if (said.includes("It listens.")) child.kill();
      }
      expect(said).toBe("Nobody answers at http://127.0.0.1:1.\nIt listens.\n");
    },
  );

  test("the lines for Express look at Fairline before the site opens", () => {
    const express = blocks.find(({ path }) => path.startsWith(join("page", "express")))?.code ?? "";
    expect(express.indexOf("await gate.check()")).toBeGreaterThan(0);
    expect(express.indexOf("await gate.check()")).toBeLessThan(express.indexOf("app.listen"));
  });
});

/** What the compiler has to say, strict. */
function tsc(...more: string[]): string {
  const options = ["--noEmit", "--strict", "--target", "es2024", "--lib", "es2024,dom"];
  const { stdout } = spawnSync(join(commands, "tsc"), [...options, ...more], {
    cwd: folder,
    encoding: "utf8",
  });
  return stdout;
}
