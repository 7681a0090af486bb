import { RoomOverTime, staleMs } from "./rooms.ts";
import { at, ticketHeard, ticketId } from "./seen.ts";
import type { Invariant } from "./types.ts";

/** A reset ends the visits of the older run; whoever was being admitted just then is out a moment later. */
const resetMs = 2000;

/** SPEC I1: at most one visit a lane, and nobody new in a lane at or above X, in a room that is not open, or in an older run. */
export const capacity: Invariant = (evidence) => {
  const room = new RoomOverTime(evidence);
  const inside = new Map<string, { number: number; lane: string }>();
  const opened = new Set<string>();
  const breaks: string[] = [];
  let run = { number: 1, fromMs: evidence.startMs };
  let faultAtMs = Number.NEGATIVE_INFINITY;
  for (const entry of evidence.history) {
    const when = at(evidence, entry.atMs);
    for (const [id, { number, lane }] of inside) {
      const isLeftOver =
        !lane.startsWith(`${run.number}.`) &&
        entry.atMs > Math.max(run.fromMs, faultAtMs + staleMs) + resetMs;
      if (!isLeftOver) continue;
      inside.delete(id);
      breaks.push(
        `I1 ticket ${number} is in lane ${lane.split(".")[1]} of an older run ${when}, besides those of run ${run.number}`,
      );
    }
    switch (entry.kind) {
      case "room":
        if (entry.run !== run.number) run = { number: entry.run, fromMs: entry.atMs };
        break;
      case "fault":
        faultAtMs = entry.atMs;
        break;
      case "claimed": {
        const { run, lane, number } = entry;
        const seen = room.seenAt(entry.atMs).filter((version) => version.run === run);
        const mayTake = seen.some(
          ({ settings, isResetting }) => settings.state === "open" && lane < settings.slots && !isResetting,
        );
        if (mayTake) break;
        const why = seen.at(-1) ?? room.seenAt(entry.atMs).at(-1);
        breaks.push(
          `I1 lane ${lane} took ticket ${number} of run ${run} ${when}, though X is ${why?.settings.slots}, ` +
            `the room is ${why?.settings.state} and its run is ${why?.run}, and had been for long`,
        );
        break;
      }
      // Whoever is called has the slot.
      case "called":
      case "opened": {
        const id = ticketId(entry.run, entry.number);
        const lane = `${entry.run}.${entry.lane}`;
        const [, other] = [...inside].find(([of, one]) => of !== id && one.lane === lane) ?? [];
        if (other !== undefined)
          breaks.push(
            `I1 lane ${entry.lane} let ticket ${entry.number} in ${when}, while ticket ${other.number} was in it`,
          );
        inside.set(id, { number: entry.number, lane });
        if (entry.kind === "opened") opened.add(id);
        break;
      }
      case "missed":
      case "returned":
      case "ended":
        inside.delete(ticketId(entry.run, entry.number));
        break;
      case "heard": {
        const { message } = entry;
        if (message.type !== "turn" && !(message.type === "ticket" && message.pass !== undefined)) break;
        const ticket = ticketHeard(entry);
        if (ticket !== undefined && !opened.has(ticket))
          breaks.push(`I1 ticket ${message.number} had a pass ${when}, and its visit had not begun`);
        break;
      }
      default:
    }
  }
  return breaks;
};
