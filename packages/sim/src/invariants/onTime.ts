import { limits } from "@fairline/core";
import { patience } from "./quiet.ts";
import { at, type TicketId, ticketId } from "./seen.ts";
import type { Invariant } from "./types.ts";

/** What the next tick is to end, from when on, and what is wrong if it does not. */
interface Standing {
  readonly run: number;
  readonly fromMs: number;
  readonly wrong: string;
}

/**
 * SPEC C2, D2, as parts of I6: a call that nobody answers keeps its slot for no longer than the tick after its time is up;
 * whoever let others ahead is back in line with the tick after these were called.
 */
export const onTime: Invariant = (evidence) => {
  const { plan, history } = evidence;
  const breaks: string[] = [];
  const calls = new Map<TicketId, Standing>();
  const deferred = new Map<TicketId, { run: number; number: number; until: number }>();
  const due = new Map<TicketId, Standing>();
  /** Whose next claim says nothing of how far the line has come. */
  const recalled = new Set<TicketId>();
  let [run, tickSeconds, changeAtMs] = [1, plan.settings.tickSeconds, Number.NEGATIVE_INFINITY];
  const allowed = patience(() => tickSeconds);
  for (const entry of history) {
    for (const standing of [calls, due]) {
      for (const [id, { run: of, fromMs, wrong }] of standing) {
        const untilMs = Math.max(Math.max(fromMs, changeAtMs) + allowed.afterChangeMs, allowed.untilMs);
        if (of !== run) standing.delete(id);
        else if (entry.atMs > untilMs) {
          standing.delete(id);
          breaks.push(
            `I6 ticket ${id.split("/")[1]} ${wrong}, and does so still ${at(evidence, entry.atMs)}`,
          );
        }
      }
    }
    allowed.note(entry);
    const id = "run" in entry && "number" in entry ? ticketId(entry.run, entry.number) : "";
    switch (entry.kind) {
      case "room":
        [run, changeAtMs] = [entry.run, entry.atMs];
        tickSeconds = entry.settings.tickSeconds;
        break;
      case "called": {
        const wrong = `is called in lane ${entry.lane} though its time was up ${at(evidence, entry.confirmByMs)}`;
        calls.set(id, { run: entry.run, fromMs: entry.confirmByMs + limits.clockSkewMsMax, wrong });
        break;
      }
      case "deferred":
        deferred.set(id, entry);
        due.delete(id);
        break;
      case "recalled":
        recalled.add(id);
        break;
      case "claimed":
        if (recalled.delete(id)) break;
        for (const [of, { run, number, until }] of deferred) {
          if (run !== entry.run || entry.number < until || number === entry.number) continue;
          const wrong = `stands back though ticket ${until} was called ${at(evidence, entry.atMs)}`;
          deferred.delete(of);
          due.set(of, { run, fromMs: entry.atMs, wrong });
        }
        break;
      case "opened":
      case "missed":
      case "returned":
      case "back":
      case "ended":
        for (const standing of [calls, due, deferred]) standing.delete(id);
        break;
      default:
    }
  }
  return breaks;
};
