import { letIn } from "./answers.ts";
import { call, endMissedCall } from "./call.ts";
import { sayEnd } from "./connections.ts";
import { announceEnding, endVisit } from "./ending.ts";
import { bringSuccessor } from "./heal.ts";
import { limits } from "./limits.ts";
import {
  type Admitted,
  awaySinceMs,
  hasStayedAwayTooLong,
  isCalled,
  isOverdue,
  isSameAdmission,
  isUnopened,
  type Line,
  returnsOf,
  type Slot,
  secondsUntil,
  type Ticket,
  type Visit,
} from "./line.ts";
import type { Outcome } from "./messages.ts";
import type { Ports } from "./ports.ts";
import { putInFront } from "./presence.ts";
import { admissionPostponed, admissionTakenBack } from "./waits.ts";

/** SPEC V1: the execution runs. Keep its token, and call the visitor with the pass. */
export async function openVisit(ports: Ports, visit: Visit, taskToken: string): Promise<void> {
  const line = { room: visit.room, run: visit.run };
  // The token is written before the ticket is read, and whoever ends a visit does it the other way round: so
  // either the ending finds the token, or the ticket read here says that the visit is over already.
  const [filled, room] = await Promise.all([
    ports.ledger.storeToken(line, visit.lane, visit, taskToken),
    ports.ledger.readRoom(visit.room),
  ]);
  // The slot is another's by now: this visit never began, and never will.
  if (filled === undefined) return ports.visits.end(taskToken, "expired");
  // A call that was made before the room's setting changed is still to be answered.
  const isCall = room?.settings.confirm === true || filled.confirmByMs !== undefined;
  const slot = await unlessTooLate(ports, line, visit, filled, isCall);
  // Settling finds that the visit never began, and brings the visitor back to the line (SPEC V9).
  const unsaid = room?.run === line.run ? "expired" : "left";
  if (slot === undefined) return ports.visits.end(taskToken, unsaid);
  if (room?.run === line.run && isCall) {
    const { graceSeconds } = room.settings;
    const called = await call(ports, line, visit, { graceSeconds, expiresAtMs: slot.expiresAtMs });
    if (called?.kind === "refused") return ports.visits.end(taskToken, asOutcome(called.ticket));
    if (called !== undefined) return;
  }
  const nowMs = ports.clock.nowMs();
  const opened = await ports.ledger.openTicket(line, visit, nowMs);
  if (opened.kind === "refused") {
    const isTooLate = opened.ticket !== undefined && isUnopened(opened.ticket, visit);
    return ports.visits.end(taskToken, isTooLate ? unsaid : asOutcome(opened.ticket));
  }
  if (room?.run !== line.run) {
    await endVisit(ports, line, opened.ticket, "left");
    return;
  }
  const { ticket } = opened;
  // From here on the ticket's end is final. A handler that was overtaken may have left an older one in the slot.
  const expiresAtMs = ticket.expiresAtMs ?? slot.expiresAtMs;
  if (expiresAtMs > slot.expiresAtMs)
    await ports.ledger.prolongSlot(line, visit.lane, visit, { ...slot, expiresAtMs });
  const reached = await letIn(ports, line, { lane: visit.lane, expiresAtMs }, ticket);
  if (!reached) {
    // Nobody heard it: from now on the grace period runs (SPEC V5). One who polls is heard of by the poll's end.
    await ports.ledger.markAway(line, visit.lane, visit, Math.max(nowMs, ticket.polledUntilMs));
  }
}

/**
 * SPEC V10: nobody is let into what is left of a visit: where its execution runs late, it begins now, and lasts as long as it
 * would have. As with more time (SPEC X2), the slot is held for longer before the ticket says so; the turn, should it come back
 * before the visit's end, is hidden again (SPEC A2). Nothing: the visit's time is over, or too little is left of it to answer a
 * call; it never began.
 */
async function unlessTooLate(
  ports: Ports,
  line: Line,
  visit: Visit,
  slot: Slot,
  isCall: boolean,
): Promise<Slot | undefined> {
  const { ledger, clock } = ports;
  const { lane, slotSeconds } = slot;
  const nowMs = clock.nowMs();
  const lateMs = nowMs - (slot.expiresAtMs - slotSeconds * 1000);
  const halfMs = slotSeconds * 500;
  if (lateMs <= Math.min(limits.openingMsMax, halfMs)) return slot;
  const ticket = await ledger.readTicket(line, visit.number);
  // It has begun, and is held again (SPEC X3); or its visitor was called in time.
  if (ticket === undefined || !isUnopened(ticket, visit) || isCalled(ticket, visit)) return slot;
  if (slot.expiresAtMs <= nowMs) return undefined;
  if (isCall) return lateMs <= halfMs ? slot : undefined;
  const expiresAtMs = nowMs + slotSeconds * 1000;
  const held = await ledger.prolongSlot(line, lane, visit, { expiresAtMs, slotSeconds });
  const postponed = held && (await ledger.postponeTicket(line, visit, { nowMs, expiresAtMs }));
  if (postponed === undefined) return slot;
  await ledger.addStats(line, admissionPostponed(ticket, postponed));
  return held;
}

/**
 * SPEC V3: the execution has ended, by word or by time. The ticket gets its outcome, unless it has one, the slot
 * is emptied, the visitor hears it, and a dry lane gets its next turn. Returns the handle of the turn to delete.
 * SPEC V9: a visitor who was never let in goes back to the head of the line instead. Everything here may be repeated.
 */
export async function settleVisit(ports: Ports, visit: Visit, said: Outcome | undefined): Promise<Settled> {
  const line = { room: visit.room, run: visit.run };
  const settlement = await settle(ports, line, visit, said ?? "expired");
  if (settlement.kind === "not over") return settlement;
  const { slot, troubles } = settlement;
  return { kind: "settled", turnHandle: slot?.turnHandle ?? visit.turnHandle, troubles };
}

export type Settled =
  | { readonly kind: "settled"; readonly turnHandle: string; readonly troubles: readonly unknown[] }
  | NotOver;

/** SPEC X3: the execution has given up, and the visitor is in for so long: the caller tries again, or holds on. */
export interface NotOver {
  readonly kind: "not over";
  readonly secondsLeft: number;
}

/**
 * SPEC V4: nobody settled this visit in time: the one who finds it does. Its execution is ended if it still waits,
 * and its turn is deleted if there is no execution left to do it; unless the very same turn has come back and is
 * about to be used again.
 */
export async function settleOverdue(
  ports: Ports,
  line: Line,
  slot: Slot,
  reused?: { messageId: string },
  unsaid: Outcome = "expired",
): Promise<void> {
  const outcome = slot.ending ?? unsaid;
  // The slot comes last: as long as it is filled, whoever finds it does all of this again.
  if (slot.taskToken !== undefined) await ports.visits.end(slot.taskToken, outcome);
  if (slot.messageId !== reused?.messageId) await retireHeld(ports, slot.turnHandle);
  await settle(ports, line, slot, outcome);
}

/** A turn that is held would shut its lane for long if its retirement got lost: it comes back soon in any case. */
async function retireHeld(ports: Ports, handle: string): Promise<void> {
  await ports.turns.hold(handle, limits.turnRetrySeconds * 5).catch(() => {
    // The handle has expired, and the turn is back already; or the next tick tries again.
  });
  await ports.turns.retire(handle);
}

/**
 * SPEC V8: what a crash left half done in a slot is finished, on every tick: an ending that the execution has not
 * heard, a visit whose execution never opened it, a visit that nobody settled. SPEC C2, C3: so is a call that was missed.
 */
export async function mendSlot(ports: Ports, line: Line, slot: Slot): Promise<void> {
  const nowMs = ports.clock.nowMs();
  const isStranded = (sinceMs: number) => nowMs - sinceMs > limits.strandedAfterMs;
  const filledAtMs = slot.expiresAtMs - slot.slotSeconds * 1000;
  if (isOverdue(slot, nowMs)) return settleOverdue(ports, line, slot);
  if (slot.ending === undefined && nowMs > (slot.confirmByMs ?? nowMs) + limits.clockSkewMsMax) {
    await endMissedCall(ports, line, slot);
    return;
  }
  if (slot.ending !== undefined && slot.endingAtMs !== undefined && isStranded(slot.endingAtMs)) {
    return settleOverdue(ports, line, slot);
  }
  if (slot.taskToken === undefined && isStranded(filledAtMs)) {
    const { room, run } = line;
    const { number, lane, slotSeconds, turnHandle } = slot;
    await ports.visits.start({ room, run, number, lane, slotSeconds, turnHandle, ...returnsOf(slot) });
  }
}

/**
 * SPEC V8: a crash between the two halves of an ending leaves a slot that knows nothing of it. So does a handler
 * that was overtaken, and fills the slot when the visit is over.
 */
export async function repeatEnding(
  ports: Ports,
  line: Line,
  slot: Slot,
  graceSeconds: number,
): Promise<void> {
  if (slot.ending !== undefined) return;
  const ticket = await ports.ledger.readTicket(line, slot.number);
  if (isOver(ticket)) await announceEnding(ports, line, slot, asOutcome(ticket));
  else if (ticket !== undefined && isMissed(ticket, slot, ports.clock.nowMs() - limits.clockSkewMsMax))
    await endMissedCall(ports, line, slot);
  // The slot's hint may be missing: it is written after the ticket, and by several. Nobody is late before the call.
  else if (
    ticket?.openedAtMs !== undefined &&
    hasStayedAwayTooLong(ticket, graceSeconds, ports.clock.nowMs())
  ) {
    const sinceMs = Math.max(awaySinceMs(ticket), ticket.openedAtMs);
    await endIfNoShow(ports, line, { ...slot, awaySinceMs: sinceMs }, graceSeconds);
  }
}

function isMissed(ticket: Ticket, at: Admitted, atMs: number): boolean {
  return isCalled(ticket, at) && atMs > (ticket.confirmByMs ?? atMs);
}

/** A visit that is not over keeps its slot; whoever finds it over does all of this again. */
async function settle(
  ports: Ports,
  line: Line,
  at: Admitted & { lane: number },
  outcome: Outcome,
): Promise<{ kind: "settled"; slot: Slot | undefined; troubles: readonly unknown[] } | NotOver> {
  const nowMs = ports.clock.nowMs();
  const ending = await ports.ledger.endTicket(line, at.number, {
    from: "admitted",
    outcome,
    nowMs,
    opened: at,
    // An execution that failed says nothing about the visit of one who was let in.
    ...(outcome === "expired" ? { overAtMs: nowMs + limits.clockSkewMsMax } : {}),
  });
  const ticket =
    ending.kind === "refused" && ending.ticket !== undefined
      ? await comeBackToLine(ports, line, ending.ticket, at, outcome)
      : ending.ticket;
  if (ticket?.status === "admitted" && ticket.openedAtMs !== undefined && isSameAdmission(ticket, at))
    return { kind: "not over", secondsLeft: secondsUntil(ticket.expiresAtMs ?? nowMs, nowMs) };
  const slot = await ports.ledger.clearSlot(line, at.lane, at);
  // With the slot the handle of its turn is gone: from here on nothing may fail, or a repetition would not find it.
  // A visitor who was not reached hears of it on coming back; a turn that was not sent comes with the next tick.
  const after = await Promise.allSettled([
    ending.kind === "ended" ? ports.ledger.addStats(line, { [outcome]: 1 }) : undefined,
    ticket !== undefined && isOver(ticket) ? sayEnd(ports, line, ticket, asOutcome(ticket)) : undefined,
    slot === undefined ? undefined : bringSuccessor(ports, line, slot),
  ]);
  return {
    kind: "settled",
    slot,
    troubles: after.flatMap((done) => (done.status === "rejected" ? [done.reason] : [])),
  };
}

/**
 * SPEC V9: nobody was let in, so nothing is over: the visitor waits again, as the next to be called. The slot is emptied
 * after this: as long as it is filled, whoever finds it does all of this again. Returns the ticket as it is now.
 */
async function comeBackToLine(
  ports: Ports,
  line: Line,
  ticket: Ticket,
  at: Admitted & { lane: number },
  outcome: Outcome,
): Promise<Ticket | undefined> {
  const nowMs = ports.clock.nowMs();
  // SPEC C3: no tick came by since the call's time was up. An execution that failed before that says nothing of the visitor.
  if (outcome === "expired" && isMissed(ticket, at, nowMs + limits.clockSkewMsMax))
    return endMissedCall(ports, line, at);
  if (isUnopened(ticket, at)) {
    if (outcome !== "expired" || (at.returns ?? 0) >= limits.returnsMax) {
      return (await endVisit(ports, line, ticket, outcome)).ticket;
    }
    const returned = await ports.ledger.returnTicket(line, at);
    if (returned === undefined) return ports.ledger.readTicket(line, at.number);
    // At once: until the gate knows of it, the next in line may be called. A handler that was overtaken may take the
    // ticket into its lane again in this moment; the tick looks after that (SPEC T4).
    await Promise.all([
      putInFront(ports, line, returned),
      ports.ledger.addPassedOver(line, at.number, nowMs),
    ]);
    await ports.ledger.addStats(line, admissionTakenBack(ticket, nowMs));
    return returned;
  }
  const next = { ...at, returns: (at.returns ?? 0) + 1 };
  const hasReturned = ticket.status === "waiting" && isSameAdmission(ticket, next);
  if (hasReturned && ticket.aside === undefined) await putInFront(ports, line, ticket);
  // SPEC C3: whoever took the call back may have come no further.
  if (hasReturned && ticket.aside?.kind === "missed")
    await ports.ledger.addPassedOver(line, at.number, nowMs);
  return ticket;
}

/** SPEC V5: an admitted visitor without a connection for `graceSeconds` is a no-show. */
export async function endIfNoShow(ports: Ports, line: Line, slot: Slot, graceSeconds: number): Promise<void> {
  const awaySinceMaxMs = ports.clock.nowMs() - graceSeconds * 1000;
  if (slot.awaySinceMs === undefined || slot.awaySinceMs > awaySinceMaxMs) return;
  // Nobody is late for a visit that has not begun: the hint may be older than that, and the call be under way (SPEC C2).
  await endVisit(ports, line, slot, "noshow", { awaySinceMaxMs, opened: slot });
}

function isOver(ticket: Ticket | undefined): boolean {
  return ticket !== undefined && ticket.status !== "waiting" && ticket.status !== "admitted";
}

/** A ticket that is over carries its outcome; one that never was, or is void, counts as left. */
function asOutcome(ticket: Ticket | undefined): Outcome {
  switch (ticket?.status) {
    case "completed":
    case "expired":
    case "left":
    case "noshow":
      return ticket.status;
    default:
      return "left";
  }
}
