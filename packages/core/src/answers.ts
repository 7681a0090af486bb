import { sendToTicket } from "./connections.ts";
import { isCalled, type Line, type RoomRecord, type Ticket } from "./line.ts";
import type { ErrorCode, TicketMessage } from "./messages.ts";
import type { Ports } from "./ports.ts";

/** SPEC J7: who joins gets the ticket; one whose connection has ended in the meantime is away. */
export async function answer(
  ports: Ports,
  line: Line,
  room: RoomRecord,
  to: { ticket: Ticket; connections: readonly string[]; isNew: boolean },
  at: { serving: number; issued: number },
): Promise<void> {
  const message = await ticketMessage(ports, line, room, to.ticket, at);
  const { status: _, ...withoutStatus } = message;
  const asked = { ...to.ticket, connections: to.connections };
  await sendToTicket(ports, line, asked, to.isNew ? withoutStatus : message);
}

export async function refuse(
  ports: Ports,
  connection: string,
  code: ErrorCode,
  message: string,
): Promise<void> {
  await ports.sockets.send(connection, { type: "error", code, message });
}

/** SPEC V1, C1: the visit begins: every tab gets the turn with the pass. True: somebody heard it. */
export async function letIn(
  ports: Ports,
  line: Line,
  visit: { readonly lane: number; readonly expiresAtMs: number },
  ticket: Ticket,
): Promise<boolean> {
  const { lane, expiresAtMs } = visit;
  const { number } = ticket;
  const pass = await ports.passes.pass(line, { number, expiresAtMs });
  // A visit that is over by now ends as one that nobody heard of: the turn must not come after the end.
  if (ports.clock.nowMs() >= expiresAtMs) return false;
  const expiresAt = iso(expiresAtMs);
  return sendToTicket(ports, line, ticket, { type: "turn", room: line.room, number, lane, pass, expiresAt });
}

export async function ticketMessage(
  ports: Ports,
  line: Line,
  room: RoomRecord,
  ticket: Ticket,
  at: { serving: number; issued: number },
): Promise<TicketMessage> {
  const { slots, slotSeconds, tickSeconds, holdSeconds, state } = room.settings;
  const { number, expiresAtMs, openedAtMs } = ticket;
  // Until the visit's execution runs, the slot may still turn out to be another's: nobody has a pass before.
  const status = ticket.status === "admitted" && openedAtMs === undefined ? "waiting" : ticket.status;
  const isAdmitted = status === "admitted" && expiresAtMs !== undefined;
  return {
    type: "ticket",
    room: line.room,
    number,
    ...at,
    slots,
    slotSeconds,
    tickSeconds,
    state,
    status: status === "void" ? "left" : status,
    resume: await ports.passes.resume(line, ticket.key),
    ...(isAdmitted
      ? {
          pass: await ports.passes.pass(line, { number, expiresAtMs }),
          expiresAt: iso(expiresAtMs),
        }
      : {}),
    ...standing(ticket, holdSeconds),
    at: iso(ports.clock.nowMs()),
  };
}

/** What is special about a place in line: a call (SPEC C1), a call that was missed (SPEC C2), others let ahead (SPEC D1). */
function standing(ticket: Ticket, holdSeconds: number): Partial<TicketMessage> {
  const { aside, confirmByMs, missed = 0 } = ticket;
  return {
    ...(confirmByMs !== undefined && isCalled(ticket, ticket) ? { confirmBy: iso(confirmByMs) } : {}),
    ...(missed > 0 ? { lastChance: true as const } : {}),
    ...(ticket.status === "waiting" && aside?.kind === "missed"
      ? { missedUntil: iso(aside.atMs + holdSeconds * 1000) }
      : {}),
    ...(ticket.status === "waiting" && aside?.kind === "deferred" ? { deferredTo: aside.until } : {}),
  };
}

function iso(atMs: number): string {
  return new Date(atMs).toISOString();
}
