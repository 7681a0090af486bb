/**
 * The crowd's one clock is its own `performance.now()`, read once in each turn of the event loop: what was read
 * from different sockets in one turn has no order among itself, so it gets one time. Without that, a busy
 * process would see the next visitor's `turn` before the `end` that made room for it.
 */
let moment: number | undefined;

export function momentMs(): number {
  if (moment === undefined) {
    moment = performance.now();
    setImmediate(() => {
      moment = undefined;
    });
  }
  return moment;
}

/**
 * A server's time (ISO 8601) on the crowd's clock. It assumes that both have the same idea of now, which they do
 * on one machine; from another machine the clocks' difference is part of what follows from it.
 */
export function onCrowdClock(iso: string): number {
  return Date.parse(iso) - wallMinusMomentMs;
}

const wallMinusMomentMs = Date.now() - performance.now();
