/** How many invocations a queue's mapping has under way: few at first, and more each second while messages are left. */
export interface Mapping {
  next(messagesAreLeft: boolean): number;
}

export function createMapping(bounds: { first: number; growth: number; max: number }): Mapping {
  let atOnce = 0;
  return {
    next(messagesAreLeft) {
      const { first, growth, max } = bounds;
      // AWS says how fast it grows, and not how fast it shrinks.
      atOnce = Math.min(max, messagesAreLeft ? Math.max(first, atOnce + growth) : Math.max(first, atOnce));
      return atOnce;
    },
  };
}
