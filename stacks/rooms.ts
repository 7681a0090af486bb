import { RoomConfig } from "../packages/core/src/settings.ts";
import config from "../room.config.ts";
import { functions } from "./functions.ts";
import { denies } from "./mappings.ts";

/**
 * Opens the rooms of room.config.ts that are not there yet; one that is keeps its live settings. A mistake in the file
 * ends the deploy before it has begun. It comes after the deny: from a room's first visitor on, lanes must hold.
 */
export const seed = new aws.lambda.Invocation(
  "Seed",
  {
    functionName: functions.seedRooms.lambda.name,
    // Another input is another invocation.
    input: JSON.stringify(RoomConfig.parse(config)),
  },
  { dependsOn: denies },
);
