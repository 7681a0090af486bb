import { limits } from "@fairline/core";
import { at, ticketId } from "./seen.ts";
import type { Invariant } from "./types.ts";

/**
 * SPEC I4: a ticket is admitted at most once and ends with exactly one outcome; whoever hears of it hears the same. SPEC C2:
 * nobody is called more than twice.
 */
export const once: Invariant = (evidence) => {
  const breaks: string[] = [];
  const outcomes = new Map<string, string>();
  const turns = new Map<string, string>();
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
        if (lane !== undefined)
          breaks.push(
            `I4 ticket ${entry.number} was let into lane ${entry.lane} ${when}, and had been in lane ${lane}`,
          );
        if (outcomes.has(ticketId(entry.run, entry.number)))
          breaks.push(`I4 ticket ${entry.number} was let into lane ${entry.lane} ${when}, after its end`);
        break;
      }
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
          const turn = `lane ${message.lane} until ${message.expiresAt}`;
          const before = turns.get(message.pass.split(" ")[1] ?? "");
          if (before !== undefined && before !== turn)
            breaks.push(
              `I4 ${visitor} heard of turn ${message.number} ${when}: ${turn}, and before: ${before}`,
            );
          turns.set(message.pass.split(" ")[1] ?? "", turn);
        }
        break;
      }
      default:
    }
  }
  return breaks;
};
