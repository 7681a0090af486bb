import type { History, SettingsSeen } from "./history.ts";
import { limits } from "./limits.ts";
import type { Span, Story, Visit } from "./story.ts";

/** The settings that are known for a moment. */
export function settingsAt(history: History, atMs: number): SettingsSeen {
  let known = history.settings[0];
  for (const seen of history.settings) if (seen.atMs <= atMs) known = seen;
  return known;
}

/** How long a visit may last, with all the time that the site may give. */
export function longestSeconds({ slotSeconds, maxVisitSeconds = 0 }: SettingsSeen): number {
  return Math.max(slotSeconds, maxVisitSeconds);
}

/**
 * X as it may count at a moment. After X was lowered, visits that were there already may last up to their Y, or as long as the site let them; after
 * it was raised, the crowd may learn of it a little late. Both are allowed for.
 */
export function slotsAllowedAt(history: History, atMs: number): number {
  const longestMs = Math.max(...history.settings.map(longestSeconds)) * 1000;
  const slowestMs = Math.max(...history.settings.map((seen) => seen.tickSeconds)) * 1000;
  const fromMs = atMs - longestMs - limits.visitOverrunMsMax;
  const toMs = atMs + 2 * slowestMs + limits.settingsLagMs;
  const inForce = history.settings.filter((seen) => seen.atMs >= fromMs && seen.atMs <= toMs);
  return Math.max(settingsAt(history, fromMs).slots, ...inForce.map((seen) => seen.slots));
}

export interface Crowding {
  readonly atMs: number;
  readonly newcomer: Visit;
  readonly others: readonly Visit[];
}

/**
 * How many visits overlap, at most. A visit counts from the arrival of its `turn` to the earliest moment at which
 * its slot can have been free again; at the same moment ends come before starts.
 */
export function concurrency(
  visits: readonly Visit[],
  onStart: (crowding: Crowding) => void = () => {},
): number {
  const changes = visits
    .filter((visit) => visit.releasedMs > visit.turnMs)
    .flatMap((visit) => [
      { atMs: visit.turnMs, visit, starts: true },
      { atMs: visit.releasedMs, visit, starts: false },
    ])
    .sort((a, b) => a.atMs - b.atMs || Number(a.starts) - Number(b.starts));
  const active = new Set<Visit>();
  let most = 0;
  for (const { atMs, visit, starts } of changes) {
    if (!starts) {
      active.delete(visit);
      continue;
    }
    onStart({ atMs, newcomer: visit, others: [...active] });
    active.add(visit);
    most = Math.max(most, active.size);
  }
  return most;
}

/** So many more wait, or are inside, from then on; or other settings hold. */
export interface Change {
  readonly atMs: number;
  readonly waiting?: number;
  readonly busy?: number;
  readonly settings?: SettingsSeen;
}

/** All that changes how full the room is, in order. */
export function changesOf(history: History, stories: readonly Story[]): Change[] {
  const changes: Change[] = [];
  for (const { waits, visit } of stories) {
    for (const wait of waits) {
      changes.push({ atMs: wait.fromMs, waiting: 1 }, { atMs: wait.toMs, waiting: -1 });
    }
    if (visit) changes.push({ atMs: visit.calledMs, busy: 1 }, { atMs: visit.endedMs, busy: -1 });
  }
  for (const settings of history.settings) changes.push({ atMs: settings.atMs, settings });
  return changes.sort((a, b) => a.atMs - b.atMs);
}

export interface Contention {
  /** When somebody present held a ticket and waited, and the room was open; merged, in order. */
  readonly spans: readonly Span[];
  /** Slot-time in use over slot-time there was, within those spans. Undefined if nobody ever waited. */
  readonly utilisation: number | undefined;
}

/**
 * Utilisation: busy slot-time / (X × time), over the time in which at least one visitor who was present held a
 * ticket and waited while the room was open. A slot is busy from the arrival of the call or turn to the visit's
 * end (`Visit.endedMs`); a call that is missed leaves it idle. X is the one that was known at the time.
 */
export function contention(history: History, stories: readonly Story[]): Contention {
  const changes = changesOf(history, stories);

  const spans: Span[] = [];
  let settings = history.settings[0];
  let [waiting, busy, busyMs, slotMs] = [0, 0, 0, 0];
  let beforeMs = history.startedMs;
  for (const change of changes) {
    const atMs = Math.max(change.atMs, beforeMs);
    if (waiting > 0 && settings.state === "open" && atMs > beforeMs) {
      busyMs += busy * (atMs - beforeMs);
      slotMs += settings.slots * (atMs - beforeMs);
      extend(spans, { fromMs: beforeMs, toMs: atMs });
    }
    beforeMs = atMs;
    waiting += change.waiting ?? 0;
    busy += change.busy ?? 0;
    settings = change.settings ?? settings;
  }
  return { spans, utilisation: slotMs === 0 ? undefined : busyMs / slotMs };
}

function extend(spans: Span[], span: Span): void {
  const last = spans.at(-1);
  if (last?.toMs === span.fromMs) spans[spans.length - 1] = { fromMs: last.fromMs, toMs: span.toMs };
  else spans.push(span);
}

/**
 * Hand-overs, in milliseconds: from the end of a visit (`Visit.handedOverMs`) to the next call or turn in the same lane,
 * only where somebody present was waiting, and the room was open, all of that time. A turn that arrives before the
 * answer that ended the visit before it counts as 0.
 */
export function handovers(visits: readonly Visit[], spans: readonly Span[]): number[] {
  const found: number[] = [];
  for (const [, inLane] of byLane(visits)) {
    for (const [place, visit] of inLane.entries()) {
      const next = inLane[place + 1];
      if (next === undefined || visit.outcome === undefined) continue;
      const fromMs = Math.min(visit.handedOverMs, next.calledMs);
      if (isCovered(spans, { fromMs, toMs: next.calledMs })) found.push(next.calledMs - fromMs);
    }
  }
  return found;
}

/** The visits of each lane, in the order of their turns. */
export function byLane(visits: readonly Visit[]): Map<number, Visit[]> {
  const lanes = new Map<number, Visit[]>();
  for (const visit of [...visits].sort((a, b) => a.turnMs - b.turnMs)) {
    if (visit.lane === undefined) continue;
    const lane = lanes.get(visit.lane);
    if (lane) lane.push(visit);
    else lanes.set(visit.lane, [visit]);
  }
  return lanes;
}

function isCovered(spans: readonly Span[], wanted: Span): boolean {
  let [low, high] = [0, spans.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((spans[middle] as Span).fromMs <= wanted.fromMs) low = middle + 1;
    else high = middle;
  }
  const last = spans[low - 1];
  return last !== undefined && last.toMs >= wanted.toMs;
}
