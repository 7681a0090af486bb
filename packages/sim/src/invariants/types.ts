import type { Simulated } from "../simulate.ts";
import type { Span, TicketId } from "./seen.ts";

/** What an invariant is judged by. */
export interface Evidence extends Simulated {
  /** When whose visitor was there. */
  readonly presence: ReadonlyMap<TicketId, readonly Span[]>;
}

/** Says what is broken, in sentences that name ticket, lane and time; nothing, if all is well. */
export type Invariant = (evidence: Evidence) => string[];
