import type { Entry } from "../history.ts";
import type { Simulated } from "../simulate.ts";

/** A ticket's name across runs, as `1/7`. */
export type TicketId = string;
export const ticketId = (run: number, number: number): TicketId => `${run}/${number}`;

/** When a moment was, for a message: seconds since the beginning. */
export function at(simulated: Simulated, atMs: number): string {
  return `at ${((atMs - simulated.startMs) / 1000).toFixed(3)} s`;
}

/** The moment of a request is when its handler looked at the clock: so long it may be on its way to the table. */
export function inFlightMs({ faults }: { faults: { delay: number } }): number {
  return faults.delay > 0 ? 3000 : 100;
}

/** A span of time, in milliseconds; without an end it still goes on. */
export interface Span {
  readonly fromMs: number;
  toMs: number;
  /** Who polls hears only the answers. */
  readonly isPoll: boolean;
}

/** Which ticket a message is about, read from what only its own visitor gets: the resume token, or the pass. */
export function ticketHeard(entry: Entry & { kind: "heard" }): TicketId | undefined {
  const { message } = entry;
  switch (message.type) {
    case "ticket": {
      const [run] = message.resume.replace("resume ", "").split(".").slice(1);
      return ticketId(Number(run), message.number);
    }
    case "turn": {
      const [run] = message.pass.replace("pass ", "").split(".").slice(1);
      return ticketId(Number(run), message.number);
    }
    default:
      return undefined;
  }
}

/**
 * When whose visitor was there, as seen by the visitor: on a connection that is open, on which the ticket was heard, and
 * on which no other was asked for since; or after a poll was answered, as long as that poll counts for every clock.
 * At the site, too. Whatever the services believe, such a visitor is present.
 */
export function presence(
  history: readonly Entry[],
  clockSkewMs: number,
): ReadonlyMap<TicketId, readonly Span[]> {
  const spans = new Map<TicketId, Span[]>();
  const shown = new Map<string, { ticket: TicketId; key: string; span: Span }>();
  const asked = new Map<string, string>();
  const keys = new Map<TicketId, string>();
  const polledUntilMs = new Map<TicketId, number>();
  const hide = (connection: string, atMs: number) => {
    const now = shown.get(connection);
    if (now === undefined) return;
    now.span.toMs = atMs;
    shown.delete(connection);
  };
  const add = (ticket: TicketId, span: Span) => spans.set(ticket, [...(spans.get(ticket) ?? []), span]);
  for (const entry of history) {
    switch (entry.kind) {
      case "created":
        keys.set(ticketId(entry.run, entry.number), entry.key);
        break;
      case "moved": {
        const moved = ticketId(entry.run, entry.number);
        keys.set(moved, entry.to);
        // From now on only those who poll or ask with the other key are there; a poll of before counts no more.
        for (const [connection, { ticket }] of shown) if (ticket === moved) hide(connection, entry.atMs);
        for (const span of spans.get(moved) ?? []) span.toMs = Math.min(span.toMs, entry.atMs);
        break;
      }
      case "polled":
        polledUntilMs.set(ticketId(entry.run, entry.number), entry.untilMs - 2 * clockSkewMs);
        break;
      case "asked":
        asked.set(entry.connection, entry.key);
        if (shown.get(entry.connection)?.key !== entry.key) hide(entry.connection, entry.atMs);
        break;
      case "closed":
        hide(entry.connection, entry.atMs);
        break;
      // At the site one is there until the visit's end, whatever becomes of the room's page (SPEC G4).
      case "arrived": {
        const { run, number, atMs: fromMs, untilMs } = entry;
        add(ticketId(run, number), { fromMs, toMs: untilMs - 2 * clockSkewMs, isPoll: true });
        break;
      }
      case "heard": {
        const { connection, message } = entry;
        // The end of an earlier ticket says nothing of the one that is shown now.
        const isItsEnd =
          message.type === "end" && shown.get(connection)?.ticket.endsWith(`/${message.number}`);
        if (isItsEnd) hide(connection, entry.atMs);
        const ticket = ticketHeard(entry);
        const key = ticket === undefined ? undefined : keys.get(ticket);
        if (ticket === undefined || key === undefined) break;
        const untilMs = polledUntilMs.get(ticket) ?? 0;
        if (connection.startsWith("http") && untilMs > entry.atMs)
          add(ticket, { fromMs: entry.atMs, toMs: untilMs, isPoll: true });
        if (
          connection.startsWith("http") ||
          asked.get(connection) !== key ||
          shown.get(connection)?.ticket === ticket
        )
          break;
        hide(connection, entry.atMs);
        const span = { fromMs: entry.atMs, toMs: Number.POSITIVE_INFINITY, isPoll: false };
        shown.set(connection, { ticket, key, span });
        add(ticket, span);
        break;
      }
      default:
    }
  }
  return spans;
}
