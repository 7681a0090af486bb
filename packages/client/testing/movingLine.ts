import type { Chance } from "@fairline/core/testing";

/** How long visits last, in seconds; of those that begin at that moment. */
export type Dwell = (dice: Chance, atSeconds: number) => number;

const slotSeconds = 60;
/** From one visit's end to the next one's beginning in the same slot. */
const handoverSeconds = { min: 0.2, max: 0.8 };

const share = (dice: Chance) => dice.below(1_000_000) / 1_000_000;
const normal = (dice: Chance) =>
  Math.sqrt(-2 * Math.log(1 - share(dice))) * Math.cos(2 * Math.PI * share(dice));

/** Y is 60 s in all of them. */
export const dwells: Readonly<Record<string, Dwell>> = {
  "all of Y": () => slotSeconds,
  "nine of ten all of Y": (dice) => (dice.percent(90) ? slotSeconds : share(dice) * slotSeconds),
  "58 to 60 s": (dice) => slotSeconds - 2 * share(dice),
  "0 to 60 s": (dice) => share(dice) * slotSeconds,
  "exponential, 30 s": (dice) => Math.min(slotSeconds, -30 * Math.log(1 - share(dice))),
  "lognormal, 20 s": (dice) => Math.min(slotSeconds, 20 * Math.exp(0.8 * normal(dice))),
  "5 to 10 s, or all of Y": (dice) => (dice.percent(50) ? 5 + 5 * share(dice) : slotSeconds),
  "0 to 60 s, and from 400 s on all of Y": (dice, atSeconds) =>
    atSeconds < 400 ? share(dice) * slotSeconds : slotSeconds,
};

export interface LineOptions {
  readonly slots: number;
  readonly seconds: number;
  readonly dwell: Dwell;
  /** So many of a hundred have left when the line reaches them, and take no slot. */
  readonly leftOf100: number;
  readonly dice: Chance;
}

/** Who is next, for each second from the opening on: X at once at first, then one for each visit that ends. */
export function servingBySecond({ slots, seconds, dwell, leftOf100, dice }: LineOptions): readonly number[] {
  const called = new Array<number>(seconds + 1).fill(0);
  for (let slot = 0; slot < slots; slot++) {
    const { min, max } = handoverSeconds;
    for (let at = share(dice); at < seconds; at += min + (max - min) * share(dice)) {
      let passed = 1;
      while (dice.percent(leftOf100)) passed += 1;
      const second = Math.ceil(at);
      called[second] = (called[second] ?? 0) + passed;
      at += dwell(dice, at);
    }
  }
  let serving = 1;
  return called.map((more) => {
    serving += more;
    return serving;
  });
}
