import type { ServerMessage } from "@fairline/core";
import { concurrently } from "@fairline/core";
import { expect, test } from "vitest";
import type { Connections } from "../src/gateway/connections.ts";
import { directSockets } from "../src/gateway/direct-sockets.ts";
import { local } from "../src/limits.ts";

const pong: ServerMessage = { type: "pong" };

/** Connections that take everything, but for those that are gone. */
function taking(sent: (data: Buffer) => void, gone: readonly string[] = []): Connections {
  const connection = {
    send(data: Buffer) {
      sent(data);
      return true;
    },
  };
  return { get: (id: string) => (gone.includes(id) ? undefined : connection) } as unknown as Connections;
}

test("a broadcast to thousands lets others have a turn after every few pushes", async () => {
  let pushes = 0;
  const looks: number[] = [];
  const sockets = directSockets(taking(() => (pushes += 1)));
  const ids = Array.from({ length: 5000 }, (_, index) => String(index));
  const looking = () => {
    looks.push(pushes);
    if (pushes < 8 * ids.length) setImmediate(looking);
  };
  setImmediate(looking);
  await Promise.all(
    Array.from({ length: 8 }, () =>
      concurrently(ids, 16, async (id) => {
        await sockets.send(id, pong);
      }),
    ),
  );
  expect(pushes).toBe(40_000);
  const steps = looks.map((seen, index) => seen - (looks[index - 1] ?? 0));
  expect(Math.max(...steps)).toBeLessThanOrEqual(local.pushesInARowMax);
});

test("what many hear is written out once, and a connection that is not there is gone", async () => {
  const heard: Buffer[] = [];
  const sockets = directSockets(taking((data) => heard.push(data), ["gone"]));
  expect(await sockets.send("one", pong)).toBe("sent");
  expect(await sockets.send("two", pong)).toBe("sent");
  expect(await sockets.send("gone", pong)).toBe("gone");
  expect(heard).toHaveLength(2);
  expect(heard[0]).toBe(heard[1]);
  expect(heard[0]?.toString()).toBe('{"type":"pong"}');
});
