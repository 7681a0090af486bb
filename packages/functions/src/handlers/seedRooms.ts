import { RoomConfig } from "@fairline/core";
import { ensureRoom } from "../rooms.ts";
import { logger } from "../runtime.ts";

/** Invoked by a deploy whenever `room.config.ts` has changed: opens rooms that are new; one that runs keeps its live settings. */
export async function handler(event: unknown): Promise<Record<string, "created" | "kept">> {
  const { rooms } = RoomConfig.parse(event);
  const results: Record<string, "created" | "kept"> = {};
  for (const [room, settings] of Object.entries(rooms)) {
    const result = await ensureRoom(room, settings);
    logger.info("A room was seeded", { room, result });
    results[room] = result;
  }
  return results;
}
