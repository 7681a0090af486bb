import type { ServerMessage, Sockets } from "@fairline/core";
import { local } from "../limits.ts";
import type { Connections } from "./connections.ts";

/** Pushes to the connections of this very process, without a request for each. What many hear is the same object: it is written out once. */
export function directSockets(connections: Connections): Sockets {
  const written = new WeakMap<ServerMessage, Buffer>();
  let inARow = 0;
  let pause: Promise<void> | undefined;
  const othersTurn = () =>
    new Promise<void>((resolve) =>
      setImmediate(() => {
        inARow = 0;
        pause = undefined;
        resolve();
      }),
    );
  return {
    async send(id, message) {
      while (inARow >= local.pushesInARowMax) {
        pause ??= othersTurn();
        await pause;
      }
      inARow += 1;
      const connection = connections.get(id);
      if (connection === undefined) return "gone";
      let data = written.get(message);
      if (data === undefined) {
        data = Buffer.from(JSON.stringify(message));
        written.set(message, data);
      }
      return connection.send(data) ? "sent" : "gone";
    },
  };
}
