import { fairline } from "./audit.ts";
import { limits } from "./limits.ts";
import { type Line, type RoomRecord, toServe } from "./line.ts";
import type { Ports } from "./ports.ts";
import { changeRoom, withSettings } from "./rooms.ts";

/**
 * SPEC R7: a room that drains closes when everybody was served; and goes on draining where a join that was under way for
 * very long, or a visit that was in vain, brings somebody after that (docs/adr/0020-a-drained-room-goes-on-if-it-must.md).
 * Returns the room as it is now.
 */
export async function drainOn(ports: Ports, line: Line, room: RoomRecord): Promise<RoomRecord> {
  const { state } = room.settings;
  const isDrained = room.drained === true && state === "closed";
  // A room may be configured as closed and draining: a person has closed it.
  const draining = room.settings.draining && state !== "closed";
  if (!draining && !isDrained) return room;
  // Joins that read the room before it was draining are through by then. A later change only makes this longer.
  const sinceMs = room.latest?.atMs ?? 0;
  if (draining && ports.clock.nowMs() - sinceMs <= limits.strandedAfterMs) return room;
  if ((await isServed(ports, line)) !== draining) return room;
  const changed = await changeRoom(ports, line.room, (now) => {
    if (now.version !== room.version) return undefined;
    return draining ? closed(ports, now) : opened(ports, now);
  });
  return changed.kind === "changed" ? changed.record : room;
}

function closed(ports: Ports, now: RoomRecord): RoomRecord {
  const settings = { ...now.settings, state: "closed", draining: false } as const;
  const by = { who: fairline, what: "closed the room: everybody was served" };
  return { ...withSettings(ports, now, settings, by), drained: true };
}

function opened(ports: Ports, now: RoomRecord): RoomRecord {
  const settings = { ...now.settings, state: "open", draining: true } as const;
  const by = { who: fairline, what: "went on draining the room: somebody is still to be served" };
  return withSettings(ports, now, settings, by);
}

/** Nobody waits, here or away, nobody is on the way into a slot, and no visit is left. */
async function isServed(ports: Ports, line: Line): Promise<boolean> {
  const { ledger } = ports;
  // The gate before the slots: a hand-over fills its slot before it drops its claim.
  const gate = await ledger.readGate(line);
  if (gate.claims.size > 0 || toServe(gate, await ledger.readIssued(line)) > 0) return false;
  if ((await ledger.listSlots(line)).length > 0) return false;
  return (await ledger.listPassedOver(line, 1)).length === 0;
}
