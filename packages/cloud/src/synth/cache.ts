import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { pinnedVersion, root } from "../platform.ts";
import type { Order } from "./protocol.ts";

export const cacheFolder = join(root, "node_modules", ".cache", "fairline-cloud");

/** What makes a graph of an order, besides the platform. The order brings its program with it, whole. */
const sources = ["packages/cloud/src/synth", "packages/cloud/src/platform.ts"];

function* filesIn(path: string): Iterable<string> {
  if (!statSync(path).isDirectory()) yield path;
  else for (const name of readdirSync(path).sort()) yield* filesIn(join(path, name));
}

/** Differs whenever a graph may differ. */
export function fingerprint(order: Order): string {
  const hash = createHash("sha256").update(pinnedVersion()).update(JSON.stringify(order));
  for (const source of sources) {
    for (const file of filesIn(join(root, source))) hash.update(file).update(readFileSync(file));
  }
  return hash.digest("hex").slice(0, 32);
}

/** What was made of the same sources before, or what `make` makes now. */
export async function cached<T>(order: Order, make: () => Promise<T>): Promise<T> {
  const file = join(cacheFolder, `${fingerprint(order)}.json`);
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8"));
  const made = await make();
  mkdirSync(cacheFolder, { recursive: true });
  // Whole or not at all, for several test files may make the same at once.
  writeFileSync(`${file}.${process.pid}`, JSON.stringify(made));
  renameSync(`${file}.${process.pid}`, file);
  return made;
}
