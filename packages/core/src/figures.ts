import { limits } from "./limits.ts";
import type { Stats } from "./line.ts";
import { position, type TickMessage } from "./messages.ts";
import { type Pace, type WaitRange, waitRange } from "./pace.ts";
import { rounded } from "./paceMemory.ts";
import type { Sample, Usage } from "./ports.ts";
import type { Settings } from "./settings.ts";
import { waitQuantile } from "./waits.ts";

const minuteMs = 60_000;

/** How a line stands, and what was counted in its run. */
export interface Counted {
  readonly settings: Settings;
  readonly stats: Stats;
  readonly usage: Usage;
}

/** SPEC F2: a moment of a line, of which a tick has just been made. */
export function sampleOf(tick: TickMessage, { settings, stats, usage }: Counted): Sample {
  const { waiting, active, serving, issued } = tick;
  return {
    atMs: Date.parse(tick.at),
    waiting,
    active,
    slots: settings.slots,
    serving,
    issued,
    admitted: stats.admitted,
    ended: visitsEnded(stats),
    pushes: usage.pushes,
    lastWaitSeconds: rounded(lastRange(tick, settings).likelySeconds),
  };
}

/** Visits that ended, however. Who left the line never had one. */
export function visitsEnded({ completed, expired, left, noshow, leftWaiting }: Stats): number {
  return Math.max(0, completed + expired + left + noshow - leftWaiting);
}

/** Of those who were called and are gone, the share that did not come. Nothing: nobody is gone. */
export function noShowRate(stats: Stats): number | undefined {
  const gone = visitsEnded(stats) + stats.noshowWaiting;
  return gone === 0 ? undefined : stats.noshow / gone;
}

/** SPEC F1: how long the admitted have waited, in seconds. Nothing: nobody was admitted, or nothing is known of it. */
export function waitsOf({ admitted, waitMs, waits }: Stats) {
  const [p50Seconds, p95Seconds] = [waitQuantile(waits, 0.5), waitQuantile(waits, 0.95)];
  if (admitted <= 0 || p50Seconds === undefined || p95Seconds === undefined) return undefined;
  return { meanSeconds: Math.max(0, waitMs / admitted / 1000), p50Seconds, p95Seconds };
}

/**
 * SPEC F4: the wait of the last in line, as their page tells it; where nobody waits, of who joins now. Nothing: nobody is
 * called just now.
 */
export function lastWait(tick: TickMessage, settings: Settings): WaitRange | undefined {
  if (settings.state !== "open") return undefined;
  // Nobody can join a room that drains.
  return settings.draining && tick.waiting === 0 ? undefined : lastRange(tick, settings);
}

function lastRange(
  tick: Pick<TickMessage, "waiting" | "active" | "serving" | "issued"> & Pace,
  { slots }: Pick<Settings, "slots">,
): WaitRange {
  if (tick.waiting === 0 && tick.active < slots) return atOnce;
  return waitRange(position(tick.issued, tick.serving), tick);
}

/** Who comes to a free slot is called at once. */
export const atOnce: WaitRange = { earliestSeconds: 0, likelySeconds: 0, latestSeconds: 0 };

/** What happened in a minute, on average, and how many pushes in a second. */
export interface Rates {
  readonly joined: number;
  readonly admitted: number;
  /** Visits. */
  readonly ended: number;
  readonly pushesPerSecond: number;
}

/**
 * SPEC F2: what happened in the last minute or, where the samples do not reach back so far, since the oldest; but over
 * fifteen seconds at least. Before a run nothing happens in it, and one that has just begun says nothing of a whole minute.
 */
export function ratesNow(samples: readonly Sample[], now: Sample): Rates {
  const before = samples.findLast(({ atMs }) => atMs <= now.atMs - minuteMs) ?? samples[0] ?? now;
  const seconds = Math.max(limits.ratesSecondsMin, (now.atMs - before.atMs) / 1000);
  // Figures are written after their steps, and what was in vain is taken back.
  const aSecond = (count: (sample: Sample) => number) => Math.max(0, count(now) - count(before)) / seconds;
  return {
    joined: rounded(60 * aSecond(({ issued }) => issued)),
    admitted: rounded(60 * aSecond(({ admitted }) => admitted)),
    ended: rounded(60 * aSecond(({ ended }) => ended)),
    pushesPerSecond: rounded(aSecond(({ pushes }) => pushes)),
  };
}

/** From when on samples are needed for the rates of now: two ticks more than a minute, lest one was lost. */
export function ratesNeedAfterMs(nowMs: number, { tickSeconds }: Pick<Settings, "tickSeconds">): number {
  return nowMs - minuteMs - 2 * tickSeconds * 1000;
}
