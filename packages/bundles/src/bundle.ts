import { mkdir, writeFile } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { HandlerName } from "@fairline/functions/wiring.ts";
import { build } from "esbuild";
import { type Content, contentsOf } from "./contents.ts";
import { nodejs, sstBundling } from "./recipe.ts";

export const bundlesFolder = join(import.meta.dirname, "..", "dist");

/** Within it are all packages, and the metafile's paths begin here. */
const root = join(import.meta.dirname, "..", "..", "..");

export interface Bundle {
  readonly handler: HandlerName;
  readonly file: string;
  readonly text: string;
  readonly minifiedBytes: number;
  readonly gzippedBytes: number;
  /** Biggest first. */
  readonly contents: readonly Content[];
  /** What it imports when it runs, beside Node's own modules. */
  readonly imports: readonly string[];
}

/** Writes `<folder>/<handler>.mjs`, as SST would. Throws for what cannot be bundled, such as a native module. */
export async function bundle(
  handler: HandlerName,
  { folder = bundlesFolder, withSdk = false }: { folder?: string; withSdk?: boolean } = {},
): Promise<Bundle> {
  const file = join(folder, `${handler}.mjs`);
  const { metafile, outputFiles } = await build({
    ...sstBundling,
    minify: nodejs.minify,
    external: withSdk ? [] : nodejs.esbuild.external,
    absWorkingDir: root,
    entryPoints: [`packages/functions/src/handlers/${handler}.ts`],
    outfile: file,
    metafile: true,
    write: false,
  });
  const [output] = Object.values(metafile.outputs);
  const [written] = outputFiles;
  if (output === undefined || written === undefined) throw new Error(`${handler}: nothing was bundled`);
  await mkdir(folder, { recursive: true });
  await writeFile(file, written.contents);
  return {
    handler,
    file,
    text: written.text,
    minifiedBytes: written.contents.byteLength,
    gzippedBytes: gzipSync(written.contents).byteLength,
    contents: contentsOf(output.inputs),
    imports: [...new Set(output.imports.map(({ path }) => path))].filter((path) => !isBuiltin(path)),
  };
}
