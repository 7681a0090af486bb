import { letIn } from "./answers.ts";
import { sendToTicket } from "./connections.ts";
import { announceEnding } from "./ending.ts";
import { limits } from "./limits.ts";
import { type Admitted, isCalled, isSameAdmission, type Line, type RoomRecord, type Ticket } from "./line.ts";
import { callSeconds } from "./messages.ts";
import type { Admission, Ports } from "./ports.ts";
import { recall } from "./presence.ts";
import { admissionTakenBack } from "./waits.ts";

/** An admission, and the lane that it is in. */
type InLane = Admitted & { readonly lane: number };

/**
 * SPEC C1: the visitor is called, and is let in on saying "I'm here". Nothing: the visit has begun already. A call that is
 * made again stands until the same moment.
 */
export async function call(
  ports: Ports,
  line: Line,
  visit: InLane,
  until: { readonly graceSeconds: number; readonly expiresAtMs: number },
): Promise<Admission | undefined> {
  const { ledger, clock } = ports;
  const nowMs = clock.nowMs();
  const slotSeconds = (until.expiresAtMs - nowMs) / 1000;
  const byMs = nowMs + Math.floor(1000 * callSeconds({ graceSeconds: until.graceSeconds, slotSeconds }));
  const called = await ledger.callTicket(line, visit, byMs);
  if (called.kind === "refused") return called;
  const { number, confirmByMs = byMs, openedAtMs, missed = 0 } = called.ticket;
  if (openedAtMs !== undefined) return undefined;
  await ledger.markCalled(line, visit.lane, visit, confirmByMs);
  await sendToTicket(ports, line, called.ticket, {
    type: "call",
    room: line.room,
    number,
    confirmBy: new Date(confirmByMs).toISOString(),
    ...(missed > 0 ? { lastChance: true as const } : {}),
  });
  return called;
}

/**
 * SPEC C1, C2: "I'm here": whoever is called is let in, and whoever missed a call is the next to be called again. Said to no
 * call, it changes nothing. Returns the ticket as it is now.
 */
export async function confirm(ports: Ports, line: Line, room: RoomRecord, ticket: Ticket): Promise<Ticket> {
  const { ledger, clock } = ports;
  if (ticket.aside?.kind === "missed") {
    const back = await ledger.clearAside(line, ticket.number, ticket.aside);
    if (back === undefined) return (await ledger.readTicket(line, ticket.number)) ?? ticket;
    await recall(ports, line, room, back);
    return back;
  }
  const { lane } = ticket;
  if (lane === undefined || !isCalled(ticket, ticket) || (ticket.expiresAtMs ?? 0) <= clock.nowMs())
    return ticket;
  // As long as nobody has taken the call back, it is answered in time.
  const opened = await ledger.openTicket(line, ticket, clock.nowMs());
  if (opened.kind === "refused") return opened.ticket ?? ticket;
  await ledger.markCalled(line, lane, ticket, undefined);
  // From here on the ticket's end is final: a handler that was overtaken may have moved it since the ticket was read.
  await letIn(ports, line, { lane, expiresAtMs: opened.ticket.expiresAtMs ?? 0 }, opened.ticket);
  return opened.ticket;
}

/**
 * SPEC C2, C3: nobody answered a slot's call: the slot goes to the next, and the visitor stands aside, or, after the last
 * call, is a no-show. Done again, it finishes what a crash cut short. Returns the ticket as it is now.
 */
export async function endMissedCall(ports: Ports, line: Line, at: InLane): Promise<Ticket | undefined> {
  const found = await ports.ledger.readTicket(line, at.number);
  const ticket = found !== undefined && isCalled(found, at) ? await miss(ports, line, at, found) : found;
  if (ticket?.status === "admitted" && isSameAdmission(ticket, at)) {
    // Somebody has answered in time, and did not come as far as to say so in the slot.
    await ports.ledger.markCalled(line, at.lane, at, undefined);
    return ticket;
  }
  if (ticket?.status === "waiting" && ticket.aside?.kind === "missed")
    await standAside(ports, line, ticket, ticket.aside.atMs);
  await announceEnding(ports, line, at, "noshow");
  return ticket;
}

/** Returns the ticket as it is now: somebody may have said "I'm here" in this very moment. */
async function miss(ports: Ports, line: Line, at: InLane, called: Ticket): Promise<Ticket | undefined> {
  const { ledger, clock } = ports;
  const nowMs = clock.nowMs();
  const { number } = at;
  if ((called.missed ?? 0) + 1 >= limits.callsMax) {
    const when = { from: "admitted", outcome: "noshow", nowMs, unopened: at } as const;
    const ending = await ledger.endTicket(line, number, when);
    if (ending.kind === "ended") await ledger.addStats(line, { noshow: 1 });
    return ending.ticket;
  }
  const returned = await ledger.returnTicket(line, at, nowMs);
  if (returned === undefined) return ledger.readTicket(line, number);
  await ledger.addStats(line, admissionTakenBack(called, nowMs));
  return returned;
}

/** The tick looks after whoever was passed over, and ends the wait of one who never says "I'm here" again (SPEC T4). */
async function standAside(ports: Ports, line: Line, ticket: Ticket, missedAtMs: number): Promise<void> {
  const { ledger, clock } = ports;
  await ledger.addPassedOver(line, ticket.number, clock.nowMs());
  const room = await ledger.readRoom(line.room);
  if (room?.run !== line.run) return;
  const missedUntil = new Date(missedAtMs + room.settings.holdSeconds * 1000).toISOString();
  await sendToTicket(ports, line, ticket, {
    type: "missed",
    room: line.room,
    number: ticket.number,
    missedUntil,
  });
}
