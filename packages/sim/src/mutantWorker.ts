import { parentPort, workerData } from "node:worker_threads";
import type { Mutant } from "./mutants.ts";
import { loadMutated } from "./mutate.ts";
import type { Share } from "./worker.ts";

/** One mutant, one thread: plays until a schedule breaks, or until its share is played. */
const { mutant, share } = workerData as { mutant: Mutant; share: Share };
loadMutated(mutant);
const { play } = await import("./worker.ts");
await play(share, (said) => parentPort?.postMessage(said));
