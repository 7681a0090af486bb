import { ensureRoom as ensure, type Settings } from "@fairline/core";
import { runtime } from "./runtime.ts";

/** Makes a room with its first settings, unless it is there already. */
export function ensureRoom(room: string, settings: Settings): Promise<"created" | "kept"> {
  return ensure(runtime().ports, room, settings);
}
