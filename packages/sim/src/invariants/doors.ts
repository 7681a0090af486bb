import { limits } from "@fairline/core";
import { wiring } from "@fairline/functions/wiring.ts";
import { patience } from "./quiet.ts";
import { RoomOverTime } from "./rooms.ts";
import { at, ticketId } from "./seen.ts";
import type { Evidence, Invariant } from "./types.ts";

/** A registration that has read the room goes on for so long at most. */
const registeringMs = wiring.handlerTimeoutSeconds.register * 1000;

/** SPEC J5, R7: a room that is closed, or drains, takes nobody in; and one that drains closes when everybody was served. */
export const doors: Invariant = (evidence) => [...tookIn(evidence), ...stillDrains(evidence)];

function tookIn(evidence: Evidence): string[] {
  const room = new RoomOverTime(evidence);
  return evidence.history.flatMap((entry) => {
    if (entry.kind !== "joined") return [];
    const seen = room.versions.filter(
      ({ fromMs, toMs }) => fromMs <= entry.atMs && toMs >= entry.atMs - registeringMs,
    );
    // Not asked of the rules: they are what is judged here.
    if (seen.some(({ settings: { state, draining } }) => state !== "closed" && !draining)) return [];
    return [`J5 ticket ${entry.number} was given out ${at(evidence, entry.atMs)}, and the room was shut`];
  });
}

function stillDrains(evidence: Evidence): string[] {
  const { plan, startMs, history } = evidence;
  let room = { run: 1, settings: plan.settings };
  const allowed = patience(() => room.settings.tickSeconds);
  const inRoom = new Set<string>();
  let quietSinceMs = startMs;
  for (const entry of history) {
    const { settings, run } = room;
    const isServed = ![...inRoom].some((id) => id.startsWith(`${run}/`));
    // A tick that lets the line come by those who have left, and one that sees it.
    const untilMs =
      Math.max(quietSinceMs, allowed.untilMs) + limits.strandedAfterMs + 2 * allowed.afterChangeMs;
    if (settings.draining && settings.state === "open" && isServed && entry.atMs > untilMs)
      return [
        `R7 the room still drains ${at(evidence, entry.atMs)}, and everybody was served ${at(evidence, quietSinceMs)}`,
      ];
    allowed.note(entry);
    if (["room", "created", "joined", "ended", "voided"].includes(entry.kind)) quietSinceMs = entry.atMs;
    if (entry.kind === "room") room = entry;
    if (entry.kind === "created") inRoom.add(ticketId(entry.run, entry.number));
    if (entry.kind === "ended") inRoom.delete(ticketId(entry.run, entry.number));
  }
  return [];
}
