/** Times of which the smallest is wanted again and again: a binary heap, for slots by the moment at which they are free. */
export class Soonest {
  readonly #times: Float64Array;

  /** So many times, all 0. */
  constructor(count: number) {
    this.#times = new Float64Array(count);
  }

  get first(): number {
    return this.#times[0] as number;
  }

  /** Puts a later time in place of the first. */
  postpone(until: number): void {
    const times = this.#times;
    let hole = 0;
    for (;;) {
      const left = 2 * hole + 1;
      if (left >= times.length) break;
      const right = left + 1;
      const sooner =
        right < times.length && (times[right] as number) < (times[left] as number) ? right : left;
      const time = times[sooner] as number;
      if (time >= until) break;
      times[hole] = time;
      hole = sooner;
    }
    times[hole] = until;
  }
}
