import type { Line, Slot } from "../../src/line.ts";
import type { SlotsLedger } from "../../src/ports.ts";
import type { Lines } from "./lines.ts";

export function slotsLedger(lines: Lines): SlotsLedger {
  function change(line: Line, lane: number, number: number, to: Partial<Slot>): Slot | undefined {
    const { slots } = lines(line);
    const slot = slots.get(lane);
    if (slot?.number !== number) return undefined;
    const changed = { ...slot, ...to };
    slots.set(lane, changed);
    return changed;
  }
  return {
    readSlot: async (line, lane) => lines(line).slots.get(lane),
    listSlots: async (line) => [...lines(line).slots.values()].sort((a, b) => a.lane - b.lane),
    async fillSlot(line, slot) {
      const { slots } = lines(line);
      const existing = slots.get(slot.lane);
      const isItsOwn = existing?.number === slot.number && existing.turnHandle === slot.turnHandle;
      if (existing !== undefined && !isItsOwn) return false;
      slots.set(slot.lane, { ...existing, ...slot });
      return true;
    },
    storeToken: async (line, lane, number, taskToken) => change(line, lane, number, { taskToken }),
    markEnding: async (line, lane, number, ending, endingAtMs) =>
      change(line, lane, number, { ending, endingAtMs }),
    async markAway(line, lane, number, sinceMs) {
      if (sinceMs !== undefined) change(line, lane, number, { awaySinceMs: sinceMs });
      else {
        const slot = change(line, lane, number, {});
        if (slot === undefined) return;
        const { awaySinceMs: _, ...present } = slot;
        lines(line).slots.set(lane, present);
      }
    },
    async renewHandle(line, lane, number, { messageId, handle }) {
      change(line, lane, number, { messageId, turnHandle: handle });
    },
    async clearSlot(line, lane, number) {
      const { slots } = lines(line);
      const slot = slots.get(lane);
      if (slot?.number !== number) return undefined;
      slots.delete(lane);
      return slot;
    },
  };
}
