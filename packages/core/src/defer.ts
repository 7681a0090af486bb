import { ticketMessage } from "./answers.ts";
import { concurrently } from "./concurrently.ts";
import { sendToTicket } from "./connections.ts";
import { limits } from "./limits.ts";
import { isPresent, isSameAside, type Line, type RoomRecord, type Ticket } from "./line.ts";
import type { Deferral, Ports } from "./ports.ts";
import { recall } from "./presence.ts";

export type Deferring =
  | { readonly kind: "deferred"; readonly ticket: Ticket }
  | { readonly kind: "nobody behind" }
  /** The visitor is being called, has missed a call, is in a visit, or is gone. */
  | { readonly kind: "not waiting" };

/** SPEC D1: the visitor lets so many people go ahead, and no more than there are; every tab hears it. */
export async function defer(
  ports: Ports,
  line: Line,
  room: RoomRecord,
  ticket: Ticket,
  places: number,
): Promise<Deferring> {
  const { ledger, clock } = ports;
  const { number, aside } = ticket;
  if (ticket.status !== "waiting" || aside?.kind === "missed") return { kind: "not waiting" };
  const [gate, issued] = await Promise.all([ledger.readGate(line), ledger.readIssued(line)]);
  const { serving } = gate;
  // Whoever was recalled stands before everybody who is still to be called.
  const from = Math.max(aside?.until ?? number, serving - 1);
  const until = Math.min(from + places, issued);
  if (until <= from) return { kind: "nobody behind" };
  // The note comes first: a tick that finds one without a ticket that fits only throws it away.
  await ledger.addDeferral(line, { number, until }, clock.nowMs());
  const deferred = await ledger.deferTicket(line, number, until);
  if (deferred === undefined) return { kind: "not waiting" };
  await sendToTicket(
    ports,
    line,
    deferred,
    await ticketMessage(ports, line, room, deferred, { serving, issued }),
  );
  return { kind: "deferred", ticket: deferred };
}

/**
 * SPEC D1: whoever has let others ahead, and these were called, is called again. SPEC D2: nobody stands back beyond the last
 * number that was issued, so where nobody else is left, the line has gone past that.
 */
export async function endDeferrals(ports: Ports, line: Line, room: RoomRecord): Promise<void> {
  const { ledger } = ports;
  const deferrals = await ledger.listDeferrals(line, limits.deferralsPerTickMax);
  if (deferrals.length === 0) return;
  const { serving } = await ledger.readGate(line);
  const due = deferrals.filter(({ until }) => serving > until);
  await concurrently(due, limits.writesAtOnceMax, (deferral) => end(ports, line, room, deferral, serving));
}

async function end(
  ports: Ports,
  line: Line,
  room: RoomRecord,
  deferral: Deferral,
  serving: number,
): Promise<void> {
  const { ledger, clock } = ports;
  const { number, until } = deferral;
  const aside = { kind: "deferred", until } as const;
  const found = await ledger.readTicket(line, number);
  const ticket =
    found?.aside !== undefined && isSameAside(aside, found.aside)
      ? await ledger.clearAside(line, number, aside)
      : found;
  // One who is away was passed over when the line came by, and is recalled on coming back (SPEC P3).
  const isNext = ticket?.status === "waiting" && ticket.aside === undefined && serving > number;
  if (ticket !== undefined && isNext && isPresent(ticket, clock.nowMs()))
    await recall(ports, line, room, ticket);
  // The note goes last: as long as it is there, the next tick does all of this again.
  await ledger.removeDeferral(line, deferral);
}
