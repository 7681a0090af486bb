import { functions } from "./functions.ts";
import { denies } from "./mappings.ts";
import { roomConfig } from "./roomConfig.ts";

/**
 * Opens the rooms of room.config.ts that are not there yet; one that is keeps its live settings. It comes after the deny:
 * from a room's first visitor on, lanes must hold.
 */
export const seed = new aws.lambda.Invocation(
  "Seed",
  {
    functionName: functions.seedRooms.lambda.name,
    // Another input is another invocation.
    input: JSON.stringify(roomConfig),
  },
  { dependsOn: denies },
);
