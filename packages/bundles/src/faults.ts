import type { Bundle } from "./bundle.ts";
import { limits } from "./limits.ts";
import { nodejs } from "./recipe.ts";

/** Why a bundle must not be deployed; nothing: it may. */
export function faultsOf({ handler, minifiedBytes, imports, text }: Bundle): string[] {
  const faults: string[] = [];
  if (minifiedBytes > limits.bundleBytesMax) {
    faults.push(`${handler}: ${bytes(minifiedBytes)} minified, at most ${bytes(limits.bundleBytesMax)}`);
  }
  const missing = imports.filter((path) => !isInLambda(path));
  if (missing.length > 0) faults.push(`${handler}: Lambda does not have ${missing.join(", ")}`);
  // esbuild refuses to bundle a native module; this finds one that is loaded at run time, for one processor only.
  if (/\bdlopen\b|\.node["'`]/.test(text)) faults.push(`${handler}: loads a native module`);
  return faults;
}

function isInLambda(path: string): boolean {
  return nodejs.esbuild.external.some((pattern) => path.startsWith(pattern.replace("*", "")));
}

function bytes(count: number): string {
  return `${count.toLocaleString("en")} bytes`;
}
