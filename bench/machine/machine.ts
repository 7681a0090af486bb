import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { MachineFigures, MachineOptions, Order, Said } from "./protocol.ts";

/** A server in a process of its own, so that what it uses can be told from what its visitors use. */
export interface Machine {
  /** Without a slash at its end. */
  readonly url: string;
  figures(): Promise<MachineFigures>;
  /** The bare server alone: sends something to everybody. */
  tellAll(): void;
  stop(): Promise<void>;
}

export async function startMachine(options: MachineOptions): Promise<Machine> {
  const child = fork(join(import.meta.dirname, "process.ts"), [JSON.stringify(options)], {
    execArgv: ["--expose-gc"],
  });
  const order = (what: Order) => child.send(what);
  const ready = await answerOf(child, "ready");
  return {
    url: ready.url,
    figures() {
      const answer = answerOf(child, "figures");
      order("figures");
      return answer;
    },
    tellAll: () => order("tell all"),
    async stop() {
      const exited = once(child, "exit");
      order("stop");
      await exited;
    },
  };
}

/** Rejects if it ends instead. */
function answerOf<Kind extends Said["kind"]>(
  child: ChildProcess,
  kind: Kind,
): Promise<Extract<Said, { kind: Kind }>> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`The machine has ended (${code})`));
    const hear = (said: Said) => {
      if (said.kind !== kind) return;
      child.off("message", hear).off("exit", ended);
      resolve(said as Extract<Said, { kind: Kind }>);
    };
    child.on("message", hear).once("exit", ended);
  });
}
