import type { Ports } from "./ports.ts";
import { type By, type Change, changeRoom, isOutdated, withChange } from "./rooms.ts";
import type { RoomState, Settings } from "./settings.ts";

/** What each deed of an operator does to a room. Pausing and going on leave it open whether newcomers are let in. */
export const stateChanges = {
  pause: { state: "paused" },
  resume: { state: "open" },
  open: { state: "open", draining: false },
  close: { state: "closed", draining: false },
  drain: { state: "open", draining: true },
} as const satisfies Readonly<Record<string, Partial<Pick<Settings, "state" | "draining">>>>;
export type StateDeed = keyof typeof stateChanges;
export const stateDeeds = Object.keys(stateChanges) as readonly StateDeed[];

/** Which state some of them begin in; the others may be done in any. */
const beginsIn: Partial<Record<StateDeed, RoomState>> = { pause: "open", resume: "paused" };

export type StateChange =
  | Change
  | { readonly kind: "not open"; readonly state: RoomState }
  | { readonly kind: "not paused"; readonly state: RoomState };

/**
 * SPEC R2, R7: an operator pauses, resumes, opens, closes or drains the room. It is judged by the state as it is at that moment:
 * a click that comes after the room has closed must not open it. A room that is so already stays as it is.
 */
export async function changeState(ports: Ports, room: string, deed: StateDeed, by: By): Promise<StateChange> {
  const to = stateChanges[deed];
  const from = beginsIn[deed];
  let found: RoomState | undefined;
  const changed = await changeRoom(ports, room, (now) => {
    found = undefined;
    if (isOutdated(by, now)) return undefined;
    const { state } = now.settings;
    if (from === undefined || state === from) return withChange(ports, now, to, by);
    if (state !== to.state) found = state;
    return now;
  });
  if (found === undefined) return changed;
  return { kind: deed === "pause" ? "not open" : "not paused", state: found };
}
