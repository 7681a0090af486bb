import type { Surroundings } from "./benchmark.ts";
import { benchmarks } from "./benchmarks.ts";

// Whoever asked has gone: nobody hears what is measured, and it would slow what is measured next.
process.once("disconnect", () => process.exit(1));
// It may have gone while all of this was loaded.
if (!process.connected) process.exit(1);

/** One benchmark in a process of its own: what it measured goes to the parent, what it says to stderr. */
const [, , name, how = ""] = process.argv;
const benchmark = benchmarks.find((one) => one.name === name);
if (benchmark === undefined) throw new Error(`There is no benchmark ${name}.`);
const measured = await benchmark.run({
  ...(JSON.parse(how) as Pick<Surroundings, "quick" | "asked">),
  say: (line) => process.stderr.write(`  ${line}\n`),
});
// Services may leave timers behind; nothing is left to wait for.
process.send?.(measured, () => process.exit(0));
