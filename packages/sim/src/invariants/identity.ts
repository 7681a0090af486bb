import { at, ticketHeard, ticketId } from "./seen.ts";
import type { Invariant } from "./types.ts";

/** SPEC I7: one key, one ticket; coming back gives the same number, wherever and however often. */
export const identity: Invariant = (evidence) => {
  const breaks: string[] = [];
  const tickets = new Map<string, number>();
  const heard = new Map<string, number>();
  const keys = new Map<string, string>();
  const asked = new Set<string>();
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
    if (entry.kind === "asked") asked.add(`${entry.connection} ${entry.key}`);
    if (entry.kind === "heard" && !entry.connection.startsWith("http")) {
      const ticket = ticketHeard(entry);
      const key = ticket === undefined ? undefined : keys.get(ticket);
      if (key !== undefined && !asked.has(`${entry.connection} ${key}`))
        breaks.push(
          `I7 ${entry.visitor} heard ${when} of ticket ${ticket?.split("/")[1]}, which is another's`,
        );
    }
    if (entry.kind === "heard" && entry.message.type === "ticket") {
      const { resume, number } = entry.message;
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
