import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";
import type { Mutant } from "./mutants.ts";

/** Where the mutants' files are. */
export const coreSource = new URL("../../core/src/", import.meta.url);

/** The source of a file with the mutant's bug in it. */
export function mutated({ name, file, find, replace }: Mutant): string {
  const source = readFileSync(fileURLToPath(new URL(file, coreSource)), "utf8");
  const parts = source.split(find);
  if (parts.length !== 2)
    throw new Error(
      `mutant "${name}": its text stands ${parts.length - 1} times in ${file}, and once is expected`,
    );
  return parts.join(replace);
}

/** Loads core with this bug in it, in this thread, from now on: nothing of core may have been loaded before. */
export function loadMutated(mutant: Mutant): void {
  const source = mutated(mutant);
  const { href } = new URL(mutant.file, coreSource);
  registerHooks({
    load: (url, context, nextLoad) =>
      url === href ? { format: "module-typescript", source, shortCircuit: true } : nextLoad(url, context),
  });
}
