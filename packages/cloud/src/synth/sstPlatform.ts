import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";
import { pinnedVersion, platform } from "../platform.ts";
import { cacheFolder } from "./cache.ts";
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
