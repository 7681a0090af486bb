export interface Chance {
  /** A whole number from 0 to `bound - 1`. */
  below(bound: number): number;
  /** True so many times of a hundred. */
  percent(odds: number): boolean;
  /** One of them; nothing if there are none. */
  pick<T>(of: readonly T[]): T | undefined;
}

/** Chance that a seed repeats (mulberry32, public domain). */
export function chance(seed: number): Chance {
  let state = seed >>> 0;
  const below = (bound: number) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * bound);
  };
  return { below, percent: (odds) => below(100) < odds, pick: (of) => of[below(of.length)] };
}
