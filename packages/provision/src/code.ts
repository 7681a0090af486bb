import { join, resolve } from "node:path";
import { nodejs, sstBundling } from "@fairline/bundles/recipe.ts";
import { handlerNames } from "@fairline/functions/wiring.ts";
import { build } from "esbuild";
import { zipSync } from "fflate";

/** What Lambda calls, in every zip. */
export const handlerInZip = "index.handler";

/** As the graph names a function's handler: `folder/file.export`. */
export const relayHandler = "packages/provision/src/relay.handler";
const handlers = [
  ...handlerNames.map((name) => `packages/functions/src/handlers/${name}.handler`),
  relayHandler,
];
const fileOf = (handler: string) => handler.replace(/\.handler$/, ".ts");

const root = resolve(import.meta.dirname, "..", "..", "..");

let zips: Promise<ReadonlyMap<string, Uint8Array>> | undefined;

/** A handler's code, bundled as SST does, and packed. The same sources make the same bytes. */
export async function zipOf(handler: string): Promise<Uint8Array> {
  zips ??= makeZips();
  const zip = (await zips).get(handler);
  if (zip === undefined) throw new Error(`${handler}: there is no such handler`);
  return zip;
}

/**
 * All of them at once: what they share is read once. The AWS SDK is in them, for Lambda's own runtime brings one, but that of an
 * emulator need not.
 */
async function makeZips(): Promise<ReadonlyMap<string, Uint8Array>> {
  const { outputFiles } = await build({
    ...sstBundling,
    minify: nodejs.minify,
    absWorkingDir: root,
    entryPoints: handlers.map((handler) => ({ in: fileOf(handler), out: handler })),
    outdir: root,
    outExtension: { ".js": ".mjs" },
    write: false,
  });
  const bundles = new Map(outputFiles.map(({ path, contents }) => [path, contents]));
  return new Map(handlers.map((handler) => [handler, packed(bundles.get(join(root, `${handler}.mjs`)))]));
}

function packed(bundle: Uint8Array | undefined): Uint8Array {
  if (bundle === undefined) throw new Error("A handler was not bundled");
  // The earliest time that a zip can hold; it only has to be always the same.
  return zipSync({ "index.mjs": [bundle, { mtime: new Date(1980, 0, 1) }] });
}
