import { type ErrorCode, type Outcome, position, type ServerMessage } from "@fairline/core";
import { countedNumber, type Line } from "./line.ts";

/** What became of a request that the visitor made in a stage. */
export type Request =
  | { readonly kind: "none" }
  | { readonly kind: "sent"; readonly what: "reserve" | "finish" | "confirm" | "takeover" }
  | {
      readonly kind: "refused";
      /** `over`: the code that a place was to be moved by is used, too old or unknown. */
      readonly why: "noEmail" | "email" | "pass" | "offline" | "server" | "over";
      readonly message?: string;
    };

/** Where a visitor is. `data-stage` on the page's main element says the same. */
export type Visit =
  | { readonly stage: "connecting" }
  | { readonly stage: "waiting"; readonly line: Line }
  | { readonly stage: "paused"; readonly line: Line }
  /** With a line, the place is kept; without one, the room took nobody in. */
  | { readonly stage: "closed"; readonly line?: Line }
  /** The visitor is let in on saying "I'm here" by then (local time). With `lastChance`, no other call follows. */
  | {
      readonly stage: "called";
      readonly line: Line;
      readonly confirmByMs: number;
      readonly lastChance: boolean;
      readonly request: Request;
    }
  /** A call was not answered. The place is kept at the head until then (local time), for one more. */
  | { readonly stage: "missed"; readonly line: Line; readonly untilMs: number; readonly request: Request }
  | {
      readonly stage: "turn";
      readonly number: number;
      readonly pass: string;
      readonly expiresAtMs: number;
      readonly ticketAtMs: number;
      readonly request: Request;
    }
  | { readonly stage: "completed"; readonly reservedFor?: string }
  | { readonly stage: "expired" }
  | { readonly stage: "noshow" }
  /** `asked` here; `elsewhere`: in another tab, or the server gave the place up; `reset`: the operator began anew. */
  | { readonly stage: "left"; readonly why: "asked" | "elsewhere" | "reset" }
  /** Another device holds the place now. */
  | { readonly stage: "moved" }
  /** The page was opened with the code of a place: nothing is joined until the visitor decides. */
  | { readonly stage: "takeover"; readonly code: string; readonly request: Request }
  | { readonly stage: "unknown" }
  | { readonly stage: "trouble"; readonly code: ErrorCode; readonly retryAtMs: number };

export type Stage = Visit["stage"];

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

/** Stages that only a new key leaves. */
export function isOver(visit: Visit): boolean {
  return ["completed", "expired", "noshow", "left", "moved", "unknown"].includes(visit.stage);
}

export function lineOf(visit: Visit): Line | undefined {
  return "line" in visit ? visit.line : undefined;
}

export function numberOf(visit: Visit): number | undefined {
  return visit.stage === "turn" ? visit.number : lineOf(visit)?.number;
}

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
      return isOver(visit) || (numberOf(visit) ?? message.number) !== message.number
        ? visit
        : { stage: "moved" };
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
    return turn(visit, ticket.number, ticket.pass, ticket.expiresAt, hearing);
  if (status !== "waiting" && status !== "admitted") return afterEnd(visit, status);
  // Another lane may call the visitor while the ticket is still on its way: the turn is the later news.
  if (visit.stage === "turn" && visit.number === ticket.number) return visit;
  const known = lineOf(visit);
  const saidAtMs = Date.parse(ticket.at);
  if (known !== undefined && saidAtMs < known.saidAtMs) return visit;
  const place = position(countedNumber(ticket), ticket.serving);
  const since = hearing.since(ticket.number) ?? { atMs: hearing.nowMs, place };
  const line: Line = {
    number: ticket.number,
    ...(ticket.deferredTo === undefined ? {} : { deferredTo: ticket.deferredTo }),
    ...(ticket.lastChance === undefined ? {} : { lastChance: ticket.lastChance }),
    serving: ticket.serving,
    issued: ticket.issued,
    paceSeconds: known?.paceSeconds ?? 0,
    paceSecondsP90: known?.paceSecondsP90 ?? 0,
    tickSeconds: ticket.tickSeconds,
    nextTickSeconds: ticket.tickSeconds,
    ticksPast: 0,
    sinceMs: since.atMs,
    firstPlace: Math.max(since.place, place),
    heardAtMs: hearing.nowMs,
    saidAtMs,
    ticketAtMs: saidAtMs,
  };
  if (ticket.confirmBy !== undefined)
    return called(visit, line, ticket.confirmBy, ticket.lastChance === true, hearing);
  if (ticket.missedUntil !== undefined) return missed(visit, line, ticket.missedUntil, hearing);
  return inLine(ticket.state, line);
}

function afterCall(visit: Visit, call: Message<"call">, hearing: Hearing): Visit {
  const line = lineOf(visit);
  if (line === undefined || line.number !== call.number) return visit;
  return called(visit, line, call.confirmBy, call.lastChance === true, hearing);
}

function afterMissed(visit: Visit, message: Message<"missed">, hearing: Hearing): Visit {
  const line = lineOf(visit);
  if (line === undefined || line.number !== message.number) return visit;
  return missed(visit, line, message.missedUntil, hearing);
}

function called(visit: Visit, line: Line, confirmBy: string, lastChance: boolean, hearing: Hearing): Visit {
  const confirmByMs = Date.parse(confirmBy) - hearing.clockAheadMs;
  const request: Request = visit.stage === "called" ? visit.request : { kind: "none" };
  return { stage: "called", line, confirmByMs, lastChance, request };
}

function missed(visit: Visit, line: Line, missedUntil: string, hearing: Hearing): Visit {
  const untilMs = Date.parse(missedUntil) - hearing.clockAheadMs;
  const request: Request = visit.stage === "missed" ? visit.request : { kind: "none" };
  return { stage: "missed", line, untilMs, request };
}

function afterTick(visit: Visit, tick: Message<"tick">, hearing: Hearing): Visit {
  const number = numberOf(visit);
  if (number === undefined) return visit;
  const line = lineOf(visit);
  const saidAtMs = Date.parse(tick.at);
  const ticketAtMs = visit.stage === "turn" ? visit.ticketAtMs : (line?.ticketAtMs ?? saidAtMs);
  if (tick.issued < number && saidAtMs - ticketAtMs > resetAfterMs) return { stage: "left", why: "reset" };
  if (line === undefined || saidAtMs < line.saidAtMs) return visit;
  const moved: Line = {
    ...line,
    serving: tick.serving,
    issued: Math.max(tick.issued, line.number),
    paceSeconds: tick.paceSeconds,
    paceSecondsP90: tick.paceSecondsP90,
    nextTickSeconds: tick.nextTickSeconds,
    ticksPast: tick.serving > countedNumber(line) ? line.ticksPast + 1 : 0,
    heardAtMs: hearing.nowMs,
    saidAtMs,
  };
  if (visit.stage === "called" || visit.stage === "missed") return { ...visit, line: moved };
  return inLine(tick.state, moved);
}

function inLine(state: "open" | "paused" | "closed", line: Line): Visit {
  return { stage: state === "open" ? "waiting" : state, line };
}

function turn(visit: Visit, number: number, pass: string, expiresAt: string, hearing: Hearing): Visit {
  const expiresAtMs = Date.parse(expiresAt) - hearing.clockAheadMs;
  if (expiresAtMs <= hearing.nowMs) return { stage: "expired" };
  const ticketAtMs =
    visit.stage === "turn"
      ? visit.ticketAtMs
      : (lineOf(visit)?.ticketAtMs ?? hearing.nowMs + hearing.clockAheadMs);
  const request: Request = visit.stage === "turn" ? visit.request : { kind: "none" };
  return { stage: "turn", number, pass, expiresAtMs, ticketAtMs, request };
}

/** The server has the last word on an outcome, but not on why this visitor left. */
function afterEnd(visit: Visit, outcome: Outcome): Visit {
  if (visit.stage === outcome || visit.stage === "left" || visit.stage === "unknown") return visit;
  return outcome === "left" ? { stage: "left", why: "elsewhere" } : { stage: outcome };
}

function afterError(visit: Visit, code: ErrorCode, nowMs: number): Visit {
  if (isOver(visit)) return visit;
  if (code === "unknown_room") return { stage: "unknown" };
  if (code === "room_closed") {
    const line = lineOf(visit);
    return visit.stage === "turn"
      ? visit
      : line === undefined
        ? { stage: "closed" }
        : { stage: "closed", line };
  }
  // Whoever has a place keeps it: only a refused join is a stage of its own.
  return numberOf(visit) === undefined ? { stage: "trouble", code, retryAtMs: nowMs + retryMs } : visit;
}
