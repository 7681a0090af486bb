import type { Metafile } from "esbuild";

/** A package, and what it adds to a bundle. */
export interface Content {
  readonly name: string;
  readonly bytes: number;
}

/** A bundle's bytes by package, biggest first; what is left of a package without any bytes is left out. */
export function contentsOf(inputs: Metafile["outputs"][string]["inputs"]): Content[] {
  const bytesByName = new Map<string, number>();
  for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
    const name = packageOf(path);
    bytesByName.set(name, (bytesByName.get(name) ?? 0) + bytesInOutput);
  }
  return [...bytesByName]
    .map(([name, bytes]) => ({ name, bytes }))
    .filter(({ bytes }) => bytes > 0)
    .sort((a, b) => b.bytes - a.bytes);
}

/** `node_modules/@scope/name/file.js` → `@scope/name`; `packages/core/src/file.ts` → `@fairline/core`. */
function packageOf(path: string): string {
  const [, installed] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path) ?? [];
  const [, ours] = /^packages\/([^/]+)/.exec(path) ?? [];
  return installed ?? (ours === undefined ? path : `@fairline/${ours}`);
}
