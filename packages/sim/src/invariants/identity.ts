import { slowestMs } from "../invocation.ts";
import { at, inFlightMs, ticketHeard, ticketId } from "./seen.ts";
import type { Invariant } from "./types.ts";

/** What was said before a place moved arrives so much later at most, where nothing fails, and where something does. */
const lateMs = 1000;
const disturbedMs = 2 * slowestMs;

/**
 * SPEC I7: one key, one ticket; coming back gives the same number, wherever and however often. SPEC M2: a place has one
 * holder: once it has moved, only those hear of it who ask with the new key.
 */
export const identity: Invariant = (evidence) => {
  const { plan } = evidence;
  const breaks: string[] = [];
  const tickets = new Map<string, number>();
  const heard = new Map<string, number>();
  const keys = new Map<string, string>();
  const asked = new Set<string>();
  /** Until when word of a place may still be on its way to those who held it. */
  const onTheWay = new Map<string, { keys: Set<string>; untilMs: number }>();
  let faultAtMs = Number.NEGATIVE_INFINITY;
  /** Until when a holder's offers are good, by place and key. */
  const offers = new Map<string, number>();
  for (const entry of evidence.history) {
    const when = at(evidence, entry.atMs);
    if (entry.kind === "created") {
      const place = `${entry.key} in run ${entry.run}`;
      const before = tickets.get(place);
      if (before !== undefined)
        breaks.push(`I7 ${place} got ticket ${entry.number} ${when}, and has ticket ${before}`);
      tickets.set(place, entry.number);
      keys.set(ticketId(entry.run, entry.number), entry.key);
    }
    if (entry.kind === "fault") faultAtMs = entry.atMs;
    if (entry.kind === "offered")
      offers.set(`${ticketId(entry.run, entry.number)} ${entry.key}`, entry.untilMs);
    if (entry.kind === "moved") {
      const { run, number, from, to, atMs } = entry;
      const id = ticketId(run, number);
      const before = tickets.get(`${to} in run ${run}`);
      if (before !== undefined)
        breaks.push(`I7 ${to} in run ${run} took ticket ${number} over ${when}, and has ticket ${before}`);
      tickets.set(`${to} in run ${run}`, number);
      if (keys.get(id) !== from)
        breaks.push(`I7 ticket ${number} moved from ${from} ${when}, and ${keys.get(id)} holds it`);
      const untilMs = offers.get(`${id} ${from}`) ?? Number.NEGATIVE_INFINITY;
      if (atMs > untilMs + 2 * plan.faults.clockSkewMs + inFlightMs(plan))
        breaks.push(`I7 ticket ${number} moved from ${from} ${when}, who did not offer it, or long before`);
      keys.set(id, to);
      const former = new Set(onTheWay.get(id)?.keys).add(from);
      const isDisturbed = atMs - faultAtMs < slowestMs;
      onTheWay.set(id, { keys: former, untilMs: atMs + (isDisturbed ? disturbedMs : lateMs) });
    }
    if (entry.kind === "asked") asked.add(`${entry.connection} ${entry.key}`);
    if (entry.kind === "heard") {
      const ticket = ticketHeard(entry);
      const key = ticket === undefined ? undefined : keys.get(ticket);
      const late = ticket === undefined ? undefined : onTheWay.get(ticket);
      const untilMs = Math.max(late?.untilMs ?? 0, faultAtMs + disturbedMs);
      const mayBeLate =
        entry.atMs <= untilMs && [...(late?.keys ?? [])].some((of) => asked.has(`${entry.connection} ${of}`));
      if (key !== undefined && !asked.has(`${entry.connection} ${key}`) && !mayBeLate)
        breaks.push(
          `I7 ${entry.visitor} heard ${when} of ticket ${ticket?.split("/")[1]}, which is another's`,
        );
    }
    if (entry.kind === "heard" && entry.message.type === "ticket") {
      const { resume, number } = entry.message;
      const holder = resume.split(".").slice(2).join(".");
      if (!asked.has(`${entry.connection} ${holder}`))
        breaks.push(
          `I7 ${entry.visitor} was given ${when} what only ${holder} may have: the token of ticket ${number}`,
        );
      const before = heard.get(resume);
      if (before !== undefined && before !== number)
        breaks.push(
          `I7 ${entry.visitor} heard ${when} that the place is ${number}, and before that it is ${before}`,
        );
      heard.set(resume, number);
    }
  }
  return breaks;
};
