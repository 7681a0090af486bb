import type { ServerMessage } from "../src/messages.ts";
import type { Sockets } from "../src/ports.ts";

export interface MemorySockets extends Sockets {
  open(connection: string): void;
  close(connection: string): void;
  isOpen(connection: string): boolean;
  /** Everything that a connection was sent, oldest first; what was sent stays readable after it has closed. */
  inbox(connection: string): readonly ServerMessage[];
}

export function memorySockets(): MemorySockets {
  const openNow = new Set<string>();
  const inboxes = new Map<string, ServerMessage[]>();
  return {
    open(connection) {
      openNow.add(connection);
      inboxes.set(connection, []);
    },
    close: (connection) => void openNow.delete(connection),
    isOpen: (connection) => openNow.has(connection),
    inbox: (connection) => inboxes.get(connection) ?? [],
    async send(connection, message) {
      if (!openNow.has(connection)) return "gone";
      // As it goes over the wire: nothing that happens to the message later changes what was sent.
      inboxes.get(connection)?.push(JSON.parse(JSON.stringify(message)));
      return "sent";
    },
  };
}
