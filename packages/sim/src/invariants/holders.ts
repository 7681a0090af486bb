import type { Entry } from "../history.ts";
import { type TicketId, ticketId } from "./seen.ts";

/** Which key holds each place: the one that got it, until it moves. */
export class Holders {
  readonly #keys = new Map<TicketId, string>();
  readonly #tickets = new Map<string, TicketId>();

  note(entry: Entry): void {
    if (entry.kind === "created") this.#set(ticketId(entry.run, entry.number), entry.key);
    if (entry.kind === "moved") this.#set(ticketId(entry.run, entry.number), entry.to);
  }

  #set(ticket: TicketId, key: string): void {
    this.#tickets.delete(this.#keys.get(ticket) ?? "");
    this.#keys.set(ticket, key);
    this.#tickets.set(key, ticket);
  }

  keyOf(ticket: TicketId): string | undefined {
    return this.#keys.get(ticket);
  }

  /** The place that the key holds, in the newest run in which it has one. */
  ticketOf(key: string): TicketId | undefined {
    return this.#tickets.get(key);
  }
}
