import { limits } from "@fairline/core";
import { at, ticketHeard, ticketId } from "./seen.ts";
import type { Invariant } from "./types.ts";

/**
 * SPEC I4: a ticket is admitted at most once and ends with exactly one outcome; whoever hears of it hears the same. SPEC C2:
 * nobody is called more than twice.
 */
export const once: Invariant = (evidence) => {
  const breaks: string[] = [];
  const outcomes = new Map<string, string>();
  const turns = new Map<string, string>();
  /** The visit's end, and every other that the site has given it (SPEC X1). */
  const ends = new Map<string, Set<number>>();
  const openedIn = new Map<string, number>();
  /** How often each was called, apart from calls that were taken back. */
  const calls = new Map<string, number>();
  const standing = new Set<string>();
  for (const entry of evidence.history) {
    const when = at(evidence, entry.atMs);
    switch (entry.kind) {
      case "called": {
        const id = ticketId(entry.run, entry.number);
        const times = (calls.get(id) ?? 0) + 1;
        calls.set(id, times);
        standing.add(id);
        if (times > limits.callsMax)
          breaks.push(`I4 ticket ${entry.number} was called ${when}, for the ${times}rd time`);
        if (openedIn.has(id))
          breaks.push(`I4 ticket ${entry.number} was called ${when}, and had been let in`);
        break;
      }
      case "returned": {
        const id = ticketId(entry.run, entry.number);
        if (standing.delete(id)) calls.set(id, (calls.get(id) ?? 0) - 1);
        break;
      }
      case "missed":
        standing.delete(ticketId(entry.run, entry.number));
        break;
      case "opened": {
        const lane = openedIn.get(ticketId(entry.run, entry.number));
        openedIn.set(ticketId(entry.run, entry.number), entry.lane);
        ends.set(ticketId(entry.run, entry.number), new Set([entry.expiresAtMs]));
        if (lane !== undefined)
          breaks.push(
            `I4 ticket ${entry.number} was let into lane ${entry.lane} ${when}, and had been in lane ${lane}`,
          );
        if (outcomes.has(ticketId(entry.run, entry.number)))
          breaks.push(`I4 ticket ${entry.number} was let into lane ${entry.lane} ${when}, after its end`);
        break;
      }
      case "extended":
        ends.get(ticketId(entry.run, entry.number))?.add(entry.expiresAtMs);
        break;
      case "ended": {
        const id = ticketId(entry.run, entry.number);
        const before = outcomes.get(id);
        if (before !== undefined)
          breaks.push(
            `I4 ticket ${entry.number} ended as ${entry.outcome} ${when}, and had ended as ${before}`,
          );
        outcomes.set(id, entry.outcome);
        break;
      }
      case "heard": {
        const { message, visitor } = entry;
        if (message.type === "turn") {
          const id = ticketHeard(entry) ?? "";
          const turn = `lane ${message.lane} until ${message.expiresAt}`;
          const before = turns.get(id);
          const isSame = before === undefined || before.startsWith(`lane ${message.lane} `);
          if (!isSame || ends.get(id)?.has(Date.parse(message.expiresAt)) === false)
            breaks.push(
              `I4 ${visitor} heard of turn ${message.number} ${when}: ${turn}, and before: ${before}`,
            );
          turns.set(id, turn);
        }
        break;
      }
      default:
    }
  }
  return breaks;
};
