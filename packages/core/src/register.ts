import { answer, refuse } from "./answers.ts";
import { concurrently } from "./concurrently.ts";
import { disconnect, showTickets } from "./connections.ts";
import { turnsForIdleSlots } from "./heal.ts";
import { limits } from "./limits.ts";
import {
  type Gate,
  isOlderRun,
  type Line,
  laneOf,
  type RoomRecord,
  type Ticket,
  takesNewcomers,
  toServe,
} from "./line.ts";
import type { ErrorCode } from "./messages.ts";
import type { Ports } from "./ports.ts";
import { type Arrival, comeBack, leave } from "./presence.ts";

/** What came out of the lobby, already parsed. `id` names it to the caller. */
export type LobbyEntry =
  | {
      readonly id: string;
      readonly kind: "join";
      readonly room: string;
      readonly key: string;
      readonly arrival: Arrival;
      readonly sentAtMs: number;
    }
  | {
      readonly id: string;
      readonly kind: "leave";
      readonly room: string;
      readonly key: string;
      readonly connection: string;
      readonly sentAtMs: number;
    }
  | {
      readonly id: string;
      readonly kind: "disconnect";
      readonly connection: string;
      readonly sentAtMs: number;
    }
  | {
      readonly id: string;
      readonly kind: "bad";
      readonly connection: string;
      readonly code: ErrorCode;
      readonly message: string;
    };

type Join = Extract<LobbyEntry, { kind: "join" }>;

/** Does what these entries ask for; if it fails, they come again, and the others are none the worse. */
type Attempt = (ids: readonly string[], work: () => Promise<void>) => Promise<void>;

/**
 * SPEC J1: registers a batch. Whatever fails is returned by its id and comes again; everything here may be
 * repeated. Joins come first: a leave or a disconnect in the same batch belongs to a join before it.
 */
export async function register(
  ports: Ports,
  entries: readonly LobbyEntry[],
): Promise<{ id: string; error: unknown }[]> {
  const failures = new Map<string, unknown>();
  const attempt: Attempt = async (ids, work) => {
    try {
      await work();
    } catch (error) {
      for (const id of ids) failures.set(id, error);
    }
  };
  const joins = entries.filter((entry) => entry.kind === "join");
  await Promise.all(
    [...Map.groupBy(joins, (join) => join.room)].map(([room, ofRoom]) =>
      attempt(
        ofRoom.map((join) => join.id),
        () => registerJoins(ports, room, ofRoom, attempt),
      ),
    ),
  );
  await concurrently(entries, limits.writesAtOnceMax, async (entry) => {
    switch (entry.kind) {
      case "join":
        return;
      case "leave":
        return attempt([entry.id], () => registerLeave(ports, entry));
      case "disconnect":
        return attempt([entry.id], () => disconnect(ports, entry.connection));
      case "bad":
        return attempt([entry.id], () => refuse(ports, entry.connection, entry.code, entry.message));
      default:
        return entry satisfies never;
    }
  });
  return [...failures].map(([id, error]) => ({ id, error }));
}

async function registerJoins(
  ports: Ports,
  roomName: string,
  all: readonly Join[],
  attempt: Attempt,
): Promise<void> {
  const { ledger } = ports;
  const [room, joins] = await Promise.all([ledger.readRoom(roomName), withoutLate(ports, all)]);
  const refuseAll = (refused: readonly Join[], code: ErrorCode, message: string) =>
    concurrently(refused, limits.pushesAtOnceMax, ({ id, arrival }) =>
      attempt([id], async () => {
        if (arrival.kind === "socket") await refuse(ports, arrival.connection, code, message);
      }),
    );
  if (room === undefined) return refuseAll(joins, "unknown_room", unknownRoom(roomName));
  const line = { room: roomName, run: room.run };
  const byKey = Map.groupBy(
    [...joins].sort((a, b) => a.sentAtMs - b.sentAtMs),
    (join) => join.key,
  );
  const known = await ledger.findNumbers(line, [...byKey.keys()]);
  const fresh = [...byKey].filter(([key]) => !known.has(key));
  // SPEC J5, R7: a room that is closed or drains takes nobody in; who has a place comes back to it.
  const isOpen = takesNewcomers(room.settings);
  const refused = isOpen ? [] : fresh.flatMap(([, ofKey]) => ofKey);
  await refuseAll(refused, "room_closed", "The room takes nobody in any more.");

  const numbers = new Map(known);
  /** SPEC J6: whatever becomes of a number, its lane gets its turn: those behind it rely on that (SPEC H3). */
  const issuedNow: number[] = [];
  const issue = async (count: number) => {
    const last = await ledger.issue(line, count);
    const issued = Array.from({ length: count }, (_, i) => last - count + 1 + i);
    issuedNow.push(...issued);
    return issued;
  };
  if (isOpen && fresh.length > 0) {
    // SPEC J2: one write to the counter for the whole batch.
    const issued = await issue(fresh.length);
    for (const [i, [key]] of fresh.entries()) numbers.set(key, issued[i] ?? 0);
  }
  const present = [...byKey].filter(([key]) => numbers.has(key));
  const tickets: (Placed & { joins: readonly Join[] })[] = [];
  await concurrently(present, limits.writesAtOnceMax, async ([key, ofKey]) => {
    const number = numbers.get(key);
    if (number === undefined) return;
    await attempt(idsOf(ofKey), async () => {
      const join = { key, number, isKnown: known.has(key), joins: ofKey };
      const placed = await place(ports, line, room, join, async () => (await issue(1))[0] ?? 0);
      if (placed !== "moved") tickets.push({ ...placed, joins: ofKey });
      else await sayMoved(ports, line, number, connectionsOf(ofKey));
    });
  });
  let seen: { gate: Gate; issued: number } | undefined;
  try {
    const [gate, issued] = await Promise.all([ledger.readGate(line), ledger.readIssued(line)]);
    seen = { gate, issued };
    const { serving } = gate;
    const shownInstead = await showTickets(
      ports,
      tickets
        .filter(({ ticket }) => ticket.status === "waiting" || ticket.status === "admitted")
        .flatMap(({ ticket: { number }, joins: ofKey }) =>
          ofKey.flatMap(({ arrival, sentAtMs }) =>
            arrival.kind === "socket"
              ? [{ connection: arrival.connection, line, number, askedAtMs: sentAtMs }]
              : [],
          ),
        ),
    );
    await concurrently(tickets, limits.pushesAtOnceMax, (answered) =>
      attempt(idsOf(answered.joins), async () => {
        const { number } = answered.ticket;
        // A newcomer hears the number even where the tab has asked for another place since, though not for one in a newer
        // run; a late copy is not answered.
        const connections = connectionsOf(answered.joins).filter((id) => {
          const instead = shownInstead(id, { line, number });
          return instead === undefined || (answered.isNew && !isOlderRun(line, instead.line));
        });
        const now = await asOfNow(ports, line, answered, serving);
        return answer(ports, line, room, { ...now, connections }, { serving, issued });
      }),
    );
  } finally {
    // Even where that failed: when the batch comes again, its tickets are there, and bring no turns.
    const newcomers = tickets.filter(({ isNew }) => isNew).map(({ ticket }) => ticket.number);
    const brought = [...new Set([...issuedNow, ...newcomers])].sort((a, b) => a - b);
    if (brought.length > 0) await sendTurns(ports, line, room, brought, seen);
  }
}

/**
 * SPEC P7: a copy of a join that comes late, when its tab has long asked for another place, would make one that nobody
 * wants. Joins of one tab that were sent at about the same time may well overtake each other.
 */
async function withoutLate(ports: Ports, joins: readonly Join[]): Promise<readonly Join[]> {
  const shown = await ports.ledger.readConnections(connectionsOf(joins));
  const askedAtMs = new Map(shown.map((one) => [one.connection, one.askedAtMs]));
  return joins.filter(
    ({ arrival, sentAtMs }) =>
      arrival.kind !== "socket" ||
      sentAtMs >= (askedAtMs.get(arrival.connection) ?? sentAtMs) - limits.overtakenJoinMs,
  );
}

interface Placed {
  readonly ticket: Ticket;
  readonly isNew: boolean;
}

/**
 * SPEC J7: where the line has come past a number since its ticket was written, its visitor may be called or let in already, and
 * the turn lost. One whose place has moved is told nothing of the new holder's visit.
 */
async function asOfNow(ports: Ports, line: Line, placed: Placed, serving: number): Promise<Placed> {
  const { number, key, status } = placed.ticket;
  if (status !== "waiting" || number >= serving) return placed;
  const ticket = await ports.ledger.readTicket(line, number);
  if (ticket?.key !== key) return placed;
  return { ticket, isNew: placed.isNew && ticket.status === "waiting" };
}

/** SPEC J3: one key, one ticket, however often and from wherever its join comes. SPEC M2: unless it has moved. */
async function place(
  ports: Ports,
  line: Line,
  room: RoomRecord,
  join: { key: string; number: number; isKnown: boolean; joins: readonly Join[] },
  issueOne: () => Promise<number>,
): Promise<Placed | "moved"> {
  const { ledger } = ports;
  let number = join.isKnown ? join.number : await bind(ports, line, join.key, join.number);
  let isFresh = !join.isKnown && number === join.number;
  for (let attempt = 0; attempt < limits.registerAttemptsMax; attempt++) {
    let stored = isFresh ? undefined : await ledger.readTicket(line, number);
    if (stored === undefined) {
      // A known key without a ticket is what a crash between the two writes leaves behind.
      const ticket = newTicket(join.key, number, join.joins, ports.clock.nowMs());
      if (await ledger.createTicket(line, ticket)) return { ticket, isNew: true };
      stored = await ledger.readTicket(line, number);
    }
    if (stored !== undefined && stored.status !== "void") {
      for (const { arrival } of join.joins)
        if (stored.key === join.key) stored = await comeBack(ports, line, room, stored, arrival);
      if (stored.key === join.key) return { ticket: stored, isNew: false };
      // Where it moved in this very moment, or in that of an attempt that crashed, these tabs are attached: whoever has the
      // place now must not share it with them.
      for (const connection of connectionsOf(join.joins))
        await ledger.detach(line, number, connection, ports.clock.nowMs());
      return "moved";
    }
    // SPEC J4: admit came by before the ticket was written, and gave the number up: take a new one.
    const next = await issueOne();
    number = await bind(ports, line, join.key, next, number);
    isFresh = number === next;
  }
  throw new Error(`${line.room}: no number could be kept after ${limits.registerAttemptsMax} attempts`);
}

/** The key decides: where another batch was faster, its number is the visitor's, and this one is given up. */
async function bind(
  ports: Ports,
  line: Line,
  key: string,
  number: number,
  replacing?: number,
): Promise<number> {
  const bound = await ports.ledger.bindKey(line, key, number, replacing);
  if (bound !== number && (await ports.ledger.voidTicket(line, number, ports.clock.nowMs()))) {
    await ports.ledger.addStats(line, { voided: 1 });
  }
  return bound;
}

function newTicket(key: string, number: number, joins: readonly Join[], nowMs: number): Ticket {
  return {
    number,
    key,
    status: "waiting",
    connections: connectionsOf(joins).slice(-limits.connectionsPerTicketMax),
    polledUntilMs: joins.some(({ arrival }) => arrival.kind === "poll") ? nowMs + limits.pollPresenceMs : 0,
    seenAtMs: nowMs,
    joinedAtMs: Math.min(nowMs, ...joins.map((join) => join.sentAtMs)),
  };
}

function connectionsOf(joins: readonly Join[]): string[] {
  const connections = joins.flatMap(({ arrival }) => (arrival.kind === "socket" ? [arrival.connection] : []));
  return [...new Set(connections)];
}

/** SPEC J6: every number brings one turn, into the lane n % X; in a short line, idle slots get theirs at once. */
async function sendTurns(
  ports: Ports,
  line: Line,
  room: RoomRecord,
  numbers: readonly number[],
  seen: { gate: Gate; issued: number } | undefined,
): Promise<void> {
  const { slots } = room.settings;
  const own = numbers.map((number) => ({
    line,
    lane: laneOf(number, slots),
    through: number,
    reason: `ticket-${number}`,
  }));
  await ports.turns.send(own);
  if (seen === undefined || toServe(seen.gate, seen.issued) > slots) return;
  // After the counter was raised: a visit that ends at this moment looks the other way round (heal.ts).
  const state = { ...seen, slots: await ports.ledger.listSlots(line), nowMs: ports.clock.nowMs() };
  const served = new Set(own.map((turn) => turn.lane));
  const healing = turnsForIdleSlots(line, room, state, `issued-${seen.issued}`).filter(
    ({ lane }) => !served.has(lane),
  );
  if (healing.length > 0) await ports.turns.send(healing);
}

/** SPEC P5. A leave may overtake its own join, for the lobby keeps no order: one that has just been sent waits for it. */
async function registerLeave(ports: Ports, entry: Extract<LobbyEntry, { kind: "leave" }>): Promise<void> {
  const { connection, key } = entry;
  const room = await ports.ledger.readRoom(entry.room);
  if (room === undefined) return refuse(ports, connection, "unknown_room", unknownRoom(entry.room));
  const line = { room: entry.room, run: room.run };
  for (let waits = 0; waits <= limits.ticketWaitAttemptsMax; waits++) {
    const number = (await ports.ledger.findNumbers(line, [key])).get(key);
    const left = number === undefined ? "unknown" : await leave(ports, line, number, key);
    if (left === "left") return;
    if (left === "moved") break;
    if (ports.clock.nowMs() - entry.sentAtMs > limits.strandedAfterMs) break;
    await ports.clock.pause(limits.ticketWaitMs);
  }
  await refuse(ports, connection, "bad_message", "key: it has no place in this room");
}

/** SPEC M2: another device holds the place. */
async function sayMoved(
  ports: Ports,
  line: Line,
  number: number,
  connections: readonly string[],
): Promise<void> {
  const message = { type: "moved", room: line.room, number } as const;
  await Promise.all(connections.map((connection) => ports.sockets.send(connection, message)));
}

function unknownRoom(room: string): string {
  return `room: there is no room "${room}"`;
}

function idsOf(joins: readonly Join[]): string[] {
  return joins.map((join) => join.id);
}
