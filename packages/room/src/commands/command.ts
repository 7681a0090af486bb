import type { Command } from "commander";
import * as z from "zod/mini";
import { accept } from "../access.ts";
import { typed } from "../change.ts";
import { type Desk, type DeskFlags, openDesk } from "../desk.ts";
import type { World } from "../world.ts";

/** What was typed behind a command's name. */
export interface Typed<Options> {
  readonly args: readonly string[];
  readonly options: Options;
}

/** A command's action: its work, at a desk of its own. */
export function at<Options = object>(
  world: World,
  work: (desk: Desk, typed: Typed<Options>) => Promise<void>,
): (this: Command) => Promise<void> {
  return async function () {
    const options = this.optsWithGlobals<Options & DeskFlags>();
    await work(openDesk(options, world), { args: this.args, options });
  };
}

/** Which room, for npm start has two: an example that names none would be refused there. */
const named = (line: string) => (/^rooms\b| --room /.test(line) ? line : `${line} --room demo`);

/** The lines below a command's help. */
export function examples(...lines: readonly string[]): string {
  return (
    "\nOptions of all commands: npm run room -- --help\n" +
    `\nExamples:\n${lines.map((line) => `  npm run room -- ${named(line)}`).join("\n")}`
  );
}

const AnyNumber = z
  .int("must be a whole number, 1 or more")
  .check(z.minimum(1, "must be a whole number, 1 or more"));

/** A whole number that stands for itself: a ticket's, a version. */
export function readNumber(source: string, text: string | undefined): number {
  return accept(source, typed(text ?? ""), AnyNumber);
}

export interface Guarded {
  readonly ifVersion?: string;
}

export const guard = [
  "--if-version <N>",
  "only if the settings are still at this version; else somebody was faster, and it ends with 1",
] as const;

export function guardOf({ ifVersion }: Guarded): { ifVersion?: number } {
  return ifVersion === undefined ? {} : { ifVersion: readNumber("--if-version", ifVersion) };
}
