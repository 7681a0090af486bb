import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import type { Resource } from "./graph.ts";
import { isPlatformInstalled } from "./platform.ts";
import { cached } from "./synth/cache.ts";
import { bundleProgram } from "./synth/program.ts";
import type { Answer, Edit, Order } from "./synth/protocol.ts";

export type { Edit } from "./synth/protocol.ts";

/**
 * Runs `sst.config.ts` for a stage without an account, an engine or a network, and returns every resource that a
 * deploy would make. The same sources are run once; edits are made in memory.
 */
export function synthesize(stage: string, edits: readonly Edit[] = []): Promise<readonly Resource[]> {
  const made = turn.then(async () => {
    const order = { stage, program: await bundleProgram(edits) };
    return cached(order, () => make(order));
  });
  turn = made.catch(() => {});
  return made;
}

/** One after the other: the child has one process, and with it one Pulumi. */
let turn: Promise<unknown> = Promise.resolve();
let child: ChildProcess | undefined;

function make(order: Order): Promise<readonly Resource[]> {
  if (!isPlatformInstalled())
    throw new Error("SST's platform is not installed: node packages/cloud/src/installMain.ts");
  child ??= startChild();
  const worker = child;
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`The graph's process ended with ${code}`));
    worker.once("exit", ended);
    worker.once("message", (answer: Answer) => {
      worker.off("exit", ended);
      if (answer.kind === "made") return resolve(answer.resources);
      // What a failed run has left behind must not be met by the next one.
      worker.kill();
      child = undefined;
      reject(new Error(answer.error));
    });
    worker.send(order);
  });
}

function startChild(): ChildProcess {
  const started = fork(join(import.meta.dirname, "synth", "child.ts"), {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    execArgv: ["--disable-warning=ExperimentalWarning"],
    env: withoutSettings(process.env),
  });
  process.once("exit", () => started.kill());
  return started;
}

/** What somebody has set for a deploy of theirs is no part of the sources, and would stay in what is kept of them. */
function withoutSettings(variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !name.startsWith("FAIRLINE_")));
}
