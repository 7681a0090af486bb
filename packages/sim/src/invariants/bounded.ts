import { limits } from "@fairline/core";
import { patience } from "./quiet.ts";
import { RoomOverTime } from "./rooms.ts";
import { at, inFlightMs, ticketHeard, ticketId } from "./seen.ts";
import type { Invariant } from "./types.ts";

/**
 * SPEC I5: a visit ends at most Y, or as much later as the site gave it within the room's bound, and a small allowance after
 * it began, its pass no later, and nothing is committed after.
 */
export const bounded: Invariant = (evidence) => {
  const { plan, history } = evidence;
  const room = new RoomOverTime(evidence);
  const skewMs = 2 * plan.faults.clockSkewMs;
  const breaks: string[] = [];
  const inside = new Map<string, { number: number; lane: number; expiresAtMs: number; endsAtMs: number }>();
  const ends = new Map<string, number>();
  const lengths = new Map<string, number>();
  /** Y when it was admitted. */
  const longestMs = new Map<string, number>();
  const beganAtMs = new Map<string, number>();
  /** SPEC C1: Y counts from the call. */
  const calledAtMs = new Map<string, number>();
  const completed = new Map<string, number>();
  let tickSeconds = plan.settings.tickSeconds;
  const allowed = patience(() => tickSeconds);
  for (const entry of history) {
    const when = at(evidence, entry.atMs);
    if (entry.kind === "room") tickSeconds = entry.settings.tickSeconds;
    for (const [id, visit] of inside) {
      // A visit that nobody settled is settled when it is overdue.
      const untilMs = Math.max(
        visit.endsAtMs + skewMs + allowed.calmMs,
        allowed.untilMs + limits.overdueAllowanceMs,
      );
      if (entry.atMs <= untilMs) continue;
      inside.delete(id);
      breaks.push(
        `I5 ticket ${visit.number} is still in lane ${visit.lane} ${when}: its time was up ${at(evidence, visit.endsAtMs)}`,
      );
    }
    allowed.note(entry);
    switch (entry.kind) {
      case "admitted": {
        const yMs = Math.max(...room.seenAt(entry.atMs).map(({ settings }) => settings.slotSeconds)) * 1000;
        if (entry.expiresAtMs > entry.atMs + yMs + skewMs)
          breaks.push(
            `I5 ticket ${entry.number} was given lane ${entry.lane} ${when} until ${at(evidence, entry.expiresAtMs)}, longer than Y`,
          );
        longestMs.set(ticketId(entry.run, entry.number), yMs);
        ends.set(ticketId(entry.run, entry.number), entry.expiresAtMs);
        lengths.set(ticketId(entry.run, entry.number), entry.expiresAtMs - entry.atMs);
        beganAtMs.set(ticketId(entry.run, entry.number), entry.atMs);
        break;
      }
      case "postponed": {
        const id = ticketId(entry.run, entry.number);
        const lengthMs = entry.expiresAtMs - entry.atMs;
        // SPEC V10: it lasts no longer than it would have.
        if (lengthMs > (longestMs.get(id) ?? 0) + skewMs)
          breaks.push(`I5 ticket ${entry.number} was to begin ${when}, and to last longer than before`);
        ends.set(id, entry.expiresAtMs);
        lengths.set(id, lengthMs);
        beganAtMs.set(id, entry.atMs);
        break;
      }
      case "extended": {
        const id = ticketId(entry.run, entry.number);
        const visit = inside.get(id);
        // SPEC X1.
        if (visit === undefined || entry.atMs > visit.expiresAtMs + skewMs + inFlightMs(plan)) {
          breaks.push(`I5 ticket ${entry.number} was given time ${when}, and its visit was not active`);
          break;
        }
        const seen = room.seenAt(entry.atMs);
        if (seen.every(({ settings }) => visit.lane >= settings.slots))
          breaks.push(
            `I5 ticket ${entry.number} was given time ${when} in lane ${visit.lane}, at or above X`,
          );
        const boundMs = Math.max(...seen.map(({ settings }) => settings.maxVisitSeconds)) * 1000;
        if (entry.expiresAtMs > (beganAtMs.get(id) ?? 0) + boundMs + skewMs)
          breaks.push(
            `I5 ticket ${entry.number} was given time ${when} until ${at(evidence, entry.expiresAtMs)}, longer than any visit`,
          );
        const moreMs = entry.expiresAtMs - visit.expiresAtMs;
        inside.set(id, { ...visit, expiresAtMs: entry.expiresAtMs, endsAtMs: visit.endsAtMs + moreMs });
        ends.set(id, entry.expiresAtMs);
        break;
      }
      case "called":
        calledAtMs.set(ticketId(entry.run, entry.number), entry.atMs);
        break;
      case "missed":
      case "returned":
        calledAtMs.delete(ticketId(entry.run, entry.number));
        break;
      case "opened":
        // Where the execution began late, the state machine's time is up later than the pass.
        inside.set(ticketId(entry.run, entry.number), {
          ...entry,
          endsAtMs:
            (calledAtMs.get(ticketId(entry.run, entry.number)) ?? entry.atMs) +
            (lengths.get(ticketId(entry.run, entry.number)) ?? 0),
        });
        break;
      case "ended": {
        const id = ticketId(entry.run, entry.number);
        const visit = inside.get(id);
        inside.delete(id);
        if (entry.outcome !== "completed") break;
        completed.set(id, entry.atMs);
        if (visit === undefined || entry.atMs > visit.expiresAtMs + skewMs + inFlightMs(plan))
          breaks.push(`I5 ticket ${entry.number} was completed ${when}, and its visit was not active`);
        break;
      }
      case "committed":
        if (!completed.has(ticketId(entry.run, entry.number)))
          breaks.push(
            `I5 ${entry.visitor} was told ${when} that ticket ${entry.number} is committed, and it is not`,
          );
        break;
      case "heard": {
        const { message } = entry;
        if (!("pass" in message) || message.pass === undefined) break;
        const untilMs = Number(message.pass.split(" ")[2]);
        const id = ticketHeard(entry) ?? "";
        if (untilMs > (ends.get(id) ?? 0))
          breaks.push(
            `I5 the pass that ${entry.visitor} heard ${when} outlives the visit of ticket ${message.number}`,
          );
        break;
      }
      default:
    }
  }
  return breaks;
};
