import type { Ports } from "../src/ports.ts";

/** What a service refuses, or what a crash cuts off: the only errors that a world survives. */
export class Fault extends Error {
  override readonly name = "Fault";
}

/** One step that the rules are about to take, as `ledger.claim`, with what it is given. */
export interface Step {
  readonly name: string;
  readonly args: readonly unknown[];
}

/** Runs before a step: it may wait, so that something else comes in between, or throw, and the step is not taken. */
export type BeforeStep = (step: Step) => void | Promise<void>;

/** The same ports, with something before each of their steps. Each step takes a moment: others get a say in between. */
export function intercepted(ports: Ports, before: BeforeStep): Ports {
  const around = <T extends object>(port: string, target: T): T =>
    new Proxy(target, {
      get(_, method) {
        const call = Reflect.get(target, method);
        if (typeof call !== "function") return call;
        const step = (args: readonly unknown[]) => ({ name: `${port}.${String(method)}`, args });
        if (method === "listConnections")
          return async function* (...args: readonly unknown[]) {
            await before(step(args));
            yield* call.apply(target, args);
          };
        return async (...args: readonly unknown[]) => {
          await before(step(args));
          return call.apply(target, args);
        };
      },
    });
  return {
    ...ports,
    ledger: around("ledger", ports.ledger),
    turns: around("turns", ports.turns),
    visits: around("visits", ports.visits),
    sockets: around("sockets", ports.sockets),
    passes: around("passes", ports.passes),
  };
}

/** Ports of which a step failed, or none did. */
export interface Faulty {
  readonly ports: Ports;
  /** The step that failed. */
  failedAt(): string | undefined;
}

/** A process that dies before its n-th step: neither that step is taken nor any after it. */
export function crashing(ports: Ports, atStep: number): Faulty {
  return failing(ports, (step) => step >= atStep);
}

/** A service that refuses its n-th call, as one does that is throttled: that one fails, and all others are taken. */
export function refusing(ports: Ports, atStep: number): Faulty {
  return failing(ports, (step) => step === atStep);
}

function failing(ports: Ports, isFailing: (step: number) => boolean): Faulty {
  let steps = 0;
  let failedAt: string | undefined;
  const before = ({ name }: Step) => {
    steps += 1;
    if (!isFailing(steps)) return;
    failedAt ??= name;
    throw new Fault(`step ${steps}, ${name}, failed`);
  };
  return { ports: intercepted(ports, before), failedAt: () => failedAt };
}

/** Holds the first call of one step back until it is let go: a race, spelled out. */
export function heldBack(
  ports: Ports,
  stepName: string,
): { ports: Ports; reached: Promise<void>; letGo(): void } {
  const reached = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  let isFirst = true;
  const before = async ({ name }: Step) => {
    if (name !== stepName || !isFirst) return;
    isFirst = false;
    reached.resolve();
    await released.promise;
  };
  return { ports: intercepted(ports, before), reached: reached.promise, letGo: () => released.resolve() };
}
