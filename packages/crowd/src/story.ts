import type { Outcome, WaitRange } from "@fairline/core";
import type { Ask, History, VisitorEvent, VisitorHistory } from "./history.ts";
import { limits } from "./limits.ts";

/** A span of the crowd's clock, without its end. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A span in which the visitor held a ticket, was connected, and waited. */
export interface Wait extends Span {
  /** It began by coming back, not by joining. */
  readonly afterReturn: boolean;
  /** It ended by a call: a slot was the visitor's, though it may have missed it. */
  readonly untilCall: boolean;
}

export interface Visit {
  readonly visitor: number;
  readonly number: number;
  readonly lane: number | undefined;
  /** When the visitor heard of its turn. */
  readonly turnMs: number;
  /** When it heard that a slot was its own: by the call that brought the turn, or else by the turn. */
  readonly calledMs: number;
  /** As it was told first: Y after the visit's beginning. */
  readonly firstExpiresAtMs: number;
  /** As it was told last: the site may give more time (SPEC X4). */
  readonly expiresAtMs: number;
  /**
   * The earliest that the slot can have been free again, seen from outside: when an ending that was not refused was
   * SENT (it takes effect on the server before the answer is back, so the next `turn` may overtake the answer),
   * when `end` arrived, when the time was up, or, for one that was cut off and never heard more of the visit, when
   * that happened. Whichever is first. In a crowd of several processes what is heard, and not done, may be heard late:
   * it counts a little earlier. Capacity is judged by it, so that it never cries wolf.
   */
  readonly releasedMs: number;
  /**
   * When the visit was over, seen from outside: an ending was accepted (the 2xx arrived), `end` arrived or the time
   * was up, whichever is first. Utilisation is computed from it.
   */
  readonly endedMs: number;
  /**
   * Where a hand-over begins: at the 2xx of a reservation, at the sending of `complete` and `leave`, and otherwise
   * at the earlier of `end` and the time's end.
   */
  readonly handedOverMs: number;
  /** Undefined while it goes on when the run is over. */
  readonly outcome: Outcome | undefined;
}

/** What a visitor's events come to. */
export interface Story {
  readonly visitor: number;
  readonly number: number | undefined;
  /** First join sent, and first ticket received. */
  readonly joinedMs: number | undefined;
  readonly ticketMs: number | undefined;
  readonly waits: readonly Wait[];
  readonly visit: Visit | undefined;
  /** The first wait that was told, and how long it was until the call or the turn; only of those who got a turn. */
  readonly estimate: { readonly range: WaitRange; readonly seconds: number } | undefined;
  /**
   * How it ended: the visit, as the visitor saw it; or, of one who saw none, as the server told when it was there again.
   * Who gave up while waiting has left. Undefined for one of whom nothing is known.
   */
  readonly outcome: Outcome | undefined;
  /** Missed its calls, and lost the place by that. */
  readonly missedAll: boolean;
  /** The run was over before this visitor was. */
  readonly isLeftOver: boolean;
}

type Of<What extends VisitorEvent["what"]> = Extract<VisitorEvent, { what: What }>;

export function tell(history: History): Story[] {
  const skewMs = history.processes > 1 ? limits.processSkewMs : 0;
  return history.visitors.map((visitor) => tellOne(visitor, history.endedMs, skewMs));
}

function tellOne({ visitor, events }: VisitorHistory, runEndedMs: number, skewMs: number): Story {
  const visit = visitOf(visitor, events, runEndedMs, skewMs);
  const ticket = first(events, "ticket");
  const unseen = visit === undefined ? endHeard(events, 0)?.outcome : undefined;
  const gaveUp = visit === undefined && first(events, "gone") !== undefined;
  return {
    visitor,
    number: ticket?.number ?? visit?.number,
    joinedMs: first(events, "join")?.atMs,
    ticketMs: ticket?.atMs,
    waits: waitsOf(events, visit, runEndedMs),
    visit,
    estimate: visit && estimateOf(events, visit),
    outcome: visit?.outcome ?? unseen ?? (gaveUp ? "left" : undefined),
    missedAll: unseen === "noshow" && first(events, "missed") !== undefined,
    isLeftOver: events.some((event) => event.what === "stopped"),
  };
}

function estimateOf(events: readonly VisitorEvent[], { turnMs }: Visit): Story["estimate"] {
  const estimate = first(events, "estimate");
  if (estimate === undefined || estimate.atMs >= turnMs) return undefined;
  // Who missed a call was told the truth about the first one.
  const called = first(events, "call")?.atMs ?? turnMs;
  return { range: estimate.range, seconds: (Math.min(called, turnMs) - estimate.atMs) / 1000 };
}

function waitsOf(events: readonly VisitorEvent[], visit: Visit | undefined, runEndedMs: number): Wait[] {
  const waits: Wait[] = [];
  let open: { fromMs: number; afterReturn: boolean } | undefined;
  let hasBeenAway = false;
  let standsAside = false;
  const close = (toMs: number, untilCall = false) => {
    if (open !== undefined && toMs > open.fromMs) waits.push({ ...open, toMs, untilCall });
    open = undefined;
  };
  const overMs = visit?.turnMs ?? runEndedMs;
  for (const event of events) {
    if (event.atMs >= overMs) break;
    switch (event.what) {
      case "ticket":
        // Who comes back to a ticket that has ended waits for nothing any more.
        if (isOutcome(event.status)) return waits;
        if (!standsAside) open ??= { fromMs: event.atMs, afterReturn: hasBeenAway };
        break;
      case "call":
      case "missed":
        close(event.atMs, true);
        standsAside = true;
        break;
      case "confirmed":
        if (missedBefore(events, event.askedMs) && event.status === 200) {
          standsAside = false;
          open ??= { fromMs: event.atMs, afterReturn: true };
        }
        break;
      case "down":
        hasBeenAway = true;
        close(event.atMs);
        break;
      case "gone":
      case "end":
      case "lost":
      case "stopped":
        close(event.atMs);
        return waits;
    }
  }
  close(overMs);
  return waits;
}

/** Whether what was said then was the second chance, and not the answer to a call. */
function missedBefore(events: readonly VisitorEvent[], atMs: number): boolean {
  const heard = events.filter(
    ({ what, atMs: heardMs }) => heardMs <= atMs && (what === "call" || what === "missed"),
  );
  return heard.at(-1)?.what === "missed";
}

function visitOf(
  visitor: number,
  events: readonly VisitorEvent[],
  runEndedMs: number,
  skewMs: number,
): Visit | undefined {
  const start = events.find(isAdmission);
  if (start === undefined) return undefined;
  const { atMs: turnMs, number } = start;
  const firstExpiresAtMs = start.expiresAtMs ?? Number.POSITIVE_INFINITY;
  const expiresAtMs = events.reduce(laterEnd, firstExpiresAtMs);
  const end = endHeard(events, turnMs);
  const overMs = Math.min(end?.atMs ?? Number.POSITIVE_INFINITY, expiresAtMs);
  const accepted = events.find(
    (event): event is Of<"answer"> =>
      event.what === "answer" && isDone(event, events) && event.askedMs <= overMs,
  );
  const asked = firstAskThatMayHaveEndedIt(events);
  const endedItself = asked !== undefined && asked <= overMs;
  const left = events.find((event) => event.what === "ask" && event.ask === "leave" && event.atMs >= turnMs);
  const endedMs = Math.max(turnMs, Math.min(overMs, accepted?.atMs ?? Number.POSITIVE_INFINITY));
  const sentMs = accepted?.ask === "complete" ? accepted.askedMs : left?.atMs;
  return {
    visitor,
    number,
    lane: events.find((event) => event.what === "turn")?.lane,
    turnMs,
    calledMs: events.findLast((event) => event.what === "call" && event.atMs <= turnMs)?.atMs ?? turnMs,
    firstExpiresAtMs,
    expiresAtMs,
    releasedMs: Math.min(endedItself ? asked : overMs - skewMs, cutOffAt(events, turnMs) ?? overMs),
    endedMs: Math.min(endedMs, runEndedMs),
    handedOverMs: Math.min(endedMs, sentMs ?? endedMs),
    outcome: accepted ? "completed" : (end?.outcome ?? (expiresAtMs <= runEndedMs ? "expired" : undefined)),
  };
}

function isAdmission(event: VisitorEvent): event is Of<"turn"> | Of<"ticket"> {
  return event.what === "turn" || (event.what === "ticket" && event.status === "admitted");
}

/** The server's word that the visit is over: an `end`, or a ticket that says so to one who came back. */
function endHeard(
  events: readonly VisitorEvent[],
  fromMs: number,
): { atMs: number; outcome: Outcome } | undefined {
  let downMs: number | undefined;
  for (const event of events) {
    if (event.atMs < fromMs) continue;
    if (event.what === "down") downMs = event.atMs;
    if (event.what === "end") return event;
    if (event.what === "ticket" && isOutcome(event.status)) {
      return { atMs: downMs ?? event.atMs, outcome: event.status };
    }
  }
  return undefined;
}

function isOutcome(status: Of<"ticket">["status"]): status is Outcome {
  return status !== undefined && status !== "waiting" && status !== "admitted";
}

/** 2xx; or 409 to one who asked before and was not answered: that first time did it. */
export function isDone(answer: Of<"answer">, events: readonly VisitorEvent[]): boolean {
  if (answer.status >= 200 && answer.status < 300) return true;
  return (
    answer.status === 409 &&
    events.some(
      (event) => event.what === "answer" && event.askedMs < answer.askedMs && mayHaveWorked(event.status),
    )
  );
}

/** No answer, or a failure on the way: the room may have done what it was asked for. */
function mayHaveWorked(status: number): boolean {
  return status === 0 || status >= 500;
}

function firstAskThatMayHaveEndedIt(events: readonly VisitorEvent[]): number | undefined {
  const answers = new Map<string, number>();
  const keyOf = (ask: Ask, askedMs: number) => `${ask} ${askedMs}`;
  for (const event of events) {
    if (event.what === "answer") answers.set(keyOf(event.ask, event.askedMs), event.status);
  }
  const ask = events.find((event) => {
    if (event.what !== "ask") return false;
    const status = answers.get(keyOf(event.ask, event.atMs)) ?? 0;
    return status < 400 || status === 409 || mayHaveWorked(status);
  });
  return ask?.atMs;
}

/** When the visitor lost its connection in the visit, and heard nothing of the visit going on after that. */
function cutOffAt(events: readonly VisitorEvent[], turnMs: number): number | undefined {
  let downMs: number | undefined;
  for (const event of events) {
    if (event.atMs < turnMs) continue;
    if (event.what === "down") downMs ??= event.atMs;
    if (isAdmission(event)) downMs = undefined;
  }
  return downMs;
}

function first<What extends VisitorEvent["what"]>(
  events: readonly VisitorEvent[],
  what: What,
): Of<What> | undefined {
  return events.find((event): event is Of<What> => event.what === what);
}

/** When a visit ends that ended at `endMs`, after this event: more time is told while it goes on. */
export function laterEnd(endMs: number, event: VisitorEvent): number {
  if ((event.what !== "turn" && event.what !== "ticket") || event.expiresAtMs === undefined) return endMs;
  const isOver = event.atMs > endMs + limits.visitOverrunMsMax;
  return isOver ? endMs : Math.max(endMs, event.expiresAtMs);
}

/** When the server began the visit, for judging the order of admissions (order.ts). */
export function beganMs(visit: Visit, slotSeconds: number | undefined): number {
  const { calledMs, firstExpiresAtMs } = visit;
  if (slotSeconds === undefined) return calledMs;
  const began = firstExpiresAtMs - slotSeconds * 1000;
  return began <= calledMs && began >= calledMs - limits.noticeMsMax ? began : calledMs;
}
