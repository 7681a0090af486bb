import { CommanderError } from "commander";
import { exitCodes, Failure } from "./failure.ts";
import { createProgram } from "./program.ts";
import type { World } from "./world.ts";

const interrupted = 130;

/** Runs one command line, and gives the code to end with. Every failure is one line on stderr. */
export async function run(args: readonly string[], world: World): Promise<number> {
  try {
    await createProgram(world).parseAsync(args, { from: "user" });
    return exitCodes.done;
  } catch (error) {
    // Commander has said it already; with help that was asked for, all is well.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    if (world.stop.aborted) return interrupted;
    if (!(error instanceof Failure)) throw error;
    world.err.write(`room: ${error.message}\n`);
    return exitCodes[error.kind];
  }
}
