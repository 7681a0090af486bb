import { concurrently } from "./concurrently.ts";
import { sayEnd } from "./connections.ts";
import { endVisit } from "./ending.ts";
import { healIdleSlots } from "./heal.ts";
import { limits } from "./limits.ts";
import {
  hasStayedAwayTooLong,
  isCallable,
  isUnopened,
  type Line,
  type RoomRecord,
  type Ticket,
} from "./line.ts";
import type { Ports } from "./ports.ts";

/** How a visitor shows up: on a WebSocket, by a poll over HTTP, or at the site. */
export type Arrival =
  | { readonly kind: "socket"; readonly connection: string }
  | { readonly kind: "poll" }
  | { readonly kind: "site" };

/**
 * SPEC P2: a key that has a ticket comes back to it, with the same number. SPEC P3: one who was passed over is
 * recalled, and is the next to be admitted. SPEC P4: one who stayed away for longer than `holdSeconds` has left.
 */
export async function comeBack(
  ports: Ports,
  line: Line,
  room: RoomRecord,
  ticket: Ticket,
  arrival: Arrival,
): Promise<Ticket> {
  const nowMs = ports.clock.nowMs();
  const over = await giveUpMissed(ports, line, ticket, room.settings.holdSeconds);
  if (over !== undefined) return over;
  if (ticket.status === "waiting" && hasStayedAwayTooLong(ticket, room.settings.holdSeconds, nowMs)) {
    const left = await giveUp(ports, line, ticket, nowMs - room.settings.holdSeconds * 1000);
    if (left !== undefined) return left;
  }
  const now = await arrive(ports, line, ticket.number, arrival);
  switch (now.status) {
    case "admitted":
      if (now.lane !== undefined) await ports.ledger.markAway(line, now.lane, now, awayHint(now));
      return now;
    case "waiting":
      // The ticket is written before the gate is read, and admit does it the other way round: so either admit sees
      // that the visitor is here, or this sees that the number was passed over. Who stands aside is called only on asking.
      // One who was called in may have been passed over before the line came by.
      if (
        now.aside === undefined &&
        (now.calledIn === true || (await ports.ledger.readGate(line)).serving > now.number)
      )
        await recall(ports, line, room, now);
      return now;
    default:
      return now;
  }
}

/** For one without a connection the grace period starts when the poll's time is up; a connection stops it. */
function awayHint(ticket: Ticket): number | undefined {
  return ticket.connections.length > 0 ? undefined : ticket.polledUntilMs;
}

function arrive(ports: Ports, line: Line, number: number, arrival: Arrival): Promise<Ticket> {
  const nowMs = ports.clock.nowMs();
  switch (arrival.kind) {
    case "socket":
      return ports.ledger.attach(line, number, arrival.connection, nowMs);
    case "poll":
      return ports.ledger.poll(line, number, nowMs, nowMs + limits.pollPresenceMs);
    case "site":
      // SPEC G4: until the visit's end, whatever that will be: no visit is longer.
      return ports.ledger.poll(line, number, nowMs, nowMs + limits.slotSecondsMax * 1000);
    default:
      return arrival satisfies never;
  }
}

/** SPEC P3: the visitor is the next to be called, by any slot that is free. May be said again. */
export async function recall(ports: Ports, line: Line, room: RoomRecord, ticket: Ticket): Promise<void> {
  const nowMs = ports.clock.nowMs();
  await putInFront(ports, line, ticket);
  // Whoever was called meanwhile, and is away again, has been passed over anew: that entry stays.
  await ports.ledger.removePassedOver(line, ticket.number, nowMs - limits.clockSkewMsMax);
  await healIdleSlots(ports, line, room, `recall-${ticket.number}-${Math.floor(nowMs / 1000)}`);
}

/** SPEC P3, R8: one who comes back stands before all who are yet to be called; one who was called in, before everybody. */
export function putInFront({ ledger, clock }: Ports, line: Line, ticket: Ticket): Promise<void> {
  const { number, calledIn = false } = ticket;
  return calledIn ? ledger.callIn(line, number) : ledger.recall(line, number, clock.nowMs());
}

/** SPEC P4. Nothing: the visitor has come back in the meantime, or the ticket is not waiting any more. */
export async function giveUp(
  ports: Ports,
  line: Line,
  ticket: { number: number },
  awaySinceMaxMs: number,
): Promise<Ticket | undefined> {
  const nowMs = ports.clock.nowMs();
  const ending = await ports.ledger.endTicket(line, ticket.number, {
    from: "waiting",
    outcome: "left",
    nowMs,
    awaySinceMaxMs,
  });
  if (ending.kind === "refused") return undefined;
  await Promise.all([
    ports.ledger.addStats(line, { left: 1, leftWaiting: 1 }),
    ports.ledger.removePassedOver(line, ticket.number),
  ]);
  return ending.ticket;
}

/** SPEC C2: who missed a call and said nothing for `holdSeconds` is a no-show. Nothing: that is not so, or not any more. */
async function giveUpMissed(
  ports: Ports,
  line: Line,
  { number, aside }: Ticket,
  holdSeconds: number,
): Promise<Ticket | undefined> {
  const nowMs = ports.clock.nowMs();
  const missedMaxMs = nowMs - holdSeconds * 1000;
  if (aside?.kind !== "missed" || aside.atMs > missedMaxMs) return undefined;
  const ending = await ports.ledger.endTicket(line, number, {
    from: "waiting",
    outcome: "noshow",
    nowMs,
    missedMaxMs,
  });
  if (ending.kind === "refused") return undefined;
  await Promise.all([
    ports.ledger.addStats(line, { noshow: 1, leftWaiting: 1, noshowWaiting: 1 }),
    ports.ledger.removePassedOver(line, number),
    sayEnd(ports, line, ending.ticket, "noshow"),
  ]);
  return ending.ticket;
}

/** SPEC P5: a visitor leaves, from the line or from the visit; every tab hears it. SPEC M2: only its holder gives up a place. */
export async function leave(
  ports: Ports,
  line: Line,
  number: number,
  key: string,
): Promise<"left" | "moved" | "unknown"> {
  for (let attempt = 0; attempt < limits.leaveAttemptsMax; attempt++) {
    const ending = await ports.ledger.endTicket(line, number, {
      from: "waiting",
      outcome: "left",
      nowMs: ports.clock.nowMs(),
      heldBy: key,
    });
    if (ending.ticket === undefined) return "unknown";
    if (ending.ticket.key !== key) return "moved";
    // Said again, for the first time may have come no further than that.
    if (ending.kind === "ended" || ending.ticket.status === "left") {
      await Promise.all([
        ending.kind === "ended" ? ports.ledger.addStats(line, { left: 1, leftWaiting: 1 }) : undefined,
        ports.ledger.removePassedOver(line, number),
        sayEnd(ports, line, ending.ticket, "left"),
      ]);
      if (ending.kind === "ended") return "left";
    }
    const visit = await endVisit(ports, line, ending.ticket, "left", { heldBy: key });
    if (visit.kind === "ended") return "left";
    if (visit.ticket?.key !== key) return "moved";
    // A call was missed, or a visit was in vain, in this very moment: the visitor waits again, and leaves from there.
    if (visit.ticket.status !== "waiting") return "left";
  }
  throw new Error(`${line.room}: ${number} went in and out of its slot ${limits.leaveAttemptsMax} times`);
}

/**
 * SPEC T4, V9: one who is on the way into a lane that has neither a claim nor a slot for the number will never arrive:
 * faults that met have taken both. Such a visitor waits again. Returns the ticket as it is now.
 */
async function comeOffDeadTrack(ports: Ports, line: Line, ticket: Ticket): Promise<Ticket> {
  const { number, lane = -1, admittedAtMs = 0 } = ticket;
  if (ports.clock.nowMs() - admittedAtMs <= limits.strandedAfterMs) return ticket;
  // The gate first: a hand-over fills the slot before it drops the claim.
  const gate = await ports.ledger.readGate(line);
  const slot = await ports.ledger.readSlot(line, lane);
  if (gate.claims.get(lane)?.number === number || slot?.number === number) return ticket;
  return (await ports.ledger.returnTicket(line, ticket)) ?? ticket;
}

/** What would keep one who was passed over from being called ever again is taken away. Returns the ticket as it is now. */
async function putRight(
  ports: Ports,
  line: Line,
  ticket: Ticket | undefined,
  serving: number,
): Promise<Ticket | undefined> {
  if (ticket === undefined) return undefined;
  if (isUnopened(ticket, ticket)) return comeOffDeadTrack(ports, line, ticket);
  const { aside } = ticket;
  if (aside?.kind !== "deferred" || serving <= aside.until) return ticket;
  // SPEC D1: those who were let ahead were called, while the note of it was thrown away, for it came before the ticket.
  return (await ports.ledger.clearAside(line, ticket.number, aside)) ?? ticket;
}

/**
 * SPEC T4: those who were passed over and did not come back in time have left. One who is here all the same came back
 * when something crashed, and is recalled now.
 */
export async function sweepPassedOver(ports: Ports, line: Line, room: RoomRecord): Promise<void> {
  const { holdSeconds } = room.settings;
  const awaySinceMaxMs = ports.clock.nowMs() - holdSeconds * 1000;
  const numbers = await ports.ledger.listPassedOver(line, limits.sweepsPerTickMax);
  if (numbers.length === 0) return;
  const { serving } = await ports.ledger.readGate(line);
  await concurrently(numbers, limits.writesAtOnceMax, async (number) => {
    const ticket = await putRight(ports, line, await ports.ledger.readTicket(line, number), serving);
    if (ticket?.status === "admitted" && ticket.openedAtMs === undefined) return;
    if (ticket?.status !== "waiting") return ports.ledger.removePassedOver(line, number);
    if ((await giveUpMissed(ports, line, ticket, holdSeconds)) !== undefined) return;
    if (isCallable(ticket, ports.clock.nowMs())) return recall(ports, line, room, ticket);
    if (hasStayedAwayTooLong(ticket, holdSeconds, ports.clock.nowMs())) {
      await giveUp(ports, line, ticket, awaySinceMaxMs);
    }
  });
}
