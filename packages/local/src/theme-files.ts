import { lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isThemeFile } from "@fairline/web/theme";
import { local } from "./limits.ts";

/**
 * A file of the operator's theme as it is now. Only theme.json and pictures are given, only files that lie in the folder
 * themselves (a link may lead out of it), and none that would keep visitors waiting.
 */
export function readThemeFile(folder: string, name: string): Buffer | undefined {
  if (!isThemeFile(name)) return undefined;
  const path = join(folder, name);
  try {
    const stat = lstatSync(path);
    return stat.isFile() && stat.size <= local.themeFileBytesMax ? readFileSync(path) : undefined;
  } catch {
    return undefined;
  }
}
