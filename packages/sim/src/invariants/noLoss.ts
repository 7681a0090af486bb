import { limits, type Outcome } from "@fairline/core";
import { slowCallMsMax, slowestMs } from "../invocation.ts";
import { Holders } from "./holders.ts";
import { RoomOverTime } from "./rooms.ts";
import { at, inFlightMs, type Span, type TicketId, ticketHeard, ticketId } from "./seen.ts";
import type { Evidence, Invariant } from "./types.ts";

/** SPEC I3: who stays, or comes back in time, is let in; nobody loses a place or a visit but by what they did themselves. */
export const noLoss: Invariant = (evidence) => [
  ...unserved(evidence),
  ...unjustified(evidence),
  ...forgotten(evidence),
];

/**
 * Who was called in vain is at the head of the line again at once, not when somebody happens to notice; so is who stood
 * aside and is here.
 */
function forgotten(evidence: Evidence): string[] {
  const { history } = evidence;
  const breaks: string[] = [];
  for (const returned of history) {
    if (returned.kind !== "returned" && returned.kind !== "back") continue;
    const { run, number, atMs } = returned;
    const spans = evidence.presence.get(ticketId(run, number)) ?? [];
    if (returned.kind === "back" && !wasThereAllTheTime(spans, atMs - 1000, atMs)) continue;
    const untilMs = atMs + callMsMax(history, atMs);
    const isDone = history.some(
      (entry) =>
        entry.atMs >= atMs - 500 &&
        entry.atMs <= untilMs &&
        (entry.kind === "fault" ||
          ((entry.kind === "recalled" || entry.kind === "ended") &&
            entry.atMs >= atMs &&
            entry.run === run &&
            entry.number === number)),
    );
    if (!isDone)
      breaks.push(`I3 ticket ${number} came back to the line ${at(evidence, atMs)}, and nobody was told`);
  }
  return breaks;
}

/** How long the next call of whoever runs at this moment may take: whoever was slow is slow to the end. */
function callMsMax(history: Evidence["history"], atMs: number): number {
  const isSlow = history.some(
    (entry) =>
      entry.kind === "fault" &&
      (entry.name === "overtaken" || entry.at.startsWith("a slow")) &&
      entry.atMs >= atMs - slowestMs &&
      entry.atMs <= atMs,
  );
  return isSlow ? slowCallMsMax : 1000;
}

function unserved(evidence: Evidence): string[] {
  return evidence.unserved.map(
    ({ name, keys }) => `I3 ${name} (key ${keys.at(-1) ?? "none"}) still waits at the end`,
  );
}

interface Facts {
  readonly leaves: ReadonlySet<string>;
  readonly submits: ReadonlySet<TicketId>;
  /** One that was given more time is settled for the first time before its end, by a clock that is off (ADR 23). */
  readonly opened: Map<string, { atMs: number; expiresAtMs: number; isMoved?: boolean }>;
  /** When each missed its first call. */
  readonly missed: ReadonlyMap<TicketId, number>;
  readonly toldOfVisit: ReadonlySet<string>;
  /** Whose visit an operator ended, or tried to. */
  readonly endedByHand: ReadonlySet<TicketId>;
  readonly faultsAtMs: readonly number[];
}

/** Each outcome has a reason, and only these reasons count. */
function unjustified(evidence: Evidence): string[] {
  const { history, plan } = evidence;
  const room = new RoomOverTime(evidence);
  const facts = factsOf(evidence);
  const holders = new Holders();
  const skewMs = 2 * plan.faults.clockSkewMs;
  const breaks: string[] = [];
  for (const entry of history) {
    holders.note(entry);
    if (entry.kind !== "ended") continue;
    const { run, number, outcome, wasAdmitted, atMs } = entry;
    const id = ticketId(run, number);
    const seen = room.seenAt(atMs);
    const wasReset = seen.some((version) => version.run > run || version.isResetting);
    const absentFor = (seconds: (of: (typeof seen)[number]) => number) => {
      const leastMs = Math.min(...seen.map(seconds)) * 1000 - skewMs;
      return !wasThere(evidence.presence.get(id) ?? [], atMs - leastMs, atMs);
    };
    const visit = facts.opened.get(id);
    const isJust: Record<Outcome, () => boolean> = {
      completed: () => facts.submits.has(id),
      // The state machine and the handler may have different clocks.
      expired: () =>
        facts.endedByHand.has(id) ||
        (visit !== undefined &&
          atMs >= visit.expiresAtMs - limits.clockSkewMsMax - (visit.isMoved === true ? skewMs : 0)),
      // Whether the time of the last call was up is looked at with the calls.
      noshow: () => {
        const missedAtMs = facts.missed.get(id);
        if (visit !== undefined || missedAtMs === undefined)
          return absentFor(({ settings }) => settings.graceSeconds);
        const holdMs = Math.min(...seen.map(({ settings }) => settings.holdSeconds)) * 1000;
        return wasAdmitted || atMs >= missedAtMs + holdMs - skewMs - inFlightMs(plan);
      },
      left: () =>
        wasReset ||
        facts.leaves.has(holders.keyOf(id) ?? "") ||
        (!wasAdmitted && absentFor(({ settings }) => settings.holdSeconds)),
    };
    if (!isJust[outcome]())
      breaks.push(
        `I3 ticket ${number} ended as ${outcome} ${at(evidence, atMs)}, and its visitor had done nothing for it`,
      );
    if (outcome !== "expired" || visit === undefined || facts.toldOfVisit.has(id)) continue;
    // An operator may be faster than the call.
    if (facts.endedByHand.has(id)) continue;
    // A push that is lost is asked for again, two ticks later: a short visit may be over by then.
    if (facts.faultsAtMs.some((faultAtMs) => faultAtMs >= visit.atMs - 5000 && faultAtMs <= atMs)) continue;
    if (wasThereAllTheTime(evidence.presence.get(id) ?? [], visit.atMs, atMs))
      breaks.push(
        `I3 ticket ${number} expired ${at(evidence, atMs)}: its visitor was there and never heard of the turn`,
      );
  }
  return breaks;
}

function factsOf({ history }: Evidence): Facts {
  const leaves = new Set<string>();
  const submits = new Set<TicketId>();
  const opened: Facts["opened"] = new Map();
  const missed = new Map<TicketId, number>();
  const postponed = new Map<TicketId, number>();
  const toldOfVisit = new Set<string>();
  const endedByHand = new Set<TicketId>();
  const faultsAtMs: number[] = [];
  for (const entry of history) {
    if (entry.kind === "missed") missed.set(ticketId(entry.run, entry.number), entry.atMs);
    if (entry.kind === "fault") faultsAtMs.push(entry.atMs);
    if (entry.kind === "ends a visit") endedByHand.add(ticketId(entry.run, entry.number));
    if (entry.kind === "leave") leaves.add(entry.key);
    if (entry.kind === "submit") submits.add(ticketId(entry.run, entry.number));
    if (entry.kind === "postponed") postponed.set(ticketId(entry.run, entry.number), entry.expiresAtMs);
    if (entry.kind === "opened") {
      const id = ticketId(entry.run, entry.number);
      opened.set(id, { ...entry, isMoved: postponed.get(id) === entry.expiresAtMs });
    }
    if (entry.kind === "extended") {
      const id = ticketId(entry.run, entry.number);
      const visit = opened.get(id);
      if (visit !== undefined) opened.set(id, { ...visit, expiresAtMs: entry.expiresAtMs, isMoved: true });
    }
    if (entry.kind === "heard" && "pass" in entry.message) toldOfVisit.add(ticketHeard(entry) ?? "");
  }
  return { leaves, submits, opened, missed, toldOfVisit, endedByHand, faultsAtMs };
}

function wasThere(spans: readonly Span[], fromMs: number, toMs: number): boolean {
  return spans.some((span) => span.fromMs <= toMs && span.toMs > fromMs);
}

function wasThereAllTheTime(spans: readonly Span[], fromMs: number, toMs: number): boolean {
  return spans.some((span) => !span.isPoll && span.fromMs <= fromMs && span.toMs >= toMs);
}
