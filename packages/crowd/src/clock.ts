/**
 * The crowd's one clock is its own `performance.now()`, read once in each turn of the event loop: what was read
 * from different sockets in one turn has no order among itself, so it gets one time. Without that, a busy
 * process would see the next visitor's `turn` before the `end` that made room for it.
 */
let moment: number | undefined;

export function momentMs(): number {
  // Of several processes none knows another one's turns of its event loop: only the time itself is common to them.
  if (isShared) return performance.now() + aheadMs;
  if (moment === undefined) {
    moment = performance.now();
    setImmediate(forget);
  }
  return moment;
}

function forget(): void {
  moment = undefined;
}

/**
 * A server's time (ISO 8601) on the crowd's clock. It assumes that both have the same idea of now, which they do
 * on one machine; from another machine the clocks' difference is part of what follows from it.
 */
export function onCrowdClock(iso: string): number {
  return Date.parse(iso) - wallMinusMomentMs;
}

/** What makes the clocks of several processes one. */
export interface ClockSetting {
  /** When the crowd's clock was at 0, in milliseconds of Unix time, by `performance.timeOrigin`. */
  readonly originMs: number;
  /** The server's time minus the crowd's. */
  readonly wallMinusMomentMs: number;
}

/** `Date.now()` is whole milliseconds, too coarse for what follows within one. */
let wallMinusMomentMs = performance.timeOrigin;
/** The crowd's clock minus `performance.now()`: 0 but in a process that another one has started. */
let aheadMs = 0;
let isShared = false;

export function clockSetting(): ClockSetting {
  return { originMs: performance.timeOrigin - aheadMs, wallMinusMomentMs };
}

/** Goes by the clock of the process that started this one. */
export function setClock(setting: ClockSetting): void {
  aheadMs = performance.timeOrigin - setting.originMs;
  wallMinusMomentMs = setting.wallMinusMomentMs;
  isShared = true;
}

/** The server's clock minus the crowd's, in milliseconds. */
export function serverAheadMs(): number {
  return wallMinusMomentMs;
}
