import { concurrently } from "./concurrently.ts";
import { disconnect, sayGoodbye } from "./connections.ts";
import { withMark } from "./course.ts";
import { endDeferrals } from "./defer.ts";
import { drainOn } from "./drain.ts";
import { sampleOf } from "./figures.ts";
import { turnsForIdleSlots } from "./heal.ts";
import { type Broadcast, heardBy } from "./heardBy.ts";
import { limits } from "./limits.ts";
import { type Gate, type Line, type RoomRecord, type Slot, type Stats, toServe } from "./line.ts";
import type { Snapshot, TickMessage } from "./messages.ts";
import { type Pace, pace } from "./pace.ts";
import { type PaceMoment, withSample } from "./paceMemory.ts";
import type { Connection, Course, PaceMemory, Ports, Sample, Usage } from "./ports.ts";
import { sweepPassedOver } from "./presence.ts";
import { endVisits } from "./rooms.ts";
import type { Settings } from "./settings.ts";
import { endIfNoShow, mendSlot, repeatEnding } from "./visit.ts";

/** A planned tick: due at a whole second, so that plans that overlap name the same ticks. */
export interface PlannedTick {
  readonly dueSeconds: number;
  readonly delaySeconds: number;
}

/**
 * SPEC T1: the ticks of the next two minutes and a little more, at the multiples of N. A second plan (a schedule that
 * fires twice, a change of settings) yields the same due times, and each is claimed once.
 */
export function planTicks(nowMs: number, tickSeconds: number): PlannedTick[] {
  const nowSeconds = nowMs / 1000;
  const first = Math.ceil(nowSeconds / tickSeconds) * tickSeconds;
  const count = Math.ceil(limits.tickHorizonSeconds / tickSeconds);
  return Array.from({ length: count }, (_, i) => {
    const dueSeconds = first + i * tickSeconds;
    return { dueSeconds, delaySeconds: Math.max(0, Math.floor(dueSeconds - nowSeconds)) };
  });
}

export interface Ticked {
  readonly message: TickMessage;
  /** How the line went until now: with it, only those hear the tick who need it (SPEC T7). */
  readonly course: Course;
  /** Slots that are idle for longer than a hand-over takes, while somebody waits (SPEC T8). */
  readonly idleSlots: number;
  /** What could not be mended; for the log. */
  readonly troubles: readonly unknown[];
}

/** What a tick found, for everybody. Nothing: it was claimed already, or belongs to an older run or pace. */
export async function tick(
  ports: Ports,
  line: Line,
  planned: { dueSeconds: number; tickSeconds: number },
): Promise<Ticked | undefined> {
  const { ledger, clock } = ports;
  const found = await ledger.readRoom(line.room);
  // SPEC T2: ticks of an older run, or planned before N was changed, are retired.
  if (found?.run !== line.run || found.settings.tickSeconds !== planned.tickSeconds) return undefined;
  if (!(await ledger.claimTick(line, planned.dueSeconds, clock.nowMs()))) return undefined;

  const { room, troubles } = await mend(ports, line, found);
  const state = await readState(ports, line);
  const turns = turnsForIdleSlots(
    line,
    room,
    { ...state, nowMs: clock.nowMs() },
    `tick-${planned.dueSeconds}`,
  );
  if (turns.length > 0) await ports.turns.send(turns);

  const nowMs = clock.nowMs();
  const before = await ledger.readTick(line);
  const empty = turns.length > 0 ? emptyLanes(room, state.slots) : [];
  const moves = room.settings.state === "open" && toServe(state.gate, state.issued) > 0;
  const seen = withSample(before.pace, momentOf(state, nowMs), room.settings, moves);
  const course = courseNow(before.course, planned, room, state);
  const message = tickMessage(line, room, state, { pace: paceNow(seen, room, state), course }, nowMs);
  const sample = sampleOf(message, { settings: room.settings, stats: state.stats, usage: before.usage });
  await Promise.all([
    ledger.writeTick(line, { pace: seen, course, emptyLanes: empty }),
    ledger.addSample(line, sample, "tick"),
    isFirstOfMinute(planned) ? ledger.addSample(line, sample, "minute") : undefined,
  ]);
  const emptyBefore = new Set(before.emptyLanes);
  const stillEmpty = empty.filter((lane) => emptyBefore.has(lane));
  // Where many slots are empty and few wait, only so many of them are missed.
  const idleSlots = Math.min(turns.length, stillEmpty.length);
  return { message, course, idleSlots, troubles };
}

/** SPEC F2: ticks are due at the multiples of N, so one of them comes first in each minute. */
function isFirstOfMinute({ dueSeconds, tickSeconds }: { dueSeconds: number; tickSeconds: number }): boolean {
  return dueSeconds % 60 < tickSeconds;
}

/** What the pace is measured from (SPEC T6). */
function momentOf({ gate, stats, slots }: LineState, nowMs: number): PaceMoment {
  const visits = slots.map(({ expiresAtMs, slotSeconds }) => ({
    ageSeconds: Math.max(0, slotSeconds - Math.max(0, expiresAtMs - nowMs) / 1000),
    slotSeconds,
  }));
  return { atMs: nowMs, serving: gate.serving, admitted: stats.admitted, visits };
}

function paceNow(memory: PaceMemory, { settings }: RoomRecord, state: LineState): Pace {
  return pace(memory, settings, {
    waiting: waitingCount(state),
    toServe: toServe(state.gate, state.issued),
  });
}

/** How the line went, with this tick (SPEC T7). */
function courseNow(
  before: Course,
  { dueSeconds, tickSeconds }: { dueSeconds: number; tickSeconds: number },
  { version, settings }: RoomRecord,
  state: LineState,
): Course {
  return withMark(before, {
    version,
    index: dueSeconds / tickSeconds,
    tickSeconds,
    serving: state.gate.serving,
    issued: state.issued,
    waiting: waitingCount(state),
    isOpen: settings.state === "open",
  });
}

/** SPEC T8: a slot that changes hands just now is among these, but hardly at two ticks, one after the other. */
function emptyLanes({ settings }: RoomRecord, slots: readonly Slot[]): number[] {
  const filled = new Set(slots.map(({ lane }) => lane));
  return Array.from({ length: settings.slots }, (_, lane) => lane).filter((lane) => !filled.has(lane));
}

/**
 * SPEC T2: a tick that is of no use looks whether those of now come. After a reset or a change of N that was cut short
 * they may not; then this is the room for which they are to be planned. SPEC R3: one of an older run also ends the visits
 * that such a reset has left.
 */
export async function roomWithoutTicks(ports: Ports, planned: Line): Promise<RoomRecord | undefined> {
  const { room, run } = planned;
  const record = await ports.ledger.readRoom(room);
  if (record === undefined) return undefined;
  if (run < record.run) await endVisits(ports, planned);
  const { lastTickAtMs = 0 } = await ports.ledger.readTick({ room, run: record.run });
  const overdueMs = 2 * record.settings.tickSeconds * 1000 + limits.strandedAfterMs;
  return ports.clock.nowMs() - lastTickAtMs > overdueMs ? record : undefined;
}

/**
 * SPEC T4, V5, V8, C3, D1, D2, R7: what crashes, silence and lost messages left behind, and what only time brings about. What
 * cannot be mended now is returned, and tried again by the next tick: one slot in trouble must not keep everybody else from
 * healing and from the news. Returns the room as it is now.
 */
async function mend(
  ports: Ports,
  line: Line,
  room: RoomRecord,
): Promise<{ room: RoomRecord; troubles: readonly unknown[] }> {
  const troubles: unknown[] = [];
  const attempt = <T>(work: Promise<T>) =>
    work.catch((error: unknown) => {
      troubles.push(error);
      return undefined;
    });
  const slots = await ports.ledger.listSlots(line);
  // Each check reads a ticket: in a large room the ticks take turns, so that a second's ticks cost no more than that.
  const turns = Math.ceil(slots.length / limits.endingChecksPerTickMax);
  const index = Math.floor(ports.clock.nowMs() / 1000 / room.settings.tickSeconds);
  await concurrently(slots, limits.writesAtOnceMax, async (slot) => {
    await attempt(mendSlot(ports, line, slot));
    if ((slot.lane + index) % turns === 0)
      await attempt(repeatEnding(ports, line, slot, room.settings.graceSeconds));
    await attempt(endIfNoShow(ports, line, slot, room.settings.graceSeconds));
  });
  await attempt(endDeferrals(ports, line, room));
  await attempt(sweepPassedOver(ports, line, room));
  const drained = await attempt(drainOn(ports, line, room));
  return { room: drained ?? room, troubles };
}

export interface Told {
  /** How many pushes it were. */
  readonly pushes: number;
  /** What could not be counted; for the log. */
  readonly troubles: readonly unknown[];
}

/**
 * SPEC T3, T5, T7: a tick reaches the connections of some shards; one that turns out to be gone is forgotten. SPEC F3: what
 * that took is counted, in one write; a figure that cannot be written must not push anything again.
 */
export async function broadcast(
  ports: Ports,
  line: Line,
  shards: readonly number[],
  tick: Broadcast,
): Promise<Told> {
  const { nextTickSeconds } = tick.message;
  let [pushes, connections] = [0, 0];
  const tell = async ({ connection, number }: Connection) => {
    connections += 1;
    const message = heardBy(number, tick);
    if (message === undefined) return;
    pushes += 1;
    if ((await ports.sockets.send(connection, message)) === "gone") await disconnect(ports, connection);
  };
  const told = await Promise.allSettled(shards.map((shard) => toEverybody(ports, line, shard, tell)));
  const troubles: unknown[] = [];
  // What was pushed is paid, whether or not everybody was reached.
  if (connections > 0)
    await ports.ledger
      .addUsage(line, { pushes, connectionSeconds: connections * nextTickSeconds })
      .catch((error: unknown) => void troubles.push(error));
  for (const one of told) if (one.status === "rejected") throw one.reason;
  return { pushes, troubles };
}

/** SPEC R3: after a reset everybody of the older run hears that their place is gone, and is forgotten. */
export async function farewell(ports: Ports, line: Line, shard: number): Promise<void> {
  await toEverybody(ports, line, shard, ({ connection, number }) =>
    sayGoodbye(ports, line, {
      connection,
      number,
      message: { type: "end", room: line.room, number, outcome: "left" },
    }),
  );
}

/** One who cannot be reached just now keeps nobody else from the news; what failed is thrown when all were tried. */
async function toEverybody(
  ports: Ports,
  line: Line,
  shard: number,
  tell: (one: Connection) => Promise<void>,
): Promise<void> {
  const failures: unknown[] = [];
  for await (const page of ports.ledger.listConnections(line, shard)) {
    await concurrently(page, limits.pushesAtOnceMax, (one) =>
      tell(one).catch((error: unknown) => void failures.push(error)),
    );
  }
  if (failures.length > 0) throw failures[0];
}

interface LineState {
  readonly gate: Gate;
  readonly issued: number;
  readonly stats: Stats;
  readonly slots: readonly Slot[];
  /** How many were passed over; counted only where nobody else is left, to wait. */
  readonly passedOver: number | undefined;
}

async function readState(ports: Ports, line: Line): Promise<LineState> {
  const [gate, issued, stats, slots] = await Promise.all([
    ports.ledger.readGate(line),
    ports.ledger.readIssued(line),
    ports.ledger.readStats(line),
    ports.ledger.listSlots(line),
  ]);
  const isServed = toServe(gate, issued) === 0;
  const passedOver = isServed
    ? (await ports.ledger.listPassedOver(line, limits.sweepsPerTickMax)).length
    : undefined;
  return { gate, issued, stats, slots, passedOver };
}

/**
 * Everybody who has a number, was not admitted, and has not left. A figure is written after its step, so a crash in
 * between would leave it wrong for good: where all were served, those who were passed over are counted instead.
 */
function waitingCount({ issued, stats, passedOver }: LineState): number {
  return passedOver ?? Math.max(0, issued - stats.admitted - stats.leftWaiting - stats.voided);
}

function tickMessage(
  line: Line,
  room: RoomRecord,
  state: LineState,
  measured: { pace: Pace; course: Course },
  nowMs: number,
): TickMessage {
  const { settings } = room;
  return {
    type: "tick",
    room: line.room,
    serving: state.gate.serving,
    issued: state.issued,
    waiting: waitingCount(state),
    active: state.slots.length,
    ...measured.pace,
    placesPerSecond: placesPerSecondIn(measured.course, room),
    state: settings.state,
    ...(settings.announcement === "" ? {} : { announcement: settings.announcement }),
    nextTickSeconds: settings.tickSeconds,
    version: room.version,
    at: new Date(nowMs).toISOString(),
  };
}

/** How fast pages count on. Between two ticks the settings may have changed: nothing is known of that yet. */
function placesPerSecondIn({ version, marks }: Course, room: RoomRecord): number {
  return version === room.version ? (marks.at(-1)?.placesPerSecond ?? 0) : 0;
}

/** SPEC R10: in which other languages the announcement is told: an empty text is none. */
function translated({ translations }: Settings): Pick<Snapshot, "translations"> {
  const said = Object.entries(translations).filter(([, text]) => text !== "");
  return said.length === 0 ? {} : { translations: Object.fromEntries(said) };
}

/** SPEC G1: where visitors go who came from nowhere else on the site. */
function firstReturn({ returnAddresses: [returnTo] }: Settings): Pick<Snapshot, "returnTo"> {
  return returnTo === undefined ? {} : { returnTo };
}

/** SPEC X1: how long a visit may last, where the site gives more time than Y. */
function longestVisit({ slotSeconds, maxVisitSeconds }: Settings): Pick<Snapshot, "maxVisitSeconds"> {
  return maxVisitSeconds > slotSeconds ? { maxVisitSeconds } : {};
}

/** What anybody may see of a room: its latest figures, and the settings that concern visitors. */
export async function snapshot(ports: Ports, room: string): Promise<Snapshot | undefined> {
  return (await observe(ports, room))?.snapshot;
}

export interface Observation {
  readonly snapshot: Snapshot;
  readonly record: RoomRecord;
  readonly state: LineState;
  readonly memory: PaceMemory;
  readonly usage: Usage;
  /** What a tick of this moment would leave for the charts. */
  readonly sample: Sample;
  readonly lastTickAtMs: number | undefined;
}

export async function observe(ports: Ports, room: string): Promise<Observation | undefined> {
  const record = await ports.ledger.readRoom(room);
  if (record === undefined) return undefined;
  const line = { room, run: record.run };
  const [state, { pace: memory, course, lastTickAtMs, usage }] = await Promise.all([
    readState(ports, line),
    ports.ledger.readTick(line),
  ]);
  const { title, slots, slotSeconds, tickSeconds, graceSeconds, holdSeconds, confirm, draining } =
    record.settings;
  const measured = { pace: paceNow(memory, record, state), course };
  const message = tickMessage(line, record, state, measured, ports.clock.nowMs());
  return {
    snapshot: {
      ...message,
      ...translated(record.settings),
      ...longestVisit(record.settings),
      title,
      slots,
      slotSeconds,
      tickSeconds,
      graceSeconds,
      holdSeconds,
      confirm,
      draining,
      ...firstReturn(record.settings),
    },
    record,
    state,
    memory,
    usage,
    sample: sampleOf(message, { settings: record.settings, stats: state.stats, usage }),
    lastTickAtMs,
  };
}
