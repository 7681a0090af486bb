import { statSync } from "node:fs";
import { describeIssue } from "@fairline/core/issues";
import { poorContrasts, Theme } from "@fairline/web/theme";
import { local } from "./limits.ts";
import { readThemeFile } from "./theme-files.ts";
import { UsageError } from "./usage-error.ts";

/** Looks at an operator's theme before anything is started. Throws a `UsageError` that names all that is wrong with it. */
export function checkTheme(folder: string): void {
  const mistakes = mistakesIn(folder);
  if (mistakes.length > 0) throw new UsageError(`--theme ${folder}: ${mistakes.join("; ")}`);
}

function mistakesIn(folder: string): readonly string[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return ["no such folder"];
  const file = readThemeFile(folder, "theme.json");
  if (file === undefined) return [noSuchFile("theme.json")];
  let input: unknown;
  try {
    input = JSON.parse(file.toString());
  } catch (error) {
    return [`theme.json: ${(error as Error).message}`];
  }
  const { success, data, error } = Theme.safeParse(input);
  if (!success) return error.issues.map((issue) => describeIssue(issue, input));
  const { logo, logoDark, colours = {} } = data;
  const pictures = Object.entries({ logo, logoDark }).flatMap(([field, name]) =>
    name === undefined || readThemeFile(folder, name) ? [] : [`${field}: ${noSuchFile(name)}`],
  );
  return [...pictures, ...poorContrasts(colours)];
}

function noSuchFile(name: string): string {
  return `there is no file ${name} in the folder (no link, and at most ${local.themeFileBytesMax} bytes)`;
}
