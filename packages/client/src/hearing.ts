import type { ErrorCode, Outcome, ServerMessage } from "@fairline/core";
import { countedNumber, keptPlaces, type Line, placeAt, placeIn } from "./line.ts";
import { isOver, lineOf, numberOf, type Request, type Visit } from "./visit.ts";

/** What a message is read against: the local time, the server's clock, and what this browser remembers. */
export interface Hearing {
  readonly nowMs: number;
  /** The server's clock minus the local one. */
  readonly clockAheadMs: number;
  /** When and at which place the given ticket was first seen, if it was. */
  readonly since: (number: number) => { atMs: number; place: number } | undefined;
}

/**
 * A tick may have been computed before a ticket that overtook it. Only one that is this much younger than the ticket,
 * and still has not issued its number, tells of a reset.
 */
const resetAfterMs = 5000;
/** A refused join is tried again after this long. */
const retryMs = 8000;

/** A visitor asks each time that so many ticks have said that the line has gone past. */
const ticksPastToAsk = 2;

/**
 * Whether the message between the two gives reason to join once more: the line has gone past the number, and nobody
 * called. Then the turn was lost on its way, and the ticket brings it; or the visitor was recalled and is next, and
 * asking changes nothing. One such tick alone is the turn that is still on its way.
 */
export function mayHaveMissedTurn(before: Visit, after: Visit): boolean {
  const ticks = lineOf(after)?.ticksPast ?? 0;
  return ticks > (lineOf(before)?.ticksPast ?? 0) && ticks % ticksPastToAsk === 0;
}

/** Where the visitor is after a message. The same visit, if it changes nothing. */
export function afterMessage(visit: Visit, message: ServerMessage, hearing: Hearing): Visit {
  switch (message.type) {
    case "ticket":
      return isOver(visit) ? visit : afterTicket(visit, message, hearing);
    case "tick":
      return afterTick(visit, message, hearing);
    case "turn":
      if (isOver(visit) || (numberOf(visit) ?? message.number) !== message.number) return visit;
      return turn(visit, message.number, message.pass, message.expiresAt, hearing);
    case "end":
      if ((numberOf(visit) ?? message.number) !== message.number) return visit;
      return afterEnd(visit, message.outcome);
    case "error":
      return afterError(visit, message.code, hearing.nowMs);
    case "call":
      return afterCall(visit, message, hearing);
    case "missed":
      return afterMissed(visit, message, hearing);
    case "moved":
      if (isOver(visit) || (numberOf(visit) ?? message.number) !== message.number) return visit;
      return { stage: "moved" };
    case "pong":
      return visit;
    default:
      return message satisfies never;
  }
}

type Message<T extends ServerMessage["type"]> = Extract<ServerMessage, { type: T }>;

function afterTicket(visit: Visit, ticket: Message<"ticket">, hearing: Hearing): Visit {
  const { status = "waiting" } = ticket;
  if (status === "admitted" && ticket.pass !== undefined && ticket.expiresAt !== undefined)
    // Both times are the server's: a visit is not over because the local clock is wrong.
    return Date.parse(ticket.expiresAt) <= Date.parse(ticket.at)
      ? { stage: "expired" }
      : turn(visit, ticket.number, ticket.pass, ticket.expiresAt, hearing);
  if (status !== "waiting" && status !== "admitted") return afterEnd(visit, status);
  // Another lane may call the visitor while the ticket is still on its way: the turn is the later news.
  if (visit.stage === "turn" && visit.number === ticket.number) return visit;
  const known = lineOf(visit);
  const saidAtMs = Date.parse(ticket.at);
  const before = known?.number === ticket.number ? known : undefined;
  if (before !== undefined && (saidAtMs < before.ticketAtMs || isOlderThanCall(visit, ticket, hearing)))
    return visit;
  const place = placeIn(ticket);
  const since = hearing.since(ticket.number) ?? { atMs: hearing.nowMs, place };
  const line: Line = {
    number: ticket.number,
    ...(ticket.deferredTo === undefined ? {} : { deferredTo: ticket.deferredTo }),
    ...(ticket.lastChance === undefined ? {} : { lastChance: ticket.lastChance }),
    serving: ticket.serving,
    issued: ticket.issued,
    paceSeconds: before?.paceSeconds ?? 0,
    paceSecondsP90: before?.paceSecondsP90 ?? 0,
    tickSeconds: ticket.tickSeconds,
    // One far from the head who comes back hears the next tick no sooner for that.
    nextTickSeconds: before?.nextTickSeconds ?? ticket.tickSeconds,
    placesPerSecond: before?.placesPerSecond ?? 0,
    ticksPast: 0,
    sinceMs: since.atMs,
    firstPlace: Math.max(since.place, place),
    heardAtMs: hearing.nowMs,
    saidAtMs,
    ticketAtMs: saidAtMs,
    ...(before !== undefined && before.saidAtMs > saidAtMs ? figuresOf(before) : {}),
  };
  if (ticket.confirmBy !== undefined)
    return called(visit, line, ticket.confirmBy, ticket.lastChance === true, hearing);
  if (ticket.missedUntil !== undefined) return missed(visit, line, ticket.missedUntil, hearing);
  return inLine(ticket.state, line);
}

/** What a tick says of the line. A tick may have overtaken a ticket: then its figures are the newer ones. */
function figuresOf({ serving, issued, nextTickSeconds, ticksPast, heardAtMs, saidAtMs }: Line) {
  return { serving, issued, nextTickSeconds, ticksPast, heardAtMs, saidAtMs };
}

/**
 * Calls carry no time of their own. A ticket that does not know of the call is older than it, unless it was written after
 * the call had run out, or tells that the call was missed.
 */
function isOlderThanCall(visit: Visit, ticket: Message<"ticket">, { clockAheadMs }: Hearing): boolean {
  if (visit.stage !== "called" && visit.stage !== "missed") return false;
  if (ticket.confirmBy !== undefined || ticket.missedUntil !== undefined) return false;
  if (visit.stage === "missed") return ticket.lastChance !== true;
  if (ticket.lastChance && !visit.lastChance) return false;
  return Date.parse(ticket.at) - clockAheadMs <= visit.confirmByMs;
}

function afterCall(visit: Visit, call: Message<"call">, hearing: Hearing): Visit {
  const line = lineOf(visit);
  if (line === undefined || line.number !== call.number) return visit;
  // The first call is older than the news that it was missed.
  if (line.lastChance && !call.lastChance) return visit;
  return called(visit, line, call.confirmBy, call.lastChance === true, hearing);
}

function afterMissed(visit: Visit, message: Message<"missed">, hearing: Hearing): Visit {
  const line = lineOf(visit);
  if (line === undefined || line.number !== message.number) return visit;
  // A place has one such message: the one who is waiting again, or called again, has had it.
  if (line.lastChance) return visit;
  return missed(visit, line, message.missedUntil, hearing);
}

function called(visit: Visit, line: Line, confirmBy: string, lastChance: boolean, hearing: Hearing): Visit {
  const confirmByMs = Date.parse(confirmBy) - hearing.clockAheadMs;
  const request: Request = visit.stage === "called" ? visit.request : { kind: "none" };
  const known: Line = lastChance ? { ...line, lastChance } : line;
  return { stage: "called", line: known, confirmByMs, lastChance, request };
}

function missed(visit: Visit, line: Line, missedUntil: string, hearing: Hearing): Visit {
  const untilMs = Date.parse(missedUntil) - hearing.clockAheadMs;
  const request: Request = visit.stage === "missed" ? visit.request : { kind: "none" };
  return { stage: "missed", line: { ...line, lastChance: true }, untilMs, request };
}

function afterTick(visit: Visit, tick: Message<"tick">, hearing: Hearing): Visit {
  const number = numberOf(visit);
  if (number === undefined) return visit;
  const line = lineOf(visit);
  const saidAtMs = Date.parse(tick.at);
  const ticketAtMs = visit.stage === "turn" ? visit.ticketAtMs : (line?.ticketAtMs ?? saidAtMs);
  if (tick.issued < number && saidAtMs - ticketAtMs > resetAfterMs) return { stage: "left", why: "reset" };
  if (line === undefined || saidAtMs < line.saidAtMs) return visit;
  const { shownPlace: _, ...known } = line;
  const moved: Line = {
    ...known,
    serving: tick.serving,
    issued: Math.max(tick.issued, line.number),
    paceSeconds: tick.paceSeconds,
    paceSecondsP90: tick.paceSecondsP90,
    nextTickSeconds: tick.nextTickSeconds,
    placesPerSecond: tick.placesPerSecond ?? 0,
    ticksPast: tick.serving > countedNumber(line) ? line.ticksPast + 1 : 0,
    heardAtMs: hearing.nowMs,
    saidAtMs,
    ...stillShown(line, tick.serving, hearing.nowMs),
  };
  // Whoever is called, or may ask for another call, waits for no turn that could have been lost.
  if (visit.stage === "called" || visit.stage === "missed")
    return { ...visit, line: { ...moved, ticksPast: 0 } };
  return inLine(tick.state, moved);
}

/** What was shown stays for a while, where the line has not come as far yet and that is not too far off. */
function stillShown(before: Line, serving: number, nowMs: number): { shownPlace?: number } {
  const shown = placeAt(before, nowMs);
  const place = placeIn({ ...before, serving });
  return shown < place && place - shown <= keptPlaces(place) ? { shownPlace: shown } : {};
}

function inLine(state: "open" | "paused" | "closed", line: Line): Visit {
  return { stage: state === "open" ? "waiting" : state, line };
}

function turn(visit: Visit, number: number, pass: string, expiresAt: string, hearing: Hearing): Visit {
  const expiresAtMs = Date.parse(expiresAt) - hearing.clockAheadMs;
  const ticketAtMs =
    visit.stage === "turn"
      ? visit.ticketAtMs
      : (lineOf(visit)?.ticketAtMs ?? hearing.nowMs + hearing.clockAheadMs);
  const request: Request = visit.stage === "turn" ? visit.request : { kind: "none" };
  return { stage: "turn", number, pass, expiresAtMs, ticketAtMs, request };
}

/** The server has the last word on an outcome, but not on why this visitor left. */
function afterEnd(visit: Visit, outcome: Outcome): Visit {
  if ([outcome, "left", "moved", "unknown"].includes(visit.stage)) return visit;
  return outcome === "left" ? { stage: "left", why: "elsewhere" } : { stage: outcome };
}

function afterError(visit: Visit, code: ErrorCode, nowMs: number): Visit {
  if (isOver(visit)) return visit;
  if (code === "unknown_room") return { stage: "unknown" };
  if (code === "room_closed") {
    if ("request" in visit) return visit;
    const line = lineOf(visit);
    return line === undefined ? { stage: "closed" } : { stage: "closed", line };
  }
  // Whoever has a place keeps it: only a refused join is a stage of its own.
  return numberOf(visit) === undefined ? { stage: "trouble", code, retryAtMs: nowMs + retryMs } : visit;
}
