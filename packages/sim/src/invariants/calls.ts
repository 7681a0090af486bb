import { slowestMs } from "../invocation.ts";
import { Holders } from "./holders.ts";
import { RoomOverTime } from "./rooms.ts";
import { at, inFlightMs, type TicketId, ticketId } from "./seen.ts";
import type { Invariant } from "./types.ts";

/** An answer that is said so long before the time is up is heard in time, where nothing fails. */
const answerMsMax = 1000;

interface Call {
  readonly confirmByMs: number;
  /** When the visitor said "I'm here". */
  answeredAtMs?: number;
}

/**
 * SPEC C1, C2, as parts of I3 and I5: nobody is let in unasked, or without having said "I'm here"; nobody misses a call
 * before its time is up, and nobody who answers in time has missed it.
 */
export const calls: Invariant = (evidence) => {
  const breaks: string[] = [];
  const room = new RoomOverTime(evidence);
  const holders = new Holders();
  const skewMs = 2 * evidence.plan.faults.clockSkewMs;
  /** The calls that stand. */
  const standing = new Map<TicketId, Call>();
  const missed = new Map<TicketId, { atMs: number }>();
  const everCalled = new Set<TicketId>();
  /** Who said "I'm here" to any call so far: an answer may come late, to the next. */
  const answered = new Set<TicketId>();
  let faultAtMs = Number.NEGATIVE_INFINITY;
  for (const entry of evidence.history) {
    const when = at(evidence, entry.atMs);
    holders.note(entry);
    const id = "run" in entry && "number" in entry ? ticketId(entry.run, entry.number) : "";
    const judgeMiss = (call: Call, number: number) => {
      if (entry.atMs < call.confirmByMs - skewMs)
        breaks.push(
          `I3 ticket ${number} missed a call ${when}, whose time is up ${at(evidence, call.confirmByMs)}`,
        );
      const isHeard =
        call.answeredAtMs !== undefined &&
        call.answeredAtMs < call.confirmByMs - answerMsMax &&
        faultAtMs < call.answeredAtMs - slowestMs;
      if (isHeard) breaks.push(`I3 ticket ${number} missed a call ${when}, and its visitor had answered`);
    };
    switch (entry.kind) {
      case "fault":
        faultAtMs = entry.atMs;
        break;
      case "called":
        standing.set(id, { confirmByMs: entry.confirmByMs });
        everCalled.add(id);
        if (!room.seenAt(entry.atMs).some(({ settings }) => settings.confirm))
          breaks.push(`I5 ticket ${entry.number} was called ${when}, in a room without calls`);
        break;
      case "confirm": {
        const ticket = holders.ticketOf(entry.key);
        if (ticket === undefined) break;
        const call = standing.get(ticket);
        if (call !== undefined) call.answeredAtMs ??= entry.atMs;
        if (everCalled.has(ticket)) answered.add(ticket);
        break;
      }
      case "opened": {
        const isAsked = standing.delete(id);
        const mayBeUnasked = room
          .seenAt(entry.atMs)
          .some(({ settings, run }) => !settings.confirm || run !== entry.run);
        if (!isAsked && !mayBeUnasked)
          breaks.push(`I5 ticket ${entry.number} was let in ${when}, and nobody had called its visitor`);
        if (isAsked && !answered.has(id) && !mayBeUnasked)
          breaks.push(`I5 ticket ${entry.number} was let in ${when}, and nobody had said "I'm here"`);
        if (isAsked && !mayBeUnasked && entry.atMs > entry.expiresAtMs + skewMs + inFlightMs(evidence.plan))
          breaks.push(`I5 ticket ${entry.number} was let in ${when}, after its visit's end`);
        break;
      }
      case "missed": {
        const call = standing.get(id);
        if (call === undefined)
          breaks.push(`I3 ticket ${entry.number} missed a call ${when} that nobody made`);
        else judgeMiss(call, entry.number);
        standing.delete(id);
        missed.set(id, entry);
        break;
      }
      case "returned":
        standing.delete(id);
        break;
      case "ended": {
        const call = standing.get(id);
        if (entry.outcome === "noshow" && call !== undefined) {
          judgeMiss(call, entry.number);
          if (!missed.has(id))
            breaks.push(`I3 ticket ${entry.number} ended as noshow ${when}, after the first call`);
        }
        standing.delete(id);
        break;
      }
      default:
    }
  }
  return breaks;
};
