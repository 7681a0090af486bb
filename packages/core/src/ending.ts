import type { Admitted, Line } from "./line.ts";
import type { Outcome } from "./messages.ts";
import type { Ending, EndingCondition, Ports } from "./ports.ts";

/**
 * SPEC V2: a visit is over: at once for the visitor (the pass commits nothing any more), and a moment later, when
 * the state machine has heard of it, for the lane.
 */
export async function endVisit(
  ports: Ports,
  line: Line,
  ticket: { number: number; lane?: number },
  outcome: Outcome,
  condition: Pick<
    EndingCondition,
    "awaySinceMaxMs" | "heldBy" | "opened" | "unopened" | "whileActive" | "reservation"
  > = {},
): Promise<Ending> {
  const nowMs = ports.clock.nowMs();
  const ending = await ports.ledger.endTicket(line, ticket.number, {
    from: "admitted",
    outcome,
    nowMs,
    ...condition,
  });
  if (ending.kind === "refused") return ending;
  await Promise.all([
    ports.ledger.addStats(line, { [outcome]: 1 }),
    announceEnding(ports, line, ending.ticket, outcome),
  ]);
  return ending;
}

/** The second half of an ending. The tick repeats it if a crash came between (SPEC V8). */
export async function announceEnding(
  ports: Ports,
  line: Line,
  ticket: Admitted & { lane?: number },
  outcome: Outcome,
): Promise<void> {
  if (ticket.lane === undefined) return;
  const slot = await ports.ledger.markEnding(line, ticket.lane, ticket, outcome, ports.clock.nowMs());
  if (slot?.taskToken !== undefined) await ports.visits.end(slot.taskToken, outcome);
}
