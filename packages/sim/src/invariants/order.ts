import { type PaperLine, paperLine } from "./paperLine.ts";
import { at, type Span, ticketId } from "./seen.ts";
import type { Invariant } from "./types.ts";

/**
 * SPEC I2: held against a line on paper: when somebody is called, nobody who waits in front and is here is passed over. SPEC
 * C2, D1: whoever stands aside is not passed over, and is not called. SPEC R8: whom an operator called in is in front of all.
 */
export const order: Invariant = (evidence) => {
  const breaks: string[] = [];
  const lines = new Map<number, PaperLine>();
  const lineOf = (run: number) => {
    const line = lines.get(run) ?? paperLine();
    lines.set(run, line);
    return line;
  };
  const admitted = new Set<string>();
  const returned = new Set<string>();
  /** Who lets others ahead, up to which number; nothing: who missed a call. */
  const aside = new Map<string, number | undefined>();
  /** Whom an operator called in, who may have stood aside. */
  const calledIn = new Set<string>();
  /** Whose next claim says nothing of how far the line has come. */
  const recalled = new Set<string>();
  /** The last number of each run that a lane took as the line came by. */
  const calledUpTo = new Map<number, number>();
  /** Which lanes have a number at the moment: a recalled one may be on its way into two. */
  const claims = new Map<string, Set<number>>();
  const changes = changesOf(evidence.presence);
  let next = 0;
  for (const entry of evidence.history) {
    for (
      let change = changes[next];
      change !== undefined && change.atMs <= entry.atMs;
      change = changes[++next]
    )
      lineOf(change.run).isHere(change.number, change.isHere);
    switch (entry.kind) {
      case "created":
        lineOf(entry.run).joins(entry.number);
        break;
      case "claimed": {
        const id = ticketId(entry.run, entry.number);
        claims.set(id, (claims.get(id) ?? new Set()).add(entry.lane));
        if (!recalled.delete(id))
          calledUpTo.set(entry.run, Math.max(calledUpTo.get(entry.run) ?? 0, entry.number));
        const passedOver = lineOf(entry.run).calls(entry.number);
        // Who stands aside is taken in vain: below, an admission would be a break of its own.
        if (aside.has(id)) break;
        for (const passed of passedOver)
          breaks.push(
            `I2 lane ${entry.lane} took ticket ${entry.number} ${at(evidence, entry.atMs)}, ` +
              `and passed ticket ${passed} over, whose visitor was there`,
          );
        break;
      }
      case "unclaimed": {
        const id = ticketId(entry.run, entry.number);
        claims.get(id)?.delete(entry.lane);
        const isOnTheWay = (claims.get(id)?.size ?? 0) > 0 || admitted.has(id) || returned.has(id);
        if (!isOnTheWay) lineOf(entry.run).takesBack(entry.number);
        break;
      }
      case "admitted":
        admitted.add(ticketId(entry.run, entry.number));
        if (aside.has(ticketId(entry.run, entry.number)))
          breaks.push(
            `I2 ticket ${entry.number} was called ${at(evidence, entry.atMs)}, and its visitor stands aside`,
          );
        break;
      case "missed":
      case "returned":
        admitted.delete(ticketId(entry.run, entry.number));
        returned.add(ticketId(entry.run, entry.number));
        if (entry.kind === "missed") aside.set(ticketId(entry.run, entry.number), undefined);
        break;
      case "deferred":
        aside.set(ticketId(entry.run, entry.number), entry.until);
        lineOf(entry.run).standsAside(entry.number, true);
        break;
      case "back": {
        const until = aside.get(ticketId(entry.run, entry.number));
        aside.delete(ticketId(entry.run, entry.number));
        const isEarly = until !== undefined && (calledUpTo.get(entry.run) ?? 0) < until;
        if (isEarly && !calledIn.has(ticketId(entry.run, entry.number)))
          breaks.push(
            `I2 ticket ${entry.number} is back in line ${at(evidence, entry.atMs)}, and ticket ${until}, which was let ahead, ` +
              "had not been called",
          );
        break;
      }
      case "calls in":
        calledIn.add(ticketId(entry.run, entry.number));
        break;
      case "recalled":
        recalled.add(ticketId(entry.run, entry.number));
        if (entry.isCalledIn) lineOf(entry.run).callsIn(entry.number);
        // Whoever was called in vain, or let others ahead, is on the way back until then.
        if (returned.delete(ticketId(entry.run, entry.number))) lineOf(entry.run).takesBack(entry.number);
        if (!aside.has(ticketId(entry.run, entry.number))) lineOf(entry.run).standsAside(entry.number, false);
        break;
      case "ended":
        lineOf(entry.run).leaves(entry.number);
        break;
      default:
    }
  }
  return breaks;
};

/** When who came and went, in the order of time. */
export function changesOf(presence: ReadonlyMap<string, readonly Span[]>) {
  const edges = [...presence].flatMap(([id, spans]) => {
    const [run = 0, number = 0] = id.split("/").map(Number);
    return spans.flatMap(({ fromMs, toMs }) => [
      { run, number, atMs: fromMs, by: 1 },
      { run, number, atMs: toMs, by: -1 },
    ]);
  });
  const open = new Map<string, number>();
  return edges
    .sort((a, b) => a.atMs - b.atMs || b.by - a.by)
    .map(({ run, number, atMs, by }) => {
      const count = (open.get(ticketId(run, number)) ?? 0) + by;
      open.set(ticketId(run, number), count);
      return { run, number, atMs, isHere: count > 0 };
    });
}
