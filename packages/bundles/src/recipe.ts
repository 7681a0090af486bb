import type { BuildOptions } from "esbuild";

/**
 * What a function's `nodejs` tells SST. Lambda's runtime brings the AWS SDK with it: it stays out
 * (docs/adr/0012-the-sdk-stays-out-of-bundles.md).
 */
export const nodejs = { minify: true, esbuild: { external: ["@aws-sdk/*"] } };

/** How SST v4 bundles a Node function, whatever it is told. */
export const sstBundling = {
  bundle: true,
  platform: "node",
  format: "esm",
  target: "esnext",
  mainFields: ["module", "main"],
  keepNames: true,
  // A module has none of these, and packages in CommonJS ask for them.
  banner: {
    js: [
      'import { createRequire as createRequireHere } from "node:module";',
      "const require = createRequireHere(import.meta.url);",
      "const { filename: __filename, dirname: __dirname } = import.meta;",
    ].join("\n"),
  },
} as const satisfies BuildOptions;
