import { wiring } from "@fairline/functions/wiring.ts";
import { unnoticedMsMax } from "../gateway.ts";
import { slowestMs } from "../invocation.ts";
import { Holders } from "./holders.ts";
import { changesOf } from "./order.ts";
import { patience } from "./quiet.ts";
import { at, type TicketId, ticketId } from "./seen.ts";
import type { Evidence, Invariant } from "./types.ts";

/** A frame, the lobby, and some calls. */
const leaveMsMax = 1500;

/**
 * SPEC I6: while somebody who is there waits and the room is open, a slot is idle only for a moment, or until mended;
 * nobody who is gone keeps one for longer than the grace period, and nobody who says so for longer than a moment.
 */
export const workConserving: Invariant = (evidence) => {
  const idle = idleLanes(evidence, { countsStandingBack: false });
  return [
    ...(idle.length > 0 ? idle : idleLanes(evidence, { countsStandingBack: true })),
    ...heldByNobody(evidence),
    ...heldByLeavers(evidence),
  ];
};

/**
 * A lane is idle as long as nobody is called or let in there: how far a hand-over has got is no excuse. Who lets others ahead
 * waits, too, but for two ticks more: one that calls the others, and one that sees that nobody is left (SPEC D2).
 */
function idleLanes(
  evidence: Evidence,
  { countsStandingBack }: { readonly countsStandingBack: boolean },
): string[] {
  const { plan, startMs, history } = evidence;
  const breaks: string[] = [];
  const allowed = patience(() => room.settings.tickSeconds);
  const inLine = new Set<string>();
  const standingBack = new Set<string>();
  const here = new Set<string>();
  const inside = new Map<string, number>();
  let room = { run: 1, settings: plan.settings, isResetting: false, isDrained: false };
  let changeAtMs = startMs;
  /** From then on turns may lie in other lanes than the arithmetic says; the tick finds out (ADR 2). */
  let slotsChanged = false;
  /** Since when each lane has been idle while somebody waits. */
  const idleSinceMs = new Map<number, number>();
  const reported = new Set<number>();
  const changes = changesOf(evidence.presence);
  let next = 0;

  for (const entry of history) {
    const { atMs } = entry;
    for (let change = changes[next]; change !== undefined && change.atMs <= atMs; change = changes[++next]) {
      const id = ticketId(change.run, change.number);
      if (change.isHere) here.add(id);
      else here.delete(id);
    }
    for (const [lane, sinceMs] of idleSinceMs) {
      const changedLately = changeAtMs >= sinceMs - allowed.afterChangeMs;
      const untilMs = Math.max(
        sinceMs + (slotsChanged ? Math.max(allowed.afterChangeMs, allowed.calmMs) : allowed.calmMs),
        changedLately ? Math.max(changeAtMs, sinceMs) + allowed.afterChangeMs : 0,
        allowed.untilMs,
      );
      const moreMs = countsStandingBack ? 2 * room.settings.tickSeconds * 1000 : 0;
      if (atMs <= untilMs + moreMs || reported.has(lane)) continue;
      reported.add(lane);
      const waiting = [...inLine, ...(countsStandingBack ? standingBack : [])]
        .filter((id) => here.has(id))
        .map((id) => id.split("/")[1]);
      breaks.push(
        `I6 lane ${lane} is idle ${at(evidence, atMs)}, and has been for ${((atMs - sinceMs) / 1000).toFixed(1)} s, ` +
          `while ticket ${waiting.join(", ")} waits`,
      );
    }
    allowed.note(entry);
    switch (entry.kind) {
      case "room":
        changeAtMs = atMs;
        if (entry.settings.slots !== room.settings.slots) slotsChanged = true;
        room = entry;
        break;
      case "calm":
        changeAtMs = atMs;
        break;
      case "created":
        inLine.add(ticketId(entry.run, entry.number));
        break;
      case "called":
      case "opened":
        inLine.delete(ticketId(entry.run, entry.number));
        inside.set(ticketId(entry.run, entry.number), entry.lane);
        idleSinceMs.delete(entry.lane);
        break;
      case "deferred":
        inLine.delete(ticketId(entry.run, entry.number));
        standingBack.add(ticketId(entry.run, entry.number));
        break;
      case "back":
      case "returned":
        inside.delete(ticketId(entry.run, entry.number));
        standingBack.delete(ticketId(entry.run, entry.number));
        inLine.add(ticketId(entry.run, entry.number));
        break;
      case "missed":
        inside.delete(ticketId(entry.run, entry.number));
        break;
      case "ended":
        inLine.delete(ticketId(entry.run, entry.number));
        standingBack.delete(ticketId(entry.run, entry.number));
        inside.delete(ticketId(entry.run, entry.number));
        break;
      default:
    }
    const waiting = countsStandingBack ? [...inLine, ...standingBack] : [...inLine];
    // SPEC R7: a room that has closed by itself still serves whoever turns out to wait.
    const isOpen = (room.settings.state === "open" || room.isDrained) && !room.isResetting;
    const somebodyWaits = isOpen && waiting.some((id) => here.has(id) && id.startsWith(`${room.run}/`));
    const busy = new Set([...inside].flatMap(([id, lane]) => (id.startsWith(`${room.run}/`) ? [lane] : [])));
    for (const lane of new Set([...Array(room.settings.slots).keys(), ...idleSinceMs.keys()])) {
      const isIdle = somebodyWaits && lane < room.settings.slots && !busy.has(lane);
      if (!isIdle) idleSinceMs.delete(lane);
      else if (!idleSinceMs.has(lane)) idleSinceMs.set(lane, atMs);
    }
  }
  return breaks;
}

/** A batch of the lobby that was cut off comes again, and with it joins of those who are gone by then. */
function comesAgainMs({ name, at }: Extract<Evidence["history"][number], { kind: "fault" }>): number {
  return name === "restart" || at.includes("register") ? wiring.queues.Lobby.visibilitySeconds * 1000 : 0;
}

/** SPEC V5: where the gateway knows that a visitor is gone, and nothing fails, the slot is free after the grace period. */
function heldByNobody(evidence: Evidence): string[] {
  const { plan, history } = evidence;
  const breaks: string[] = [];
  const opened = new Map<string, { lane: number; atMs: number }>();
  const polled = new Set<string>();
  /** Until when something may have kept the room from knowing that somebody is gone. */
  let disturbedUntilMs = Number.NEGATIVE_INFINITY;
  const { tickSeconds, graceSeconds } = plan.settings;
  const isSettled = history.every(
    (entry) => entry.kind !== "room" || entry.settings.tickSeconds === tickSeconds,
  );
  if (!isSettled) return breaks;
  for (const entry of history) {
    switch (entry.kind) {
      case "fault":
        disturbedUntilMs = Math.max(disturbedUntilMs, entry.atMs + comesAgainMs(entry));
        break;
      case "closed":
        if (entry.silently) disturbedUntilMs = Math.max(disturbedUntilMs, entry.atMs + unnoticedMsMax);
        break;
      case "polled":
        polled.add(ticketId(entry.run, entry.number));
        break;
      case "opened":
        opened.set(ticketId(entry.run, entry.number), entry);
        break;
      case "ended": {
        const id = ticketId(entry.run, entry.number);
        const visit = opened.get(id);
        const spans = evidence.presence.get(id) ?? [];
        const lastSeenMs = Math.max(visit?.atMs ?? 0, ...spans.map(({ toMs }) => toMs));
        const longMs = (graceSeconds + 2 * tickSeconds) * 1000 + patience(() => tickSeconds).calmMs;
        const isDisturbed = disturbedUntilMs > lastSeenMs - longMs;
        if (visit === undefined || polled.has(id) || isDisturbed || entry.atMs - lastSeenMs <= longMs) break;
        breaks.push(
          `I6 lane ${visit.lane} was kept for ticket ${entry.number} until its end ${at(evidence, entry.atMs)}, ` +
            `and its visitor had been gone for ${((entry.atMs - lastSeenMs) / 1000).toFixed(1)} s`,
        );
        break;
      }
      default:
    }
  }
  return breaks;
}

/** SPEC P5: where nothing fails, whoever leaves is out of the line, or of the slot, at once. */
function heldByLeavers(evidence: Evidence): string[] {
  const { history } = evidence;
  const breaks: string[] = [];
  const disturbedAtMs = history
    .filter(({ kind }) => kind === "fault" || kind === "room")
    .map(({ atMs }) => atMs);
  const holders = new Holders();
  const endedAtMs = new Map<TicketId, number>();
  for (const entry of history)
    if (entry.kind === "ended") endedAtMs.set(ticketId(entry.run, entry.number), entry.atMs);
  for (const entry of history) {
    holders.note(entry);
    if (entry.kind !== "leave" || !entry.isSent) continue;
    const id = holders.ticketOf(entry.key);
    const untilMs = entry.atMs + leaveMsMax;
    const isDisturbed = disturbedAtMs.some((atMs) => atMs > entry.atMs - slowestMs && atMs < untilMs);
    if (id === undefined || isDisturbed || (endedAtMs.get(id) ?? Number.POSITIVE_INFINITY) <= untilMs)
      continue;
    breaks.push(
      `I6 ticket ${id.split("/")[1]} still has its place ${at(evidence, untilMs)}: ${entry.visitor} left`,
    );
  }
  return breaks;
}
