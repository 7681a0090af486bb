import { takesNewcomers } from "./line.ts";
import type { Settings } from "./settings.ts";

/** What a room does: those who wait are called where it is `open` or `draining`; newcomers join where it does not drain. */
export type RoomDoing = "open" | "draining" | "paused" | "paused, draining" | "closed";

/** SPEC R7: state and draining in a word or two, for a person. */
export function doingOf(settings: Pick<Settings, "state" | "draining">): RoomDoing {
  const { state } = settings;
  const isOpenToAll = takesNewcomers(settings);
  switch (state) {
    case "open":
      return isOpenToAll ? "open" : "draining";
    case "paused":
      return isOpenToAll ? "paused" : "paused, draining";
    case "closed":
      return "closed";
    default:
      return state satisfies never;
  }
}
