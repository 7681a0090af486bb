import { Visitor, type VisitorEvent } from "@fairline/crowd";

export interface Line {
  readonly url: string;
  readonly room: string;
  readonly slots: number;
  /** So many hand-overs in each slot. */
  readonly handovers: number;
  /** Visitors are done as soon as it is their turn; otherwise they stay until their time is up. */
  readonly isDoneAtOnce: boolean;
}

/** A generous bound of the whole line. */
const secondsMax = 60;

/**
 * Hand-overs, in milliseconds each, as visitors see them: from the end of a visit to the next turn in its lane. A visit
 * ends when the visitor says so, or else when `end` arrives.
 */
export async function measureHandovers(line: Line): Promise<number[]> {
  const { url, room, slots, handovers, isDoneAtOnce } = line;
  const visitors = Array.from({ length: slots * (handovers + 1) }, () => new Visitor({ url, room }));
  await Promise.all(visitors.map((visitor) => visit(visitor, isDoneAtOnce)));
  const stays = visitors.map(({ events }) => stayOf(events)).sort((a, b) => a.turnMs - b.turnMs);
  return [...Map.groupBy(stays, ({ lane }) => lane).values()].flatMap((inLane) =>
    inLane.slice(1).map(({ turnMs }, place) => turnMs - (inLane[place]?.endedMs ?? turnMs)),
  );
}

async function visit(visitor: Visitor, isDoneAtOnce: boolean): Promise<void> {
  visitor.join();
  await visitor.reaches("visiting", secondsMax * 1000);
  if (isDoneAtOnce) await visitor.complete();
  await visitor.until((state) => state.at === "ended" && state.told, secondsMax * 1000);
  visitor.close();
}

function stayOf(events: readonly VisitorEvent[]): { lane: number; turnMs: number; endedMs: number } {
  const turn = events.find((event) => event.what === "turn");
  const end = events.find((event) => event.what === "ask") ?? events.find((event) => event.what === "end");
  if (turn === undefined || end === undefined) throw new Error("A visitor saw no turn, or no end.");
  return { lane: turn.lane, turnMs: turn.atMs, endedMs: end.atMs };
}
