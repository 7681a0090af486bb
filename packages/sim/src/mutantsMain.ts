import { availableParallelism } from "node:os";
import { parseArgs, styleText } from "node:util";
import { Worker } from "node:worker_threads";
import { concurrently } from "@fairline/core";
import { hostile } from "./faults.ts";
import { type Mutant, mutants } from "./mutants.ts";
import type { Said } from "./worker.ts";

/** A normal run of the simulator: no mutant may survive so many schedules. */
const seedsNormal = 20_000;
/** The quick form, for every test run: mutants that take longer are left to the full one. */
const seedsQuick = 2000;

interface Found {
  readonly mutant: Mutant;
  /** After so many schedules; nothing: it survived. */
  readonly seeds: number | undefined;
  readonly sentence: string;
  readonly seconds: number;
}

async function hunt(mutant: Mutant, seeds: number): Promise<Found> {
  const startedMs = performance.now();
  const share = { firstSeed: 1, seeds, stride: 1, faults: hostile, stopsAtBreak: true };
  const worker = new Worker(new URL("./mutantWorker.ts", import.meta.url), { workerData: { mutant, share } });
  const broken: Said["broken"][number][] = [];
  await new Promise<void>((resolve, reject) => {
    worker.on("message", (said: Said) => broken.push(...said.broken));
    worker.on("error", reject);
    worker.on("exit", () => resolve());
  });
  const [first] = broken;
  const seconds = (performance.now() - startedMs) / 1000;
  return { mutant, seeds: first?.seed, sentence: first?.breaks[0] ?? "", seconds };
}

// Whoever reads only the beginning has seen enough.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));

const usage = `npm run sim:mutants -- [--quick] [--only TEXT]

  --quick      leaves out those that take hundreds of schedules
  --only TEXT  those whose name contains it
`;

/** Hunts the chosen ones, as many at once as there are cores. True: none survived. */
async function huntAll(chosen: readonly Mutant[], budget: number): Promise<boolean> {
  const found: Found[] = [];
  const width = Math.max(...chosen.map(({ name }) => name.length));
  await concurrently(chosen, availableParallelism(), async (mutant) => {
    const result = await hunt(mutant, budget).catch((error: unknown) => ({
      mutant,
      seeds: undefined,
      sentence: `cannot be played: ${error instanceof Error ? error.message : error}`,
      seconds: 0,
    }));
    found.push(result);
    const after = result.seeds === undefined ? "survived" : `${result.seeds}`;
    const line = `${mutant.name.padEnd(width)}  ${after.padStart(8)}  ${result.seconds.toFixed(1).padStart(6)} s  ${result.sentence.slice(0, 90)}`;
    process.stdout.write(`${result.seeds === undefined ? styleText("red", line) : line}\n`);
  });
  const survivors = found.filter(({ seeds }) => seeds === undefined).length;
  process.stdout.write(
    `\n${chosen.length - survivors} of ${chosen.length} mutants found within ${budget} schedules\n`,
  );
  return survivors === 0;
}

try {
  const { values } = parseArgs({
    options: {
      quick: { type: "boolean", default: false },
      only: { type: "string", default: "" },
      help: { type: "boolean", default: false },
    },
  });
  const chosen = mutants.filter(
    ({ name, isRare }) => name.includes(values.only) && !(values.quick && isRare),
  );
  if (chosen.length === 0)
    throw new Error(`--only: no mutant's name contains ${JSON.stringify(values.only)}`);
  if (values.help) process.stdout.write(usage);
  else process.exitCode = (await huntAll(chosen, values.quick ? seedsQuick : seedsNormal)) ? 0 : 1;
} catch (error) {
  process.stderr.write(`sim:mutants: ${error instanceof Error ? error.message.split("\n")[0] : error}\n`);
  process.exitCode = 2;
}
