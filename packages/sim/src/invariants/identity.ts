import { at } from "./seen.ts";
import type { Invariant } from "./types.ts";

/** SPEC I7: one key, one ticket; coming back gives the same number, wherever and however often. */
export const identity: Invariant = (evidence) => {
  const breaks: string[] = [];
  const tickets = new Map<string, number>();
  const heard = new Map<string, number>();
  for (const entry of evidence.history) {
    const when = at(evidence, entry.atMs);
    if (entry.kind === "created") {
      const place = `${entry.key} in run ${entry.run}`;
      const before = tickets.get(place);
      if (before !== undefined)
        breaks.push(`I7 ${place} got ticket ${entry.number} ${when}, and has ticket ${before}`);
      tickets.set(place, entry.number);
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
