import type { Settings } from "@fairline/core";

/** What becomes of the room's state in a reset. A room that drains is done with it: nobody is in line. */
export function afterReset({ state, draining }: Pick<Settings, "state" | "draining">): string {
  return draining && state === "open" ? "goes on draining, so it closes soon" : `stays ${state}`;
}
