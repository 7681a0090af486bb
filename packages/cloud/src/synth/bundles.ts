import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";
import { pinnedVersion, platform, root } from "../platform.ts";
import { cacheFolder } from "./cache.ts";
import type { Edit } from "./protocol.ts";
import { fileOf } from "./pulumi.ts";

/** The bundle stands alone, but what knows of the mocks must be loaded once: it stays outside. */
const shared: Plugin = {
  name: "shared",
  setup({ onResolve }) {
    onResolve(
      { filter: /^(@pulumi\/|undici$|@aws-sdk\/|esbuild$|archiver$|glob$|vite$)/ },
      ({ path, kind }) => {
        try {
          const file = fileOf(path);
          return { path: kind === "require-call" ? file : pathToFileURL(file).href, external: true };
        } catch {
          // Only loaded when it is used, and it never is here.
          return { path, external: true };
        }
      },
    );
  },
};

const banner = {
  js: [
    'import { createRequire as makeRequire } from "node:module";',
    'import { fileURLToPath as asPath } from "node:url";',
    "const require = makeRequire(import.meta.url);",
    "const __filename = asPath(import.meta.url);",
    'const __dirname = asPath(new URL(".", import.meta.url));',
  ].join("\n"),
};

export interface SstPlatform {
  readonly sst: object;
  readonly globals: object;
  readonly run: (program: () => Promise<unknown>) => Promise<unknown>;
}

/** SST's components, bundled once for each version of the platform. */
export async function importPlatform(): Promise<SstPlatform> {
  const outfile = join(cacheFolder, `platform-${pinnedVersion()}.mjs`);
  if (!existsSync(outfile)) {
    await build({
      stdin: {
        resolveDir: platform,
        contents: `
          export * as sst from "./src/components";
          export * as globals from "./src/shim/run.js";
          export { run } from "./src/auto/run";`,
      },
      bundle: true,
      platform: "node",
      format: "esm",
      mainFields: ["module", "main"],
      outfile,
      banner,
      plugins: [shared],
      logLevel: "error",
    });
  }
  return import(pathToFileURL(outfile).href);
}

export interface Config {
  app(input: { stage: string }): Record<string, unknown> | Promise<Record<string, unknown>>;
  run(): Promise<unknown>;
}

let bundled = 0;

/** `sst.config.ts` and its stacks, with these edits; SST's namespaces are globals, as SST has them. */
export async function bundleConfig(edits: readonly Edit[], folder: string): Promise<Config> {
  const unused = new Set(edits);
  const edited: Plugin = {
    name: "edited",
    setup({ onLoad }) {
      onLoad({ filter: /\.(ts|json)$/ }, ({ path }) => {
        let contents = readFileSync(path, "utf8");
        for (const edit of edits.filter(({ file }) => file === relative(root, path))) {
          if (contents.includes(edit.from)) unused.delete(edit);
          contents = contents.replaceAll(edit.from, edit.to);
        }
        return { contents, loader: path.endsWith("ts") ? "ts" : "json" };
      });
    },
  };
  bundled += 1;
  const outfile = join(folder, `config-${bundled}.mjs`);
  await build({
    entryPoints: [join(root, "sst.config.ts")],
    bundle: true,
    platform: "node",
    format: "esm",
    outfile,
    plugins: [edited],
    logLevel: "error",
  });
  const [missed] = unused;
  if (missed !== undefined)
    throw new Error(`${missed.file} has no ${JSON.stringify(missed.from)} to replace`);
  return (await import(pathToFileURL(outfile).href)).default;
}
