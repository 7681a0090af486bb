// States that crashes and silence leave behind, written as the handlers would have written them.
import { randomUUID } from "node:crypto";
import type { Line, Slot, Ticket, Visit } from "@fairline/core";
import { newVisitor, type Visitor } from "./arrivals.ts";
import type { Emulators } from "./emulators.ts";

export interface InSlot extends Visitor {
  readonly line: Line;
  readonly number: number;
  readonly visit: Visit;
}

/** A visitor who is in a slot, as handlers leave it, though no execution runs. */
export async function inSlot(
  world: Emulators,
  line: Line,
  over: Partial<Pick<Ticket, "connections" | "seenAtMs">> &
    Partial<Pick<Slot, "lane" | "expiresAtMs">> & { token?: boolean; isOpened?: boolean } = {},
): Promise<InSlot> {
  const { ledger } = world.runtime.ports;
  const nowMs = Date.now();
  const { lane = 0, expiresAtMs = nowMs + 60_000, token = true, isOpened = token } = over;
  const { key, connection } = newVisitor();
  const { connections = [connection], seenAtMs = nowMs } = over;
  const number = await ledger.issue(line, 1);
  const admittedAtMs = expiresAtMs - 60_000;
  const times = { polledUntilMs: 0, seenAtMs, joinedAtMs: admittedAtMs, admittedAtMs, expiresAtMs };
  const opened = isOpened ? { openedAtMs: admittedAtMs } : {};
  await ledger.createTicket(line, {
    number,
    key,
    status: "admitted",
    connections,
    lane,
    ...times,
    ...opened,
  });
  await ledger.addConnections([{ connection, line, number, askedAtMs: nowMs }], nowMs);
  await ledger.claim(line, lane, { messageId: "message", nowMs, issued: number });
  await ledger.dropClaim(line, lane, number, nowMs);
  const turn = { messageId: "message", turnHandle: "handle", through: number + 9, slotSeconds: 60 };
  await ledger.fillSlot(line, { lane, number, ...turn, expiresAtMs });
  if (token) await ledger.storeToken(line, lane, { number }, randomUUID());
  const visit = { ...line, number, lane, slotSeconds: 60, turnHandle: "handle" };
  return { line, key, connection, number, visit };
}

/** The tab has asked for another place, and the ticket has not heard of it yet. */
export async function showsAnother(world: Emulators, { line, connection, number }: InSlot): Promise<void> {
  const nowMs = Date.now();
  const another = { connection, line, number: number + 1, askedAtMs: nowMs + 1 };
  await world.runtime.ports.ledger.addConnections([another], nowMs);
}

/** A ticket that waits, though its visitor has no connection. */
export async function gone(
  world: Emulators,
  line: Line,
  over: Partial<Ticket>,
): Promise<{ number: number; key: string }> {
  const { ledger } = world.runtime.ports;
  const number = await ledger.issue(line, 1);
  const key = randomUUID();
  const times = { polledUntilMs: 0, seenAtMs: Date.now(), joinedAtMs: Date.now() };
  await ledger.createTicket(line, { number, key, status: "waiting", connections: [], ...times, ...over });
  return { number, key };
}
