import type { Progress } from "../census.ts";
import { percentile } from "../numbers.ts";

/** What happens a second, from what has happened so far. */
export interface Second {
  readonly joins: number;
  readonly admissions: number;
  readonly waiting: number;
  /** Of the ticks that were heard in it: undefined if none were. */
  readonly tickLagMs: number | undefined;
}

/** The course of a run, second by second, of which the last ones are kept. */
export class Trend {
  readonly #keep: number;
  readonly #seconds: Second[] = [];
  readonly #waitsMs: number[] = [];
  #fromMs: number;
  #tickets = 0;
  #admitted = 0;
  #lag = { heard: 0, sumMs: 0 };

  constructor(nowMs: number, keep: number) {
    this.#fromMs = nowMs;
    this.#keep = keep;
  }

  get seconds(): readonly Second[] {
    return this.#seconds;
  }

  /** Half of those who were let in so far had waited less. */
  get waitP50Ms(): number | undefined {
    return percentile(Float64Array.from(this.#waitsMs).sort(), 0.5);
  }

  /** True if a second was completed by it. */
  take({ tickets, admitted, waiting, waitsMs, tickLag }: Progress, nowMs: number): boolean {
    this.#waitsMs.push(...waitsMs);
    this.#lag = { heard: this.#lag.heard + tickLag.heard, sumMs: this.#lag.sumMs + tickLag.sumMs };
    const seconds = (nowMs - this.#fromMs) / 1000;
    if (seconds < 1) return false;
    this.#seconds.push({
      joins: (tickets - this.#tickets) / seconds,
      admissions: (admitted - this.#admitted) / seconds,
      waiting,
      tickLagMs: this.#lag.heard === 0 ? undefined : this.#lag.sumMs / this.#lag.heard,
    });
    if (this.#seconds.length > this.#keep) this.#seconds.shift();
    [this.#tickets, this.#admitted, this.#fromMs] = [tickets, admitted, nowMs];
    this.#lag = { heard: 0, sumMs: 0 };
    return true;
  }
}
