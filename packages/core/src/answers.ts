import { sendToTicket } from "./connections.ts";
import type { Line, RoomRecord, Ticket } from "./line.ts";
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

export async function ticketMessage(
  ports: Ports,
  line: Line,
  room: RoomRecord,
  ticket: Ticket,
  at: { serving: number; issued: number },
): Promise<TicketMessage> {
  const { slots, slotSeconds, tickSeconds, state } = room.settings;
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
          expiresAt: new Date(expiresAtMs).toISOString(),
        }
      : {}),
    at: new Date(ports.clock.nowMs()).toISOString(),
  };
}
