import { callSeconds, defaultSettings } from "@fairline/core";
import { placeAt, waitAt } from "./line.ts";
import { lineOf, type Visit } from "./visit.ts";

/** Within this long of the own turn, the ticket is read often. */
const nearSeconds = 60;
/** Three reads fit into the 15 s for which a read counts as presence: one may fail. */
export const nearPauseMs = 5000;
const nearPauseMsMin = 1000;
export const farPauseMsMax = 60_000;
/** A join that waits in the lobby is asked for again after this long, and then less and less often. */
const registeringMs = 1000;
const snapshotMsMin = 1000;

export const backoffMsFirst = 2000;
export const backoffMsMax = 60_000;
/** A room that asks for more patience than this, or than a place has, is asked sooner: it may have been mistaken. */
const retryAfterSecondsMax = 300;

/** What the room has said of itself that bears on how often to ask. */
export interface RoomPace {
  readonly slots?: number;
  readonly holdSeconds?: number;
  readonly confirm?: boolean;
  readonly graceSeconds?: number;
  readonly slotSeconds?: number;
}

/** Whether the visitor's turn may come, or end, so soon that the ticket must be read often. */
function isNear(visit: Visit, { slots = 1 }: RoomPace, nowMs: number): boolean {
  const line = lineOf(visit);
  if (visit.stage === "called" || visit.stage === "missed" || line === undefined) return true;
  if (placeAt(line, nowMs) <= 2 * slots) return true;
  const wait = waitAt(line, nowMs);
  return wait !== undefined && wait.likelySeconds < nearSeconds;
}

/** Where calls must be answered, one is heard of before a third of the time is gone. */
function nearPause({ confirm = false, graceSeconds, slotSeconds }: RoomPace): number {
  if (!confirm) return nearPauseMs;
  const standsSeconds = callSeconds({
    graceSeconds: graceSeconds ?? defaultSettings.graceSeconds,
    slotSeconds: slotSeconds ?? defaultSettings.slotSeconds,
  });
  return Math.min(nearPauseMs, Math.max(nearPauseMsMin, (standsSeconds * 1000) / 3));
}

/**
 * How long the own ticket need not be read: near the head hardly, else as long as the place is surely kept. A hidden page can
 * read once a minute only: whoever is reached meanwhile is passed over, and called first after the next read.
 */
export function ticketPauseMs(visit: Visit, pace: RoomPace, nowMs: number): number {
  if (isNear(visit, pace, nowMs)) return nearPause(pace);
  return Math.min(heldPauseMs(pace), farPauseMsMax);
}

/** So long a pause lets one more read fail before the place is lost. */
function heldPauseMs({ holdSeconds = defaultSettings.holdSeconds }: RoomPace): number {
  return Math.max((holdSeconds * 1000) / 3, nearPauseMs);
}

/** A snapshot is as new as the tick that it was made at. Those who read it are spread over half a tick. */
export function snapshotPauseMs(nextTickSeconds: number, chance: number): number {
  return Math.max(snapshotMsMin, nextTickSeconds * 1000) * (1 + chance / 2);
}

/** The wait for a place that is still being registered, after so many looks. */
export function registeringPauseMs(looks: number, chance: number): number {
  return registeringMs * 2 ** Math.min(looks, 4) * (0.5 + chance);
}

/**
 * The wait after so many failures in a row, 1 at first: exponential, with full jitter, so that a crowd that failed at
 * once does not come back at once; never sooner than the room asked for, as far as the place is kept meanwhile.
 */
export function backoffMs(
  failures: number,
  retryAfterSeconds: number | undefined,
  chance: number,
  pace: RoomPace = {},
): number {
  const windowMs = Math.min(backoffMsFirst * 2 ** Math.min(failures - 1, 10), backoffMsMax);
  const askedForMs = Math.min(retryAfterSeconds ?? 0, retryAfterSecondsMax) * 1000;
  return Math.min(askedForMs, heldPauseMs(pace)) + chance * windowMs;
}
