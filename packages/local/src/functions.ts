import { randomUUID } from "node:crypto";
import { type HandlerName, wiring } from "@fairline/functions/wiring.ts";
import type { Context } from "aws-lambda";

export type Handler = (event: unknown, context: Context) => unknown;

export interface Functions {
  invoke(name: HandlerName, event: unknown): Promise<unknown>;
  /** Finished and failed invocations by handler. */
  readonly counts: Readonly<Record<string, { invocations: number; failures: number }>>;
  /** Resolves when nothing is under way any more. */
  settled(): Promise<void>;
}

/** Invokes handlers as Lambda does: with a context, at most for the function's timeout, counting each. */
export function asFunctions(handlers: Readonly<Record<string, Handler>>): Functions {
  const counts: Record<string, { invocations: number; failures: number }> = {};
  const underWay = new Set<Promise<unknown>>();

  const invoke = async (name: HandlerName, event: unknown): Promise<unknown> => {
    const handler = handlers[name];
    if (!handler) throw new Error(`There is no handler ${name}.`);
    counts[name] ??= { invocations: 0, failures: 0 };
    const count = counts[name];
    const timeout = new Timeout(name, wiring.handlerTimeoutSeconds[name]);
    try {
      return await Promise.race([handler(event, contextOf(name, timeout)), timeout.promise]);
    } catch (error) {
      count.failures += 1;
      throw error;
    } finally {
      count.invocations += 1;
      timeout.clear();
    }
  };

  return {
    counts,
    invoke(name, event) {
      const invocation = invoke(name, event);
      underWay.add(invocation);
      invocation.then(
        () => underWay.delete(invocation),
        () => underWay.delete(invocation),
      );
      return invocation;
    },
    async settled() {
      while (underWay.size > 0) await Promise.allSettled(underWay);
    },
  };
}

class Timeout {
  readonly endsAtMs: number;
  readonly promise: Promise<never>;
  readonly #timer: NodeJS.Timeout;

  constructor(name: string, seconds: number) {
    this.endsAtMs = Date.now() + seconds * 1000;
    const { promise, reject } = Promise.withResolvers<never>();
    this.promise = promise;
    this.#timer = setTimeout(
      () => reject(new Error(`${name}: task timed out after ${seconds.toFixed(2)} seconds`)),
      seconds * 1000,
    );
  }

  clear(): void {
    clearTimeout(this.#timer);
  }
}

function contextOf(name: HandlerName, timeout: Timeout): Context {
  return {
    functionName: name,
    functionVersion: "$LATEST",
    invokedFunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
    memoryLimitInMB: String(wiring.memoryMb[name]),
    awsRequestId: randomUUID(),
    logGroupName: `/aws/lambda/${name}`,
    logStreamName: "local",
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => Math.max(0, timeout.endsAtMs - Date.now()),
    done() {},
    fail() {},
    succeed() {},
  };
}
