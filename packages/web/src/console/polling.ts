import type { ConsoleWorld } from "./world.ts";

/** How often is asked while nobody sees the page. */
const hiddenMs = 30_000;
const beatMs = 1000;

export interface Polling {
  start(): () => void;
  /** Polls once more, after the poll that is under way: what it brings is newer than this call. */
  freshly(): Promise<void>;
}

/** Polls again and again: never twice at once, seldom while nobody sees the page, and at once when somebody does. */
export function polling(
  { clock, isHidden, onWake }: Pick<ConsoleWorld, "clock" | "isHidden" | "onWake">,
  everyMs: () => number,
  poll: () => Promise<void>,
): Polling {
  let underWay: Promise<void> | undefined;
  let begunMs = Number.NEGATIVE_INFINITY;

  function now(): Promise<void> {
    if (underWay === undefined) begunMs = clock.steadyMs();
    underWay ??= poll().finally(() => {
      underWay = undefined;
    });
    return underWay;
  }

  function beat() {
    const pauseMs = isHidden() ? Math.max(everyMs(), hiddenMs) : everyMs();
    // Beats are not exact: one that comes a little early is meant, too.
    if (clock.steadyMs() - begunMs > pauseMs - beatMs / 2) void now();
  }

  return {
    start() {
      void now();
      const stops = [clock.every(beatMs, beat), onWake(() => void now())];
      return () => {
        for (const stop of stops) stop();
      };
    },
    async freshly() {
      await underWay;
      await now();
    },
  };
}
