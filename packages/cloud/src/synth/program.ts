import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { build, type Plugin } from "esbuild";
import { root } from "../platform.ts";
import type { Edit } from "./protocol.ts";

/** `sst.config.ts` and all that it imports, with these edits, as one module. SST's namespaces stay globals, as SST has them. */
export async function bundleProgram(edits: readonly Edit[]): Promise<string> {
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
  const { outputFiles } = await build({
    entryPoints: [join(root, "sst.config.ts")],
    bundle: true,
    platform: "node",
    format: "esm",
    write: false,
    plugins: [edited],
    logLevel: "error",
  });
  const [missed] = unused;
  if (missed !== undefined)
    throw new Error(`${missed.file} has no ${JSON.stringify(missed.from)} to replace`);
  return outputFiles.map(({ text }) => text).join("");
}
