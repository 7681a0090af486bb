import { limits } from "./limits.ts";
import {
  type Claim,
  type Gate,
  isAdmissible,
  type Line,
  laneIsDry,
  type RoomRecord,
  type Slot,
  type Turn,
  toServe,
} from "./line.ts";
import type { Ports } from "./ports.ts";

/**
 * SPEC H1: while somebody waits and the room is open, every idle slot gets a turn. SPEC H2: a claim that a crash
 * left counts as an idle slot, wherever its lane is and whatever the room's state. Pure: which turns these are.
 */
export function turnsForIdleSlots(
  line: Line,
  room: RoomRecord,
  state: { gate: Gate; issued: number; slots: readonly Slot[]; nowMs: number },
  reason: string,
): Turn[] {
  const { settings } = room;
  const filled = new Set(state.slots.map((slot) => slot.lane));
  const claims = [...state.gate.claims].filter(([lane]) => !filled.has(lane));
  const isStranded = ([, claim]: [number, Claim]) => state.nowMs - claim.atMs > limits.strandedAfterMs;
  const stranded = claims.filter(isStranded).map(([lane]) => lane);
  // A lane that took its claim a moment ago is about to fill its slot.
  const busy = new Set([...filled, ...claims.map(([lane]) => lane)]);
  const idle = Array.from({ length: settings.slots }, (_, lane) => lane).filter((lane) => !busy.has(lane));
  // A lane that a crash has shut for a while must not be the only one that is tried: begin elsewhere on each tick.
  const from = idle.length === 0 ? 0 : Math.floor(state.nowMs / 1000 / settings.tickSeconds) % idle.length;
  const wanted = settings.state === "open" ? toServe(state.gate, state.issued) : 0;
  const lanes = [...stranded, ...[...idle.slice(from), ...idle.slice(0, from)].slice(0, wanted)];
  return lanes
    .slice(0, limits.healsPerTickMax)
    .map((lane) => ({ line, lane, through: state.issued, reason }));
}

export async function healIdleSlots(
  ports: Ports,
  line: Line,
  room: RoomRecord,
  reason: string,
): Promise<number> {
  const [gate, issued, slots] = await Promise.all([
    ports.ledger.readGate(line),
    ports.ledger.readIssued(line),
    ports.ledger.listSlots(line),
  ]);
  const turns = turnsForIdleSlots(line, room, { gate, issued, slots, nowMs: ports.clock.nowMs() }, reason);
  if (turns.length > 0) await ports.turns.send(turns);
  return turns.length;
}

/**
 * SPEC H3: a visit that ends in a lane that ran dry brings its own successor while somebody waits, so that the
 * slot is not idle until the next tick. Called after the slot is empty: a registration that comes at the same
 * moment raises the counter first and looks at the slots then, so one of the two always sees the other.
 */
export async function bringSuccessor(ports: Ports, line: Line, ended: Slot): Promise<void> {
  const [room, issued] = await Promise.all([ports.ledger.readRoom(line.room), ports.ledger.readIssued(line)]);
  if (room?.run !== line.run || !isAdmissible(ended.lane, room, ports.clock.nowMs())) return;
  if (!laneIsDry(ended, issued, room.settings.slots)) return;
  if (toServe(await ports.ledger.readGate(line), issued) === 0) return;
  // One who returns to the line (SPEC V9) may leave the same lane twice.
  const reason = ["after", ended.number, ended.returns ?? 0].join("-");
  await ports.turns.send([{ line, lane: ended.lane, through: issued, reason }]);
}
