interface Running<T> {
  readonly sinceMs: number;
  readonly call: Promise<T>;
}

/**
 * Calls that many requests wait for together. Some runtimes (Workers) cancel what a request began as soon as it is over, and then
 * nobody ever hears of it: so each request waits by a timer of its own, and what has run for too long is begun anew.
 */
export class Together<T> {
  readonly #running = new Map<string, Running<T>>();
  readonly #nowMs: () => number;
  readonly #waitMsMax: number;

  constructor(nowMs: () => number, waitMsMax: number) {
    this.#nowMs = nowMs;
    this.#waitMsMax = waitMsMax;
  }

  isRunning(key: string): boolean {
    return this.#current(key) !== undefined;
  }

  /** What the call that is running gives, or a new one; nothing if that takes too long. */
  call(key: string, begin: () => Promise<T>): Promise<T | undefined> {
    const running = this.#current(key) ?? this.#begun(key, begin);
    return within(this.#waitMsMax, running.call);
  }

  #current(key: string): Running<T> | undefined {
    const running = this.#running.get(key);
    return running !== undefined && this.#nowMs() - running.sinceMs < this.#waitMsMax ? running : undefined;
  }

  #begun(key: string, begin: () => Promise<T>): Running<T> {
    const running: Running<T> = {
      sinceMs: this.#nowMs(),
      call: begin().finally(() => {
        if (this.#running.get(key) === running) this.#running.delete(key);
      }),
    };
    this.#running.set(key, running);
    return running;
  }
}

async function within<T>(ms: number, call: Promise<T>): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, ms, undefined);
  });
  try {
    return await Promise.race([call, late]);
  } finally {
    clearTimeout(timer);
  }
}
