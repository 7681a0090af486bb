import type { RoomRecord } from "../../src/line.ts";
import type { Ledger } from "../../src/ports.ts";
import type { Lines } from "./lines.ts";

export function roomsLedger(
  lines: Lines,
): Pick<Ledger, "readRoom" | "writeRoom" | "listRooms" | "openLine" | "closeLine"> {
  const rooms = new Map<string, RoomRecord>();
  return {
    readRoom: async (room) => rooms.get(room),
    async writeRoom(room, record, expectedVersion) {
      if ((rooms.get(room)?.version ?? 0) !== expectedVersion) return false;
      rooms.set(room, record);
      return true;
    },
    listRooms: async () => [...rooms.keys()].sort(),
    async openLine(line) {
      lines(line).gate ??= {
        serving: 1,
        claims: new Map(),
        recalled: new Set(),
        calledIn: new Set(),
      };
    },
    async closeLine(line, nowMs) {
      if (lines(line).gate !== undefined) lines(line).closedAtMs ??= nowMs;
    },
  };
}
