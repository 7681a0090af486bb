import type { Ports } from "@fairline/core";
import { Fault } from "@fairline/core/testing";
import { type HandlerName, wiring } from "@fairline/functions/wiring.ts";
import type { Stage } from "./stage.ts";

export type Ended<T> =
  | { readonly kind: "done"; readonly value: T }
  | { readonly kind: "failed"; readonly error: unknown }
  /** It crashed, or its time was up: whatever it was about to do, it does not do any more. */
  | { readonly kind: "died" };

/** A handler that was overtaken runs for so much longer than it may: nothing ends it in time on a busy machine. */
const overtimeFactor = 1.7;

/** How long each of its calls may take. */
export const slowCallMsMax = 2500;

/** The longest that one that admits may go on, in milliseconds, when it was overtaken. */
export const slowestMs = wiring.handlerTimeoutSeconds.admit * 1000 * overtimeFactor;

/** Runs a handler over ports that take time and fail, as the schedule's faults have it. `ended` is called once. */
export function invoke<T>(
  stage: Stage,
  handler: HandlerName,
  work: (ports: Ports) => Promise<T>,
  ended: (result: Ended<T>) => void,
): void {
  const invocation = new Invocation(stage, handler, () => finish({ kind: "died" }));
  const finish = (result: Ended<T>) => {
    if (!stage.running.delete(invocation)) return;
    invocation.isDead = true;
    stage.kernel.after(1, () => ended(result));
  };
  stage.running.add(invocation);
  const timeoutMs =
    wiring.handlerTimeoutSeconds[handler] * 1000 * (invocation.isOvertaken ? overtimeFactor : 1);
  stage.kernel.after(timeoutMs, () => (stage.running.has(invocation) ? finish({ kind: "died" }) : "nothing"));
  work(invocation.ports).then(
    (value) => finish({ kind: "done", value }),
    (error: unknown) => {
      if (!(error instanceof Fault)) {
        const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
        if (stage.running.has(invocation)) stage.history.add({ kind: "broke", handler, error: text });
      }
      finish({ kind: "failed", error });
    },
  );
}

type AnyPort = Record<string, (...args: readonly unknown[]) => unknown>;

export class Invocation {
  isDead = false;
  readonly isOvertaken: boolean;
  readonly #isSlow: boolean;
  readonly ports: Ports;
  readonly #stage: Stage;
  readonly #handler: HandlerName;
  /** Ends it where it stands. */
  readonly die: () => void;
  readonly #skewMs: number;

  constructor(stage: Stage, handler: HandlerName, die: () => void) {
    this.#stage = stage;
    this.#handler = handler;
    this.die = die;
    this.isOvertaken = handler === "admit" && stage.happens("overtaken", handler);
    this.#isSlow = stage.happens("delay", `a slow ${handler}`);
    this.#skewMs = stage.skewMs();
    const { services } = stage;
    this.ports = {
      ledger: this.#around("ledger", services.ledger),
      turns: this.#around("turns", services.turns),
      visits: this.#around("visits", services.visits),
      sockets: this.#around("sockets", services.sockets),
      passes: services.passes,
      clock: {
        nowMs: () => stage.kernel.nowMs() + this.#skewMs,
        pause: (ms) => this.#later(ms),
      },
    };
  }

  #around<P extends object>(name: string, port: P): P {
    const methods = new Map<string | symbol, unknown>();
    return new Proxy(port, {
      get: (target, method) => {
        const known = methods.get(method);
        if (known !== undefined) return known;
        const call = (...args: readonly unknown[]) =>
          this.#call(
            `${name}.${String(method)}`,
            async (these) => (target as AnyPort)[String(method)]?.(...these),
            args,
          );
        const around = method === "listConnections" ? this.#pages(target as AnyPort) : call;
        methods.set(method, around);
        return around;
      },
    });
  }

  #pages(ledger: AnyPort) {
    const invocation = this;
    const read = async (args: readonly unknown[]) =>
      Array.fromAsync(ledger.listConnections?.(...args) as AsyncIterable<unknown>);
    return async function* (...args: readonly unknown[]) {
      yield* await invocation.#call("ledger.listConnections", read, args);
    };
  }

  /** A moment passes; a handler that died in it never goes on. */
  #later(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#stage.kernel.after(ms, () => {
        if (this.isDead) return "nothing";
        return resolve();
      });
    });
  }

  #latencyMs(at: string): number {
    const { dice, latencyMs } = this.#stage;
    if (this.isOvertaken) return 300 + dice.below(slowCallMsMax - 300);
    return this.#isSlow ? 50 + dice.below(700) : latencyMs(at);
  }

  async #call<T>(
    name: string,
    effect: (args: readonly unknown[]) => Promise<T>,
    args: readonly unknown[],
  ): Promise<T> {
    const stage = this.#stage;
    const at = `${this.#handler} at ${name}`;
    await this.#later(this.#latencyMs(at));
    if (stage.happens("crash", at)) {
      // Before the call, or after it and before its answer.
      if (stage.dice.percent(50)) await effect(args);
      this.die();
      return new Promise(() => {});
    }
    if (stage.happens("throttle", at)) {
      if (name === "turns.send") await effect([firstHalf(args[0])]);
      throw new Fault(`${name} was refused`);
    }
    if (stage.happens("lostAnswer", at)) {
      await effect(args);
      if (stage.dice.percent(30)) throw new Fault(`the answer of ${name} was lost`);
    }
    return effect(args);
  }
}

/** A batch that is done in part. */
function firstHalf(batch: unknown): unknown {
  return Array.isArray(batch) ? batch.slice(0, Math.floor(batch.length / 2)) : batch;
}
