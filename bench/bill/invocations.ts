import { AsyncLocalStorage } from "node:async_hooks";
import { type Code, importCode } from "../../packages/local/src/code.ts";
import type { Call } from "./calls.ts";

/** One run of a handler, with every request that it sent. */
export interface Invocation {
  readonly handler: string;
  readonly event: unknown;
  readonly calls: Call[];
  ms: number;
}

/** What was seen: runs of handlers, and requests that belong to none of them. */
export type Seen = Pick<Invocations, "all" | "outside">;

/** Which handler a request belongs to; what belongs to none was sent by the services around them. */
export class Invocations {
  readonly all: Invocation[] = [];
  readonly outside: Call[] = [];
  readonly #now = new AsyncLocalStorage<Invocation>();

  tell(call: Call): void {
    (this.#now.getStore()?.calls ?? this.outside).push(call);
  }

  /** What was seen since the last time, and from now on anew. */
  take(): Seen {
    return { all: this.all.splice(0), outside: this.outside.splice(0) };
  }

  /** The handlers of `packages/functions`, watched. */
  async importTheCode(): Promise<Code> {
    const { handlers, api, ensureRoom } = await importCode();
    const watched = Object.entries(handlers).map(([name, handler]): [string, typeof handler] => [
      name,
      (event, context) => this.watch(name, event, async () => handler(event, context)),
    ]);
    return {
      handlers: Object.fromEntries(watched),
      api: {
        fetch: (request, ...rest) =>
          this.watch(`api ${request.method}`, new URL(request.url).pathname, async () =>
            api.fetch(request, ...rest),
          ),
      },
      ensureRoom,
    };
  }

  /** What is sent meanwhile belongs to this run. */
  async watch<T>(handler: string, event: unknown, work: () => Promise<T>): Promise<T> {
    const invocation: Invocation = { handler, event, calls: [], ms: 0 };
    const startedMs = performance.now();
    try {
      return await this.#now.run(invocation, work);
    } finally {
      invocation.ms = performance.now() - startedMs;
      this.all.push(invocation);
    }
  }
}
