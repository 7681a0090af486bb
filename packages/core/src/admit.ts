import { holdTurn } from "./hold.ts";
import { limits } from "./limits.ts";
import {
  type Claim,
  isAdmissible,
  isCallable,
  isOverdue,
  isUnopened,
  type Line,
  type ReceivedTurn,
  type RoomRecord,
  returnsOf,
  type Slot,
  secondsUntil,
  type Ticket,
  toServe,
  type Visit,
} from "./line.ts";
import type { Admission, Ports } from "./ports.ts";
import { settleOverdue } from "./visit.ts";
import { countedAdmission } from "./waits.ts";

/** What became of a turn. `later`: it must come back; the caller leaves it in its lane. */
export type TurnResult =
  | { readonly kind: "held"; readonly number: number }
  | { readonly kind: "retired"; readonly why: "older run" | "lane closed" | "nobody waits" }
  | {
      readonly kind: "later";
      readonly why: "slot is taken" | "another was faster" | "many were passed over";
    };

/**
 * SPEC A1, A3, A8: a turn says only that its lane's slot may be filled; who fills it is the head of the line.
 */
export async function admit(ports: Ports, turn: ReceivedTurn): Promise<TurnResult> {
  const { line, lane } = turn;
  const [room, slot, issued] = await Promise.all([
    ports.ledger.readRoom(line.room),
    ports.ledger.readSlot(line, lane),
    ports.ledger.readIssued(line),
  ]);
  if (room?.run !== line.run) {
    // Nothing else comes by here any more: what a visit of the older run has left is cleared away with its turn.
    if (slot !== undefined) await settleOverdue(ports, line, slot, turn, "left");
    return retire(ports, turn, "older run");
  }
  if (slot !== undefined) {
    if (!isOverdue(slot, ports.clock.nowMs())) {
      return slot.messageId === turn.messageId
        ? holdAgain(ports, turn, slot)
        : { kind: "later", why: "slot is taken" };
    }
    await settleOverdue(ports, line, slot, turn);
  }
  return isAdmissible(lane, room, ports.clock.nowMs())
    ? fill(ports, turn, room, issued)
    : finishClaim(ports, turn, room);
}

/** SPEC A2: a redelivery of the turn that holds the slot. Everything after the slot was written is done again. */
async function holdAgain(ports: Ports, turn: ReceivedTurn, slot: Slot): Promise<TurnResult> {
  const { line, lane, messageId } = turn;
  await ports.ledger.renewHandle(line, lane, slot, turn);
  await start(ports, turn, slot, secondsUntil(slot.expiresAtMs, ports.clock.nowMs()));
  // A visit that was settled in the meantime has not seen the new handle: nobody would delete this turn, and its
  // lane would stay shut for as long as the visit might have lasted.
  const now = await ports.ledger.readSlot(line, lane);
  if (now?.messageId !== messageId) return { kind: "later", why: "slot is taken" };
  return { kind: "held", number: slot.number };
}

/** SPEC A4: claims numbers until one can be admitted, or nobody is left. */
async function fill(
  ports: Ports,
  turn: ReceivedTurn,
  room: RoomRecord,
  issuedBefore: number,
): Promise<TurnResult> {
  const { line, lane, messageId } = turn;
  let issued = issuedBefore;
  let replacing: Claim | undefined;
  const untilMs = ports.clock.nowMs() + limits.admitMsMax;
  for (let passed = 0; passed < limits.passOversPerTurnMax && ports.clock.nowMs() <= untilMs; passed++) {
    const claiming = await ports.ledger.claim(line, lane, {
      messageId,
      nowMs: ports.clock.nowMs(),
      issued,
      ...(replacing === undefined ? {} : { replacing }),
    });
    if (claiming.kind === "lost") return { kind: "later", why: "another was faster" };
    if (claiming.kind === "nobody waits") {
      // Who came while this lane had a claim took it for busy, and brought it no turn: this one serves them too.
      issued = await ports.ledger.readIssued(line);
      const isMissed = replacing !== undefined && toServe(await ports.ledger.readGate(line), issued) > 0;
      if (!isMissed) return retire(ports, turn, "nobody waits");
      replacing = undefined;
      continue;
    }
    const { claim } = claiming;
    const ticket = await tryToAdmit(ports, line, lane, claim, room);
    if (ticket !== undefined) return hold(ports, turn, room, ticket);
    replacing = claim;
    if (passed > 0 && passed % 20 === 0) issued = await ports.ledger.readIssued(line);
  }
  // The last number was passed over; drop its claim, so that the turn's next delivery takes a fresh one.
  if (replacing !== undefined) await ports.ledger.dropClaim(line, lane, replacing.number, replacing.atMs);
  return { kind: "later", why: "many were passed over" };
}

/**
 * SPEC A8: in a lane that takes nobody in any more, a claim that is already there is still finished: a number that
 * was handed out is never lost.
 */
async function finishClaim(ports: Ports, turn: ReceivedTurn, room: RoomRecord): Promise<TurnResult> {
  const { line, lane } = turn;
  const claim = (await ports.ledger.readGate(line)).claims.get(lane);
  if (claim !== undefined) {
    const ticket = await tryToAdmit(ports, line, lane, claim, room);
    if (ticket !== undefined) return hold(ports, turn, room, ticket);
    await ports.ledger.dropClaim(line, lane, claim.number, claim.atMs);
  }
  return retire(ports, turn, "lane closed");
}

/** The admitted ticket, or nothing if this number cannot be admitted by this lane now, or never. */
async function tryToAdmit(
  ports: Ports,
  line: Line,
  lane: number,
  claim: Claim,
  room: RoomRecord,
): Promise<Ticket | undefined> {
  const attempt = (): Promise<Admission> => {
    const nowMs = ports.clock.nowMs();
    return ports.ledger.admitTicket(line, claim.number, {
      lane,
      nowMs,
      expiresAtMs: nowMs + room.settings.slotSeconds * 1000,
    });
  };
  /** Refused, but by now waiting and present: it was written, or came back, between the refusal and the look at it. */
  const isUndecided = (admission: Admission): boolean =>
    isMissing(admission) ||
    (admission.kind === "refused" &&
      admission.ticket?.status === "waiting" &&
      isCallable(admission.ticket, ports.clock.nowMs()));
  let admission = await attempt();
  // SPEC A7: issued but not written yet: its registration is under way, or has crashed.
  for (let waits = 0; isUndecided(admission) && waits < limits.ticketWaitAttemptsMax; waits++) {
    if (isMissing(admission)) await ports.clock.pause(limits.ticketWaitMs);
    admission = await attempt();
  }
  if (isMissing(admission)) {
    if (await ports.ledger.voidTicket(line, claim.number, ports.clock.nowMs())) {
      await ports.ledger.addStats(line, { voided: 1 });
      return undefined;
    }
    admission = await attempt();
  }
  if (admission.kind === "admitted") return admission.ticket;
  // SPEC A5, C2, D1: waiting, but away or aside: passed over. The place is kept, and the slot has lost nothing. One who is on the way into
  // another lane is looked after by the tick, too: what led there may be gone (SPEC T4).
  const { ticket } = admission;
  if (ticket?.status === "waiting" || (ticket !== undefined && isUnopened(ticket, ticket))) {
    await ports.ledger.addPassedOver(line, claim.number, ports.clock.nowMs());
    // One who came back between the two writes has seen a gate that was already past, and is recalled (SPEC P3).
  }
  return undefined;
}

function isMissing(admission: Admission): boolean {
  return admission.kind === "refused" && admission.ticket === undefined;
}

/** SPEC A6: slot, hidden turn, execution, and only then the claim is dropped: any crash in between is finished later. */
async function hold(ports: Ports, turn: ReceivedTurn, room: RoomRecord, ticket: Ticket): Promise<TurnResult> {
  const { line, lane, messageId, through, handle } = turn;
  const { slotSeconds } = room.settings;
  const slot: Slot = {
    lane,
    number: ticket.number,
    messageId,
    turnHandle: handle,
    through,
    slotSeconds,
    expiresAtMs: ticket.expiresAtMs ?? ports.clock.nowMs() + slotSeconds * 1000,
    ...returnsOf(ticket),
  };
  if (!(await ports.ledger.fillSlot(line, slot))) return { kind: "later", why: "slot is taken" };
  await Promise.all([
    start(ports, turn, slot, slotSeconds),
    ports.ledger.addStats(line, countedAdmission(ticket, ports.clock.nowMs())),
  ]);
  return { kind: "held", number: ticket.number };
}

async function start(ports: Ports, turn: ReceivedTurn, slot: Slot, visitSeconds: number): Promise<void> {
  const { line, lane, handle } = turn;
  const visit: Visit = {
    room: line.room,
    run: line.run,
    number: slot.number,
    lane,
    slotSeconds: slot.slotSeconds,
    turnHandle: handle,
    ...returnsOf(slot),
  };
  await holdTurn(ports.turns, handle, visitSeconds);
  await ports.visits.start(visit);
  // The claim that led to this slot was made before its visitor was admitted, by whoever's clock.
  const admittedAtMs = slot.expiresAtMs - slot.slotSeconds * 1000;
  await ports.ledger.dropClaim(line, lane, slot.number, admittedAtMs + limits.clockSkewMsMax);
}

async function retire(
  ports: Ports,
  turn: ReceivedTurn,
  why: "older run" | "lane closed" | "nobody waits",
): Promise<TurnResult> {
  await ports.turns.retire(turn.handle);
  return { kind: "retired", why };
}
