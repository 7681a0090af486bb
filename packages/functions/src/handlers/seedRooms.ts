import { RoomConfig } from "@fairline/core";
import { ensureRoom } from "../rooms.ts";
import { logger } from "../runtime.ts";

/** Invoked by each deploy with `room.config.ts`: opens rooms that are new; one that runs keeps its live settings. */
export async function handler(event: unknown): Promise<void> {
  const { rooms } = RoomConfig.parse(event);
  for (const [room, settings] of Object.entries(rooms)) {
    const result = await ensureRoom(room, settings);
    logger.info("A room was seeded", { room, result });
  }
}
