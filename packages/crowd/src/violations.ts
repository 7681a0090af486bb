import type { History, SettingsSeen, VisitorEvent } from "./history.ts";
import { limits } from "./limits.ts";
import { byLane, concurrency, longestSeconds, settingsAt, slotsAllowedAt } from "./occupancy.ts";
import type { PassedOver } from "./order.ts";
import { printable } from "./printable.ts";
import { isDone, laterEnd, type Story, type Visit } from "./story.ts";

/** The invariants of ARCHITECTURE that can be seen from outside, and the contract itself. */
export const rules = [
  "capacity",
  "order",
  "no loss",
  "once",
  "bounded",
  "identity",
  "contract",
  "left over",
] as const;
export type Rule = (typeof rules)[number];

type Report = (rule: Rule, message: string) => void;

/** Each invariant that was seen broken, as `rule: number, lane, time`. Of each rule the first few, then a count. */
export function violations(
  history: History,
  stories: readonly Story[],
  inversions: readonly PassedOver[],
): string[] {
  const found = new Map<Rule, string[]>();
  const report: Report = (rule, text) => {
    const message = printable(text);
    const messages = found.get(rule);
    if (messages) messages.push(message);
    else found.set(rule, [message]);
  };
  const at = (atMs: number) => `at ${((atMs - history.startedMs) / 1000).toFixed(3)} s`;

  watchCapacity(history, stories, at, report);
  watchOrder(inversions, at, report);
  watchNumbers(stories, report);
  for (const [place, story] of stories.entries()) {
    const events = history.visitors[place]?.events ?? [];
    watchLoss(story, events, at, report);
    watchOnce(history, story, events, at, report);
    watchLength(history, story, events, at, report);
    watchContract(story, events, at, report);
    watchLeftOver(history, story, at, report);
  }
  for (const why of history.unreadable) report("contract", `the room's snapshot was not readable: ${why}`);
  return rules.flatMap((rule) => shorten(rule, found.get(rule) ?? []));
}

function shorten(rule: Rule, messages: readonly string[]): string[] {
  const shown = messages.slice(0, limits.violationsPerRuleMax).map((message) => `${rule}: ${message}`);
  const more = messages.length - shown.length;
  return more > 0 ? [...shown, `${rule}: … and ${more} more`] : shown;
}

type At = (atMs: number) => string;

function who(visit: Visit): string {
  return visit.lane === undefined ? `number ${visit.number}` : `number ${visit.number} (lane ${visit.lane})`;
}

function name(story: Story): string {
  if (story.visit) return who(story.visit);
  return story.number === undefined
    ? `visitor ${story.visitor}, who never got a ticket,`
    : `number ${story.number}`;
}

/** Never more than X visits at once, at most one in a lane, and nobody in a lane at or above X. */
function watchCapacity(history: History, stories: readonly Story[], at: At, report: Report): void {
  const visits = stories.flatMap((story) => story.visit ?? []);
  concurrency(visits, ({ atMs, newcomer, others }) => {
    const allowed = slotsAllowedAt(history, atMs);
    if (others.length + 1 <= allowed) return;
    const inside = others.slice(0, 10).map((visit) => visit.number);
    const listed = `${inside.join(", ")}${others.length > inside.length ? ", …" : ""}`;
    report(
      "capacity",
      `${others.length + 1} visits at once ${at(atMs)}, ${allowed} allowed: ${who(newcomer)} came in beside ${listed}`,
    );
  });
  for (const [lane, inLane] of byLane(visits)) {
    for (const [place, visit] of inLane.entries()) {
      const next = inLane[place + 1];
      if (next !== undefined && next.turnMs < visit.releasedMs) {
        report(
          "capacity",
          `lane ${lane} took in number ${next.number} ${at(next.turnMs)} beside ${who(visit)}`,
        );
      }
      const allowed = slotsAllowedAt(history, visit.turnMs);
      if (lane < 0 || lane >= allowed) {
        report("capacity", `${who(visit)} came in ${at(visit.turnMs)}, but lanes end at ${allowed - 1}`);
      }
    }
  }
}

function watchOrder(inversions: readonly PassedOver[], at: At, report: Report): void {
  for (const { admitted, lowest, count } of inversions) {
    const others = count > 1 ? ` and ${count - 1} more` : "";
    report(
      "order",
      `${who(admitted)} came in ${at(admitted.turnMs)} before number ${lowest}${others}, present and waiting`,
    );
  }
}

/** Two visitors never have one number. */
function watchNumbers(stories: readonly Story[], report: Report): void {
  const owners = new Map<number, number>();
  for (const { number, visitor } of stories) {
    if (number === undefined) continue;
    const owner = owners.get(number);
    if (owner !== undefined) {
      report("identity", `number ${number} was given to visitor ${owner} and to visitor ${visitor}`);
    }
    owners.set(number, visitor);
  }
}

/** Nobody who stays is dropped, by the line or by the visit. */
function watchLoss(story: Story, events: readonly VisitorEvent[], at: At, report: Report): void {
  for (const event of events) {
    if (event.what === "lost") {
      report("no loss", `${name(story)} lost the connection for good ${at(event.atMs)}: ${event.why}`);
    }
  }
  const wentItself = events.some((event) => event.what === "gone" || event.what === "stopped");
  const end = events.find((event) => event.what === "end" || (event.what === "ticket" && isOver(event)));
  // A turn that came and went while the visitor's own network was down is one that the room gave.
  const wasGiven = end?.what === "ticket" && end.status !== "left" && comesBack(end, events);
  if (story.visit === undefined && end !== undefined && !wentItself && !story.missedAll && !wasGiven) {
    const outcome = end.what === "end" ? end.outcome : end.what === "ticket" ? end.status : "";
    report("no loss", `${name(story)} stayed and was ended as ${outcome} without a turn ${at(end.atMs)}`);
  }
  const wasAway = events.some((event) => event.what === "down");
  if (end?.what === "end" && end.outcome === "noshow" && !wasAway && !story.missedAll) {
    report("no loss", `${name(story)} was connected and was ended as a no-show ${at(end.atMs)}`);
  }
}

/** Whether this is the first that the visitor hears since it was away by its own network. */
function comesBack(event: VisitorEvent, events: readonly VisitorEvent[]): boolean {
  const before = events.slice(0, events.indexOf(event)).findLast(({ what }) => what !== "join");
  return before?.what === "down" && before.why !== undefined;
}

function isOver(ticket: Extract<VisitorEvent, { what: "ticket" }>): boolean {
  return ticket.status !== undefined && ticket.status !== "waiting" && ticket.status !== "admitted";
}

/** One number, one visit, one outcome. The same turn heard again is a redelivery, and fine. */
function watchOnce(
  history: History,
  story: Story,
  events: readonly VisitorEvent[],
  at: At,
  report: Report,
): void {
  let number: number | undefined;
  let expiresAtMs: number | undefined;
  const givesTime = history.settings.some(({ maxVisitSeconds }) => maxVisitSeconds !== undefined);
  let outcome: string | undefined = events.some(
    (event) =>
      event.what === "answer" && event.askedMs <= (story.visit?.endedMs ?? 0) && isDone(event, events),
  )
    ? "completed"
    : undefined;
  for (const event of events) {
    if (event.what !== "ticket" && event.what !== "turn" && event.what !== "end") continue;
    if (number !== undefined && event.number !== number) {
      const rule = event.what === "turn" ? "once" : "identity";
      report(rule, `number ${number} became number ${event.number} by a ${event.what} ${at(event.atMs)}`);
    }
    number ??= event.number;
    if (event.what !== "end" && event.expiresAtMs !== undefined) {
      const goesOn = event.atMs <= (story.visit?.endedMs ?? Number.POSITIVE_INFINITY);
      if (expiresAtMs !== undefined && givesTime && goesOn) expiresAtMs = laterEnd(expiresAtMs, event);
      if (expiresAtMs !== undefined && Math.abs(expiresAtMs - event.expiresAtMs) >= 1000) {
        report("once", `${name(story)} was admitted a second time ${at(event.atMs)}`);
      }
      expiresAtMs ??= event.expiresAtMs;
    }
    const said =
      event.what === "end"
        ? event.outcome
        : event.what === "ticket" && isOver(event)
          ? event.status
          : undefined;
    if (said === undefined) continue;
    if (outcome !== undefined && said !== outcome) {
      report("once", `${name(story)} was ${outcome} and then ${said} ${at(event.atMs)}`);
    }
    outcome ??= said;
  }
}

/** A visit ends at most Y after it began, or as much later as the site may let it, and what is committed was committed in it. */
function watchLength(
  history: History,
  { visit }: Story,
  events: readonly VisitorEvent[],
  at: At,
  report: Report,
): void {
  if (visit === undefined) return;
  const isExtended = visit.expiresAtMs - visit.firstExpiresAtMs >= 1000;
  const allowed = isExtended ? longestSeconds : ({ slotSeconds }: SettingsSeen) => slotSeconds;
  const changesMs = isExtended ? visit.expiresAtMs : visit.turnMs;
  const seconds = Math.max(
    ...history.settings.filter((seen) => seen.atMs <= changesMs).map(allowed),
    allowed(settingsAt(history, changesMs + 2000 * history.settings[0].tickSeconds + limits.settingsLagMs)),
  );
  const longestMs = seconds * 1000 + limits.visitOverrunMsMax;
  if (visit.expiresAtMs - visit.turnMs > longestMs) {
    report(
      "bounded",
      `${who(visit)} got ${((visit.expiresAtMs - visit.turnMs) / 1000).toFixed(1)} s ${at(visit.turnMs)}, ${seconds} s allowed`,
    );
  }
  const heard = events.find((event) => isEnding(event, events) && event.atMs >= visit.turnMs);
  const lastMs = visit.expiresAtMs + limits.visitOverrunMsMax;
  const wasAway = events.some((event) => event.what === "down" || event.what === "lost");
  const overrun = heard === undefined ? history.endedMs : heard.atMs;
  const wentEarly = events.some(
    (event) => (event.what === "stopped" || event.what === "gone") && event.atMs < lastMs,
  );
  if (overrun > lastMs && !wasAway && !wentEarly) {
    report(
      "bounded",
      `${who(visit)} did not hear the end of its visit within ${limits.visitOverrunMsMax / 1000} s of ${at(visit.expiresAtMs).slice(3)}`,
    );
  }
  const endMs = Math.min(
    visit.expiresAtMs,
    events.find((event) => event.what === "end")?.atMs ?? Number.POSITIVE_INFINITY,
  );
  for (const event of events) {
    if (event.what !== "answer" || event.status < 200 || event.status >= 300) continue;
    if (event.askedMs > endMs + limits.commitToleranceMs) {
      const lateMs = Math.round(event.askedMs - endMs);
      report(
        "bounded",
        `a ${event.ask} by ${who(visit)}, sent ${lateMs} ms after the visit, was accepted ${at(event.atMs)}`,
      );
    }
  }
}

/** Whether a visitor knows by this that its visit is over. */
function isEnding(event: VisitorEvent, events: readonly VisitorEvent[]): boolean {
  if (event.what === "end") return true;
  if (event.what === "ticket") return isOver(event);
  return event.what === "answer" && isDone(event, events);
}

/** Only what the contract knows is received, and a valid pass is not refused. */
function watchContract(story: Story, events: readonly VisitorEvent[], at: At, report: Report): void {
  for (const event of events) {
    if (event.what === "unreadable") {
      report("contract", `${name(story)} received what nobody knows ${at(event.atMs)}: ${event.why}`);
    }
    if (event.what === "error" && event.code !== "rate_limited" && event.code !== "unavailable") {
      report("contract", `${name(story)} was refused with ${event.code} ${at(event.atMs)}: ${event.message}`);
    }
    if (event.what === "confirmed" && isRefusedInTime(event, events)) {
      report(
        "contract",
        `"I'm here" by ${name(story)} was refused with ${event.status} ${at(event.atMs)}, before its time was up`,
      );
    }
    if (event.what !== "answer" || event.status < 400 || event.status >= 500) continue;
    if (event.status === 429 || isDone(event, events)) continue;
    const leftMs = (story.visit?.endedMs ?? 0) - event.atMs;
    const isLate = event.askedMs >= (story.visit?.endedMs ?? 0) || leftMs < limits.refusalToleranceMs;
    if (isLate && (event.status === 410 || event.status === 409)) continue;
    report("contract", `${event.ask} by ${name(story)} was refused with ${event.status} ${at(event.atMs)}`);
  }
}

/** The call stood until long after the answer, and was answered all the same with a refusal. */
function isRefusedInTime(
  { atMs, askedMs, status }: Extract<VisitorEvent, { what: "confirmed" }>,
  events: readonly VisitorEvent[],
): boolean {
  if (status < 400 || status >= 500 || status === 429) return false;
  const call = events.findLast((event) => event.what === "call" && event.atMs <= askedMs);
  const missed = events.findLast((event) => event.what === "missed" && event.atMs <= atMs);
  const stood = call?.what === "call" && (missed === undefined || missed.atMs < call.atMs);
  return stood && atMs < call.confirmByMs - limits.refusalToleranceMs;
}

function watchLeftOver(history: History, story: Story, at: At, report: Report): void {
  if (!story.isLeftOver || history.endedBy !== "timeout") return;
  const since = story.visit?.turnMs ?? story.ticketMs ?? story.joinedMs;
  const doing = story.visit
    ? "was still in its visit"
    : story.ticketMs
      ? "was still waiting"
      : "still wanted to join";
  report(
    "left over",
    `${name(story)} ${doing} at the timeout${since === undefined ? "" : `, since ${at(since).slice(3)}`}`,
  );
}
