import { type Cadence, type PushCadence, pushesPerTick, ticksMaxAt } from "./cadence.ts";
import { timesLonger } from "./censored.ts";
import { atOnce, visitsEnded } from "./figures.ts";
import { type Slot, type Stats, toServe } from "./line.ts";
import { position } from "./messages.ts";
import type { Outlook } from "./operating.ts";
import { pace, type WaitRange, waitRange } from "./pace.ts";
import { knownBefore, rounded, visitSeconds } from "./paceMemory.ts";
import type { PaceMemory } from "./ports.ts";
import type { Settings } from "./settings.ts";
import type { Observation } from "./tick.ts";

/** A line as it stands, under the settings that are in force. */
export interface Situation {
  readonly atMs: number;
  readonly settings: Settings;
  readonly waiting: number;
  /** How many numbers are to be served, and the place of the last. */
  readonly toServe: number;
  readonly lastPlace: number;
  readonly slots: readonly Slot[];
  readonly memory: PaceMemory;
  readonly stats: Stats;
  readonly joinedPerMinute: number;
  /** The push budget. */
  readonly pushesPerSecondMax: number;
  readonly pushCadence: PushCadence;
}

/** What was just seen, as far as an outlook depends on it. */
export function situationOf(
  { record, snapshot, state, memory }: Observation,
  flow: Pick<Situation, "joinedPerMinute" | "pushesPerSecondMax" | "pushCadence">,
): Situation {
  return {
    atMs: Date.parse(snapshot.at),
    settings: record.settings,
    waiting: snapshot.waiting,
    toServe: toServe(state.gate, state.issued),
    lastPlace: position(state.issued, state.gate.serving),
    slots: state.slots,
    memory,
    stats: state.stats,
    ...flow,
  };
}

/**
 * SPEC F5: what the line is to expect under some settings: the rules by which its pages are told their wait, applied to them.
 * Under the settings in force it is what they are told now (docs/adr/0021-what-a-change-would-do.md).
 */
export function outlook(now: Situation, settings: Settings): Outlook {
  const moved = calledAtOnce(now, settings);
  const waiting = now.waiting - moved;
  const memory = memoryUnder(now, settings);
  const lastWait = waitOfLast(now, settings, memory, moved);
  const active = Math.min(now.slots.length + moved, settings.slots);
  const pushes = pushesPerTick(waiting, cadenceUnder(now, settings)) + active;
  return {
    lastWait,
    drainSeconds: drainSeconds(now, settings, lastWait),
    admittedPerMinute: rounded(admittedPerMinute(now, settings, memory, waiting)),
    pushesPerSecond: rounded(pushes / settings.tickSeconds),
  };
}

/** SPEC T7: what a tick may cost under some settings, and how far the line moves until the next one. */
export function cadenceUnder(now: Situation, settings: Settings): Cadence {
  const { tickSeconds, state } = settings;
  const pushesMax = now.pushesPerSecondMax * tickSeconds;
  if (now.pushCadence === "every") return { pushesMax };
  const { paceSeconds } = pace(memoryUnder(now, settings), settings, now);
  const placesPerTick = state === "open" && paceSeconds > 0 ? tickSeconds / paceSeconds : 0;
  return { pushesMax, placesPerTick, ticksMax: ticksMaxAt(tickSeconds) };
}

/**
 * Who waits when slots are added, or when a room opens again, fills the free ones within a moment. A lane that X left out,
 * and in which a visit still goes on, has none; those of the lanes that were there before are filled as it is.
 */
export function calledAtOnce(
  { settings: before, slots, waiting }: Situation,
  { state, slots: count }: Settings,
): number {
  if (state !== "open") return 0;
  const first = before.state === "open" ? before.slots : 0;
  const taken = slots.filter(({ lane }) => lane >= first && lane < count).length;
  return Math.min(waiting, Math.max(0, count - first - taken));
}

/** Until everybody who waits now was called. */
function drainSeconds(
  { waiting }: Situation,
  { state }: Settings,
  lastWait: WaitRange | undefined,
): number | undefined {
  if (waiting === 0) return 0;
  return state === "open" ? lastWait?.likelySeconds : undefined;
}

function waitOfLast(
  now: Situation,
  settings: Settings,
  memory: PaceMemory,
  moved: number,
): WaitRange | undefined {
  if (settings.state !== "open" || (settings.draining && now.waiting === 0)) return undefined;
  const waiting = now.waiting - moved;
  const isFree = now.slots.length + moved < settings.slots;
  if (waiting === 0 && (moved > 0 || isFree)) return atOnce;
  const standing = { waiting, toServe: Math.max(0, now.toServe - moved) };
  return waitRange(Math.max(1, now.lastPlace - moved), pace(memory, settings, standing));
}

/** As many as slots become free, while there is a line; without one, as many as come. */
function admittedPerMinute(
  { joinedPerMinute }: Situation,
  settings: Settings,
  memory: PaceMemory,
  waiting: number,
): number {
  if (settings.state !== "open") return 0;
  const most = (60 * settings.slots) / visitSeconds(memory, settings);
  if (waiting > 0) return most;
  return settings.draining ? 0 : Math.min(most, joinedPerMinute);
}

/** What would have been seen under another Y: all visits so many times longer. What X was shows in none of it. */
function memoryUnder({ settings: before, memory, stats }: Situation, { slotSeconds }: Settings): PaceMemory {
  const ended = visitsEnded(stats);
  const visits = {
    ended,
    endedEarly: Math.max(0, ended - stats.expired),
    meanSeconds: visitSeconds(memory, before),
  };
  const times = timesLonger(visits, before.slotSeconds, slotSeconds);
  const known = knownBefore(memory, before);
  return {
    learned: { ...known, visitSeconds: known.visitSeconds * times },
    samples: memory.samples.map((sample) => ({
      ...sample,
      slotSeconds: sample.slotSeconds * times,
      // Ages, added up over the time of the slots: both are longer.
      ageSeconds: sample.ageSeconds * times ** 2,
    })),
  };
}
