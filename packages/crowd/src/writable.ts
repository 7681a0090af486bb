import { closeSync, existsSync, openSync, unlinkSync } from "node:fs";

/** Why the flag's file cannot be written, if so: asked before a run and not after it, and nothing is left behind. */
export function whyNotWritable(flag: string, file: string): string | undefined {
  try {
    const wasThere = existsSync(file);
    closeSync(openSync(file, "a"));
    if (!wasThere) unlinkSync(file);
    return undefined;
  } catch (error) {
    return `--${flag}: cannot write ${JSON.stringify(file)} (${(error as NodeJS.ErrnoException).code})`;
  }
}
