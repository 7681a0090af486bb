// It has the words in which a mistake is told.
import "../packages/core/src/issues.ts";
import { RoomConfig } from "../packages/core/src/settings.ts";
import config from "../room.config.ts";

/** The rooms and their first settings. A mistake in room.config.ts ends the deploy before it has begun. */
export const roomConfig = RoomConfig.parse(config);

export const rooms = Object.keys(roomConfig.rooms);
