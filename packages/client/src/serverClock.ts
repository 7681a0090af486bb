/** A message may be under way for so long without the clocks being taken for different. */
const delayMsMax = 2000;

/** How far the server's clock is ahead of the local one: what its messages say of their time. */
export function createServerClock() {
  let aheadMs: number | undefined;
  return {
    aheadMs: () => aheadMs ?? 0,
    /** Delay only lessens what a message shows, so the largest difference that was seen is the nearest. */
    learn(at: string, nowMs: number) {
      const seenMs = Date.parse(at) - nowMs;
      const likelyMs = seenMs < 0 && seenMs > -delayMsMax ? 0 : seenMs;
      aheadMs = Math.max(aheadMs ?? likelyMs, likelyMs);
    },
    /** The local clock was set: what it showed before says nothing any more. */
    forget() {
      aheadMs = undefined;
    },
  };
}
