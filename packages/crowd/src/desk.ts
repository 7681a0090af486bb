import { limits } from "./limits.ts";

export interface Answer {
  /** The HTTP status; 0 if no answer came. */
  readonly status: number;
  readonly body: string;
}

export function isAccepted(status: number): boolean {
  return status >= 200 && status < 300;
}

/** What one visitor asks of its room over HTTP. */
export class Desk {
  readonly #address: string;
  readonly #onBody: ((text: string) => void) | undefined;
  /** Most visitors ask once, and some never: made when it is needed. */
  #stopping: AbortController | undefined;
  #isStopped = false;

  constructor(url: string, room: string, onBody?: (text: string) => void) {
    this.#address = `${url.replace(/\/$/, "")}/rooms/${room}`;
    this.#onBody = onBody;
  }

  get isStopped(): boolean {
    return this.#isStopped;
  }

  async post(path: string, bearer: string, body: unknown = {}): Promise<Answer> {
    if (this.#isStopped) return { status: 0, body: "stopped" };
    this.#stopping ??= new AbortController();
    try {
      const response = await fetch(`${this.#address}/${path}`, {
        method: "POST",
        headers: { authorization: `Bearer ${bearer}`, "content-type": "application/json" },
        body: JSON.stringify(body),
        signal: AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(limits.requestMsMax)]),
      });
      const text = await response.text();
      this.#onBody?.(text);
      return { status: response.status, body: text };
    } catch (error) {
      return { status: 0, body: String(error) };
    }
  }

  /** Gives up on what is under way, and asks no more. */
  stop(): void {
    this.#isStopped = true;
    this.#stopping?.abort();
  }
}
