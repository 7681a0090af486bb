import { type Admitted, isSameAdmission, type Line, type Slot } from "../../src/line.ts";
import type { SlotsLedger } from "../../src/ports.ts";
import type { Lines } from "./lines.ts";

export function slotsLedger(lines: Lines): SlotsLedger {
  /** The slot, if this admission is in it. */
  function find(line: Line, lane: number, admitted: Admitted): Slot | undefined {
    const slot = lines(line).slots.get(lane);
    return slot !== undefined && isSameAdmission(slot, admitted) ? slot : undefined;
  }
  function change(line: Line, lane: number, admitted: Admitted, to: Partial<Slot>): Slot | undefined {
    const slot = find(line, lane, admitted);
    if (slot === undefined) return undefined;
    const changed = { ...slot, ...to };
    lines(line).slots.set(lane, changed);
    return changed;
  }
  return {
    readSlot: async (line, lane) => lines(line).slots.get(lane),
    listSlots: async (line) => [...lines(line).slots.values()].sort((a, b) => a.lane - b.lane),
    async fillSlot(line, slot) {
      const { slots, emptied } = lines(line);
      const existing = slots.get(slot.lane);
      const isItsOwn = existing?.number === slot.number && existing.turnHandle === slot.turnHandle;
      if (existing !== undefined && !isItsOwn) return false;
      slots.set(slot.lane, { ...existing, ...slot });
      emptied.delete(slot.lane);
      return true;
    },
    storeToken: async (line, lane, admitted, taskToken) => change(line, lane, admitted, { taskToken }),
    async prolongSlot(line, lane, admitted, { expiresAtMs, slotSeconds, extendedSeconds }) {
      const slot = find(line, lane, admitted);
      if (slot === undefined || slot.expiresAtMs >= expiresAtMs) return slot;
      const extended = extendedSeconds === undefined ? {} : { extendedSeconds };
      return change(line, lane, admitted, { expiresAtMs, slotSeconds, ...extended });
    },
    markEnding: async (line, lane, admitted, ending, endingAtMs) =>
      change(line, lane, admitted, { ending, endingAtMs }),
    async markAway(line, lane, admitted, sinceMs) {
      if (sinceMs !== undefined) change(line, lane, admitted, { awaySinceMs: sinceMs });
      else {
        const slot = find(line, lane, admitted);
        if (slot === undefined) return;
        const { awaySinceMs: _, ...present } = slot;
        lines(line).slots.set(lane, present);
      }
    },
    async markCalled(line, lane, admitted, confirmByMs) {
      if (confirmByMs !== undefined) change(line, lane, admitted, { confirmByMs });
      else {
        const slot = find(line, lane, admitted);
        if (slot === undefined) return;
        const { confirmByMs: _, ...begun } = slot;
        lines(line).slots.set(lane, begun);
      }
    },
    async renewHandle(line, lane, admitted, { messageId, handle }) {
      change(line, lane, admitted, { messageId, turnHandle: handle });
    },
    async clearSlot(line, lane, admitted) {
      const { slots, emptied } = lines(line);
      const slot = find(line, lane, admitted);
      if (slot === undefined) {
        const before = slots.has(lane) ? undefined : emptied.get(lane);
        return before !== undefined && isSameAdmission(before, admitted) ? before : undefined;
      }
      slots.delete(lane);
      emptied.set(lane, slot);
      return slot;
    },
  };
}
