import { entryOfDeed } from "./audit.ts";
import { endVisit } from "./ending.ts";
import { healIdleSlots } from "./heal.ts";
import { limits } from "./limits.ts";
import {
  type Gate,
  isCalled,
  isPresent,
  isUnopened,
  type Line,
  type RoomRecord,
  type Ticket,
} from "./line.ts";
import { position } from "./messages.ts";
import type { TicketView } from "./operating.ts";
import type { Ports } from "./ports.ts";

// What operators do by hand to one place in line.

export type CallingIn =
  | { readonly kind: "called in" }
  | { readonly kind: "unknown" }
  | { readonly kind: "not waiting" }
  /** The visitor is not there, and would be passed over. */
  | { readonly kind: "away" };

/**
 * SPEC R8: an operator calls a waiting number in: the next free slot is theirs, even if they let others ahead or missed a
 * call. May be said again.
 */
export async function callIn(
  ports: Ports,
  line: Line,
  room: RoomRecord,
  number: number,
  who: string,
): Promise<CallingIn> {
  const { ledger, clock } = ports;
  const found = await ticketOf(ports, line, number);
  if (found === undefined) return { kind: "unknown" };
  if (found.status !== "waiting") return { kind: "not waiting" };
  if (!isPresent(found, clock.nowMs())) return { kind: "away" };
  const refused = await logDeed(ports, line, { who, number }, [
    `called number ${number} in`,
    `tried to call number ${number} in, which waited no more`,
  ]);
  // The ticket first: called in while aside, they would be passed over; and whoever is passed over, because their
  // connection was lost just then, has to be known for one who was called in (SPEC P3).
  const ticket = await ledger.markCalledIn(line, number);
  if (ticket === undefined) {
    await refused();
    return { kind: "not waiting" };
  }
  const nowMs = clock.nowMs();
  await ledger.callIn(line, number);
  await ledger.removePassedOver(line, number, nowMs - limits.clockSkewMsMax);
  await healIdleSlots(ports, line, room, `called-in-${number}-${Math.floor(nowMs / 1000)}`);
  return { kind: "called in" };
}

export type EndingByHand =
  | { readonly kind: "ended" }
  | { readonly kind: "unknown" }
  /** Nobody is inside or called, or it is over. */
  | { readonly kind: "no visit" };

/**
 * SPEC R9: an operator ends a visit: its time is up at once. So is that of a call that was not answered yet; one that is
 * answered in this very moment is a visit, and ends as one.
 */
export async function endByHand(
  ports: Ports,
  line: Line,
  number: number,
  who: string,
): Promise<EndingByHand> {
  const ticket = await ticketOf(ports, line, number);
  if (ticket === undefined) return { kind: "unknown" };
  const isCall = isCalled(ticket, ticket);
  if (ticket.status !== "admitted" || (isUnopened(ticket, ticket) && !isCall)) return { kind: "no visit" };
  const what = isCall ? "call" : "visit";
  const refused = await logDeed(ports, line, { who, number }, [
    `ended the ${what} of number ${number}`,
    `tried to end the ${what} of number ${number}, which was over`,
  ]);
  if (isCall) {
    const ending = await endVisit(ports, line, ticket, "expired", { unopened: ticket });
    if (ending.kind === "ended") return { kind: "ended" };
  }
  const ending = await endVisit(ports, line, ticket, "expired", { opened: ticket });
  if (ending.kind === "ended") return { kind: "ended" };
  await refused();
  return { kind: "no visit" };
}

/** One place in line, for an operator who is asked about it. Nothing: there is no such number. */
export async function viewTicket(ports: Ports, line: Line, number: number): Promise<TicketView | undefined> {
  const [ticket, gate] = await Promise.all([ticketOf(ports, line, number), ports.ledger.readGate(line)]);
  if (ticket === undefined) return undefined;
  const { status, joinedAtMs, admittedAtMs, expiresAtMs, aside } = ticket;
  const waits = status === "waiting";
  const counted = aside?.kind === "deferred" ? aside.until : number;
  return {
    number,
    status: isCalled(ticket, ticket) ? "called" : status === "void" ? "left" : status,
    present: isPresent(ticket, ports.clock.nowMs()),
    ...(waits ? { position: placeOf(number, counted, gate) } : {}),
    joinedAt: iso(joinedAtMs),
    calledIn: waits && ticket.calledIn === true,
    ...(waits || admittedAtMs === undefined ? {} : { admittedAt: iso(admittedAtMs) }),
    ...(waits || expiresAtMs === undefined ? {} : { expiresAt: iso(expiresAtMs) }),
  };
}

/** 1 is next. Whoever was called in, or recalled, comes before all others, each of them once. */
function placeOf(number: number, counted: number, { serving, recalled }: Gate): number {
  const place = recalled.indexOf(number);
  if (place >= 0) return place + 1;
  return position(counted, serving) + recalled.filter((first) => first < serving || first > counted).length;
}

/** A number that was given up before its registration was finished is nobody's. */
async function ticketOf(ports: Ports, line: Line, number: number): Promise<Ticket | undefined> {
  const ticket = await ports.ledger.readTicket(line, number);
  return ticket?.status === "void" ? undefined : ticket;
}

/** SPEC R5: the log has it before it is done; what is returned says that it was refused. */
async function logDeed(
  ports: Ports,
  { room }: Line,
  about: { readonly who: string; readonly number: number },
  [done, inVain]: readonly [done: string, inVain: string],
): Promise<() => Promise<void>> {
  const entry = entryOfDeed(ports.clock.nowMs(), { ...about, what: done });
  await ports.ledger.writeEntry(room, entry);
  return () => ports.ledger.writeEntry(room, { ...entry, what: inVain });
}

function iso(atMs: number): string {
  return new Date(atMs).toISOString();
}
