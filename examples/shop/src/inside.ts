import type { Visit } from "@fairline/gate";

/** Who is inside, as the shop itself sees it: the visits that its protected pages have met and that go on. */
export class Inside {
  readonly #nowMs: () => number;
  readonly #endsMs = new Map<string, number>();
  #most = 0;

  constructor(nowMs: () => number = Date.now) {
    this.#nowMs = nowMs;
  }

  /** With each request: more time may have been given since the last one. */
  meet(visit: Visit): void {
    this.#endsMs.set(visit.ticket, visit.expiresAt.getTime());
    this.#most = Math.max(this.#most, this.count);
  }

  leave(ticket: string): void {
    this.#endsMs.delete(ticket);
  }

  has(ticket: string): boolean {
    return (this.#endsMs.get(ticket) ?? 0) > this.#nowMs();
  }

  get count(): number {
    for (const [ticket, endMs] of this.#endsMs) if (endMs <= this.#nowMs()) this.#endsMs.delete(ticket);
    return this.#endsMs.size;
  }

  /** The most that were ever inside at once. */
  get most(): number {
    return this.#most;
  }
}
