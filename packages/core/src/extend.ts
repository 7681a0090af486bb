import { letIn } from "./answers.ts";
import type { Bearer } from "./goToSite.ts";
import { holdTurn } from "./hold.ts";
import { limits } from "./limits.ts";
import { isInside, isSameAdmission, type Line, type Slot, secondsUntil, type Ticket } from "./line.ts";
import type { Ports } from "./ports.ts";

/** What became of the site's wish for more time. */
export type Extension =
  | { readonly kind: "extended"; readonly pass: string; readonly expiresAtMs: number }
  /** The visit lasts for as long as `maxVisitSeconds` lets it already, or its lane is at or above X. */
  | { readonly kind: "no more time" }
  | { readonly kind: "over" }
  /** Others gave the same visit more time, again and again. */
  | { readonly kind: "busy" };

/**
 * SPEC X1: the site gives an active visit so many seconds more than it has, as far as `maxVisitSeconds` allows. Two who ask
 * at once both give. Whoever asks again, for an answer was lost, may give twice. Above X nothing is given: whoever lowers X
 * is told when the last visit above it is over.
 */
export async function extend(
  ports: Ports,
  line: Line,
  { number, device }: Bearer,
  seconds: number,
): Promise<Extension> {
  const { ledger, clock } = ports;
  for (let attempt = 0; attempt < limits.extendAttemptsMax; attempt++) {
    const [room, ticket] = await Promise.all([ledger.readRoom(line.room), ledger.readTicket(line, number)]);
    if (room?.run !== line.run || !isInside(ticket, clock.nowMs())) return { kind: "over" };
    if (ticket.lane >= room.settings.slots) return { kind: "no more time" };
    const lastMs = ticket.admittedAtMs + room.settings.maxVisitSeconds * 1000;
    const expiresAtMs = Math.min(ticket.expiresAtMs + seconds * 1000, lastMs);
    if (expiresAtMs <= ticket.expiresAtMs) return { kind: "no more time" };
    const slot = await ledger.readSlot(line, ticket.lane);
    if (slot === undefined || !isSameAdmission(slot, ticket)) return { kind: "over" };
    if (!(await keepLane(ports, line, slot, { beganAtMs: ticket.admittedAtMs, expiresAtMs })))
      return { kind: "over" };
    const extended = await ledger.extendTicket(line, ticket, {
      fromMs: ticket.expiresAtMs,
      toMs: expiresAtMs,
      nowMs: clock.nowMs(),
    });
    if (extended === undefined) continue;
    await tellTabs(ports, line, slot.lane, extended);
    const pass = await ports.passes.pass(line, { number, expiresAtMs, device });
    return { kind: "extended", pass, expiresAtMs };
  }
  return { kind: "busy" };
}

/**
 * SPEC X2: the turn is hidden for longer, and then the slot is held for longer; only after that the ticket says so, which
 * decides. As long as it does not, the visit ends as before, and takes both with it. False: it is over by now.
 */
async function keepLane(
  { ledger, turns, clock }: Ports,
  line: Line,
  slot: Slot,
  { beganAtMs, expiresAtMs }: { readonly beganAtMs: number; readonly expiresAtMs: number },
): Promise<boolean> {
  try {
    await holdTurn(turns, slot.turnHandle, secondsUntil(expiresAtMs, clock.nowMs()));
  } catch (error) {
    // A visit that was settled in this moment has taken its turn with it.
    if (isInside(await ledger.readTicket(line, slot.number), clock.nowMs())) throw error;
    return false;
  }
  const slotSeconds = (expiresAtMs - beganAtMs) / 1000;
  const unextendedSeconds = slot.slotSeconds - (slot.extendedSeconds ?? 0);
  const extendedSeconds = slotSeconds - unextendedSeconds;
  const held = await ledger.prolongSlot(line, slot.lane, slot, { expiresAtMs, slotSeconds, extendedSeconds });
  return held !== undefined;
}

/** SPEC X4. The time is given: a tab that is not reached reads of it on coming back. */
async function tellTabs(ports: Ports, line: Line, lane: number, ticket: Ticket): Promise<void> {
  const { expiresAtMs = 0 } = ticket;
  await letIn(ports, line, { lane, expiresAtMs }, ticket).catch(() => {});
}
