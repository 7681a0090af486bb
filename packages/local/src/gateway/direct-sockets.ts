import type { ServerMessage, Sockets } from "@fairline/core";
import type { Connections } from "./connections.ts";

/** After so many pushes others get a turn: a tick for ten thousand must not keep everybody else waiting. */
const pushesInARow = 200;

/** Pushes to the connections of this very process, without a request for each. A tick reaches everybody as the same object: it is written out once. */
export function directSockets(connections: Connections): Sockets {
  let latest: { readonly message: ServerMessage; readonly data: Buffer } | undefined;
  let inARow = 0;
  return {
    async send(id, message) {
      inARow += 1;
      if (inARow % pushesInARow === 0) await new Promise((resolve) => setImmediate(resolve));
      const connection = connections.get(id);
      if (connection === undefined) return "gone";
      if (latest?.message !== message) latest = { message, data: Buffer.from(JSON.stringify(message)) };
      return connection.send(latest.data) ? "sent" : "gone";
    },
  };
}
