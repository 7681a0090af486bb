import { limits } from "../../src/limits.ts";
import {
  isCallable,
  isCalled,
  isInside,
  isSameAdmission,
  isSameAside,
  isUnopened,
  type Line,
  type Ticket,
} from "../../src/line.ts";
import type { EndingCondition, TicketsLedger } from "../../src/ports.ts";
import type { Lines } from "./lines.ts";

export function ticketsLedger(lines: Lines): TicketsLedger {
  const read = (line: Line, number: number) => lines(line).tickets.get(number);
  function create(line: Line, ticket: Ticket): boolean {
    const { tickets } = lines(line);
    if (tickets.has(ticket.number)) return false;
    tickets.set(ticket.number, ticket);
    return true;
  }
  function change(line: Line, number: number, to: Partial<Ticket>): Ticket {
    const stored = read(line, number);
    if (stored === undefined) throw new Error(`${line.room}: there is no ticket ${number}`);
    const ticket = { ...stored, ...to };
    lines(line).tickets.set(number, ticket);
    return ticket;
  }
  /** Seen to come or to go; what is known of later times stays known. */
  function seen(line: Line, number: number, nowMs: number, to: Partial<Ticket>): Ticket {
    return change(line, number, { ...to, seenAtMs: Math.max(read(line, number)?.seenAtMs ?? 0, nowMs) });
  }
  /** A store that refuses says nothing of what is there: that takes a second look, and by then it may be different. */
  async function refused(line: Line, number: number) {
    await undefined;
    return { kind: "refused", ticket: read(line, number) } as const;
  }

  return {
    readTicket: async (line, number) => read(line, number),
    createTicket: async (line, ticket) => create(line, ticket),
    voidTicket: async (line, number, nowMs) =>
      create(line, {
        number,
        key: "",
        status: "void",
        connections: [],
        polledUntilMs: 0,
        seenAtMs: nowMs,
        joinedAtMs: nowMs,
      }),
    async admitTicket(line, number, { lane, nowMs, expiresAtMs }) {
      const stored = read(line, number);
      if (stored === undefined || !isAdmissible(stored, lane, nowMs)) return refused(line, number);
      const to = { status: "admitted", lane, admittedAtMs: nowMs, expiresAtMs } as const;
      return { kind: "admitted", ticket: change(line, number, to) };
    },
    async callTicket(line, admitted, confirmByMs) {
      const { number } = admitted;
      const stored = read(line, number);
      if (stored?.status !== "admitted" || !isSameAdmission(stored, admitted)) return refused(line, number);
      const by = stored.confirmByMs ?? confirmByMs;
      return { kind: "admitted", ticket: change(line, number, { confirmByMs: by }) };
    },
    async postponeTicket(line, admitted, { nowMs, expiresAtMs }) {
      const stored = read(line, admitted.number);
      const isIt = stored !== undefined && isUnopened(stored, admitted) && !isCalled(stored, admitted);
      return isIt ? change(line, admitted.number, { admittedAtMs: nowMs, expiresAtMs }) : undefined;
    },
    async openTicket(line, admitted, nowMs) {
      const { number } = admitted;
      const stored = read(line, number);
      if (stored?.status !== "admitted" || !isSameAdmission(stored, admitted)) return refused(line, number);
      if (stored.openedAtMs === undefined && (stored.expiresAtMs ?? 0) <= nowMs) return refused(line, number);
      return { kind: "admitted", ticket: change(line, number, { openedAtMs: stored.openedAtMs ?? nowMs }) };
    },
    async returnTicket(line, admitted, missedAtMs) {
      const stored = read(line, admitted.number);
      if (stored === undefined || !isUnopened(stored, admitted)) return undefined;
      const { lane: _lane, admittedAtMs: _at, expiresAtMs: _until, confirmByMs: _by, ...rest } = stored;
      const missed = (stored.missed ?? 0) + 1;
      const ticket: Ticket = {
        ...rest,
        status: "waiting",
        returns: (stored.returns ?? 0) + 1,
        ...(missedAtMs === undefined ? {} : { missed, aside: { kind: "missed", atMs: missedAtMs } }),
      };
      lines(line).tickets.set(ticket.number, ticket);
      return ticket;
    },
    async deferTicket(line, number, until) {
      const stored = read(line, number);
      if (stored?.status !== "waiting" || stored.aside?.kind === "missed") return undefined;
      const { calledIn: _, ...ticket } = { ...stored, aside: { kind: "deferred", until } as const };
      lines(line).tickets.set(number, ticket);
      return ticket;
    },
    async markCalledIn(line, number) {
      const stored = read(line, number);
      if (stored?.status !== "waiting") return undefined;
      const { aside: _, ...rest } = stored;
      const ticket: Ticket = { ...rest, calledIn: true };
      lines(line).tickets.set(number, ticket);
      return ticket;
    },
    async clearAside(line, number, aside) {
      const stored = read(line, number);
      if (stored?.status !== "waiting" || !isSameAside(aside, stored.aside)) return undefined;
      const { aside: _, ...ticket } = stored;
      lines(line).tickets.set(number, ticket);
      return ticket;
    },
    async moveTicket(line, number, { from, to }, nowMs, untilMs) {
      const stored = read(line, number);
      const isFree = stored?.status === "waiting" || (stored !== undefined && isUnopened(stored, stored));
      if (stored?.key !== from || !isFree) return undefined;
      change(line, number, { key: to, connections: [], seenAtMs: nowMs, polledUntilMs: untilMs });
      return stored;
    },
    async endTicket(line, number, when) {
      const stored = read(line, number);
      if (stored === undefined || !mayEnd(stored, when)) return refused(line, number);
      const { outcome: status, reservation } = when;
      const to = { status, ...(reservation === undefined ? {} : { reservation }) };
      return { kind: "ended", ticket: change(line, number, to) };
    },
    async extendTicket(line, admitted, { fromMs, toMs, nowMs }) {
      const stored = read(line, admitted.number);
      const isIt = stored !== undefined && isSameAdmission(stored, admitted) && isInside(stored, nowMs);
      if (!isIt || stored.expiresAtMs !== fromMs) return undefined;
      return change(line, admitted.number, { expiresAtMs: toMs });
    },
    async attach(line, number, connection, nowMs) {
      const others = (read(line, number)?.connections ?? []).filter((other) => other !== connection);
      const connections = [...others.slice(0, limits.connectionsPerTicketMax - 1), connection];
      return seen(line, number, nowMs, { connections });
    },
    async detach(line, number, connection, nowMs) {
      const connections = read(line, number)?.connections ?? [];
      if (!connections.includes(connection)) return undefined;
      const others = connections.filter((other) => other !== connection);
      return seen(line, number, nowMs, { connections: others });
    },
    poll: async (line, number, nowMs, untilMs) =>
      seen(line, number, nowMs, {
        polledUntilMs: Math.max(read(line, number)?.polledUntilMs ?? 0, untilMs),
      }),
    async addPassedOver(line, number, nowMs) {
      lines(line).passedOver.set(number, nowMs);
    },
    async removePassedOver(line, number, addedMaxMs = Number.POSITIVE_INFINITY) {
      const { passedOver } = lines(line);
      if ((passedOver.get(number) ?? 0) <= addedMaxMs) passedOver.delete(number);
    },
    async listPassedOver(line, countMax) {
      return [...lines(line).passedOver.keys()].sort((a, b) => a - b).slice(0, countMax);
    },
  };
}

function isAdmissible(ticket: Ticket, lane: number, nowMs: number): boolean {
  if (ticket.status === "waiting") return isCallable(ticket, nowMs);
  return ticket.status === "admitted" && ticket.lane === lane && ticket.openedAtMs === undefined;
}

function mayEnd(ticket: Ticket, when: EndingCondition): boolean {
  const { from, nowMs, awaySinceMaxMs, opened, unopened, missedMaxMs, heldBy, overAtMs, whileActive } = when;
  const { aside } = ticket;
  if (ticket.status !== from) return false;
  if (heldBy !== undefined && ticket.key !== heldBy) return false;
  if (unopened !== undefined && !isUnopened(ticket, unopened)) return false;
  if (missedMaxMs !== undefined && !(aside?.kind === "missed" && aside.atMs <= missedMaxMs)) return false;
  if (opened !== undefined && (ticket.openedAtMs === undefined || !isSameAdmission(ticket, opened)))
    return false;
  if (overAtMs !== undefined && (ticket.expiresAtMs ?? 0) > overAtMs) return false;
  if (whileActive === true && !((ticket.expiresAtMs ?? 0) > nowMs)) return false;
  if (awaySinceMaxMs === undefined) return true;
  return (
    ticket.connections.length === 0 &&
    ticket.seenAtMs <= awaySinceMaxMs &&
    ticket.polledUntilMs <= awaySinceMaxMs
  );
}
