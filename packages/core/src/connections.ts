import { concurrently } from "./concurrently.ts";
import { limits } from "./limits.ts";
import { isOlderRun, isSameTicket, type Line, type Ticket } from "./line.ts";
import type { Outcome, ServerMessage } from "./messages.ts";
import type { Connection, Ports } from "./ports.ts";

/**
 * Sends to every tab of a ticket; a tab that turns out to be gone is forgotten. True: somebody heard it. A tab that
 * could not be reached just now matters only if no other was.
 */
export async function sendToTicket(
  ports: Ports,
  line: Line,
  ticket: Ticket,
  message: ServerMessage,
): Promise<boolean> {
  const results = await Promise.allSettled(
    ticket.connections.map(async (connection) => {
      const result = await ports.sockets.send(connection, message);
      if (result === "gone") await detach(ports, { connection, line, number: ticket.number });
      return result;
    }),
  );
  if (results.some((result) => result.status === "fulfilled" && result.value === "sent")) return true;
  for (const result of results) if (result.status === "rejected") throw result.reason;
  return false;
}

/**
 * SPEC P6: whoever hears the end hears nothing more: the connection stays open, but shows no ticket any longer; unless
 * its visitor has joined again on it in the meantime, with a new key.
 */
export async function sayEnd(ports: Ports, line: Line, ticket: Ticket, outcome: Outcome): Promise<void> {
  const { number } = ticket;
  const message = { type: "end", room: line.room, number, outcome } as const;
  const results = await Promise.allSettled(
    ticket.connections.map((connection) => sayGoodbye(ports, line, { connection, number, message })),
  );
  for (const result of results) if (result.status === "rejected") throw result.reason;
}

export async function sayGoodbye(
  ports: Ports,
  line: Line,
  { connection, number, message }: { connection: string; number: number; message: ServerMessage },
): Promise<void> {
  const result = await ports.sockets.send(connection, message);
  const shown = await ports.ledger.removeConnection(connection);
  const another = shown !== undefined && !isSameTicket(shown, { line, number }) ? shown : undefined;
  if (result === "sent") {
    if (another !== undefined) await showAgain(ports, another);
    return;
  }
  await detach(ports, { connection, line, number });
  if (another !== undefined) await detach(ports, another);
}

/** It was forgotten along with the ticket that has ended; its tab may have asked for a third one meanwhile. */
async function showAgain(ports: Ports, another: Connection): Promise<void> {
  const hidden = await ports.ledger.addConnections([another], ports.clock.nowMs());
  for (const other of hidden) await detach(ports, other);
}

/** SPEC P1: a connection has ended. The place stays; without any connection the visitor is away. */
export async function disconnect(ports: Ports, connection: string): Promise<void> {
  const [known] = await ports.ledger.readConnections([connection]);
  if (known === undefined) return;
  // The record comes last: as long as it is there, whoever finds the connection gone does all of this again.
  await detach(ports, known);
  await ports.ledger.removeConnection(connection);
}

/** SPEC P7: which of two tickets a connection shows: the one of the room's newer run, else the one asked for later. */
export function givesWayTo(a: Connection, b: Connection): boolean {
  if (isOlderRun(a.line, b.line)) return true;
  return a.askedAtMs < b.askedAtMs && !isOlderRun(b.line, a.line);
}

/**
 * SPEC P7: a connection shows one ticket: when a tab joins with another key, it leaves the place that it showed. Returns
 * what is shown instead of these, if something is: a join that comes late must not take the tab away from the one that
 * came after it.
 */
export async function showTickets(
  ports: Ports,
  asked: readonly Connection[],
): Promise<(connection: string, ticket: { line: Line; number: number }) => Connection | undefined> {
  // Most tabs have just been opened: they show nothing that they could leave.
  const others = await ports.ledger.addNewConnections(asked, ports.clock.nowMs());
  if (others.length === 0) return () => undefined;
  // Before they are forgotten: a repetition would not find them.
  const shown = await ports.ledger.readConnections(others.map(({ connection }) => connection));
  const left = shown.filter((before) =>
    others.some((now) => isAnother(before, now) && !givesWayTo(now, before)),
  );
  await concurrently(left, limits.writesAtOnceMax, (before) => detach(ports, before));
  const hidden = await ports.ledger.addConnections(others, ports.clock.nowMs());
  await concurrently(hidden, limits.writesAtOnceMax, (other) => detach(ports, other));
  const instead =
    hidden.length === 0 ? [] : await ports.ledger.readConnections(hidden.map(({ connection }) => connection));
  return (connection, ticket) =>
    hidden.some((other) => other.connection === connection && isSameTicket(other, ticket))
      ? instead.find((one) => one.connection === connection)
      : undefined;
}

function isAnother(before: Connection, now: Connection): boolean {
  return before.connection === now.connection && !isSameTicket(before, now);
}

async function detach(ports: Ports, gone: Omit<Connection, "askedAtMs">): Promise<void> {
  const nowMs = ports.clock.nowMs();
  const detached = await ports.ledger.detach(gone.line, gone.number, gone.connection, nowMs);
  // Not attached any more: the one who detached it may have come no further.
  const ticket = detached ?? (await ports.ledger.readTicket(gone.line, gone.number));
  if (ticket?.status === "admitted" && ticket.lane !== undefined && ticket.connections.length === 0) {
    const sinceMs = detached === undefined ? ticket.seenAtMs : nowMs;
    await ports.ledger.markAway(gone.line, ticket.lane, ticket, Math.max(sinceMs, ticket.polledUntilMs));
  }
}
