import type { ServerMessage, Sockets } from "@fairline/core";
import { beforeAll, describe, expect, test } from "vitest";

export interface SocketsHarness {
  readonly sockets: Sockets;
  /** A new connection, by its id. */
  open(): Promise<string>;
  /** Its browser goes away, and the gateway has noticed. */
  close(connection: string): Promise<void>;
  /** What a connection was sent, oldest first, as soon as it is so much. */
  heard(connection: string, count: number): Promise<readonly unknown[]>;
}

const end = { type: "end", room: "demo", number: 7, outcome: "left" } as const;
const at = "2030-01-01T00:00:00.000Z";
const line = { serving: 3, issued: 9, state: "open" } as const;

/** One of each type, with characters of more than one byte. */
const messages: readonly ServerMessage[] = [
  {
    type: "ticket",
    room: "demo",
    number: 7,
    ...line,
    slots: 2,
    slotSeconds: 60,
    tickSeconds: 5,
    resume: "resume demo.1.key",
    at,
    status: "admitted",
    pass: "pass",
    expiresAt: at,
  },
  {
    type: "tick",
    room: "demo",
    ...line,
    waiting: 6,
    active: 2,
    paceSeconds: 1.25,
    paceSecondsP90: 3.5,
    announcement: "Bientôt\nсейчас 곧 🎟️",
    nextTickSeconds: 10,
    at,
  },
  { type: "turn", room: "demo", number: 7, lane: 1, pass: "a.b.c", expiresAt: at },
  end,
  { type: "error", code: "bad_message", message: '¿"Cómo"? 대기열 ✓' },
  { type: "pong" },
];

/** What all Sockets do. Each test has connections of its own. */
export function socketsContract(name: string, make: () => Promise<SocketsHarness>): void {
  describe(`sockets ${name}`, () => {
    let sockets: Sockets;
    let harness: SocketsHarness;
    beforeAll(async () => {
      harness = await make();
      ({ sockets } = harness);
    });

    test.each(messages)("a $type that was sent to an open connection arrives as it is", async (message) => {
      const connection = await harness.open();
      expect(await sockets.send(connection, message)).toBe("sent");
      expect(await harness.heard(connection, 1)).toStrictEqual([message]);
    });

    test("a field that is undefined does not arrive", async () => {
      const connection = await harness.open();
      const message: object = { ...end, announcement: undefined };
      await sockets.send(connection, message as ServerMessage);
      expect(await harness.heard(connection, 1)).toStrictEqual([end]);
    });

    test("what happens to a message after it was sent does not arrive", async () => {
      const connection = await harness.open();
      const message = { ...end, number: 7 };
      await sockets.send(connection, message);
      message.number = 8;
      expect(await harness.heard(connection, 1)).toStrictEqual([end]);
    });

    test("messages of one connection arrive in the order in which they were sent", async () => {
      const connection = await harness.open();
      const numbers = Array.from({ length: 20 }, (_, i) => i + 1);
      for (const number of numbers) await sockets.send(connection, { ...end, number });
      expect(await harness.heard(connection, 20)).toEqual(numbers.map((number) => ({ ...end, number })));
    });

    test("a connection hears what was sent to it, and nothing that was sent to another", async () => {
      const [ada, bob] = [await harness.open(), await harness.open()];
      expect(ada).not.toBe(bob);
      await sockets.send(ada, { ...end, number: 1 });
      await sockets.send(bob, { ...end, number: 2 });
      expect(await harness.heard(ada, 1)).toEqual([{ ...end, number: 1 }]);
      expect(await harness.heard(bob, 1)).toEqual([{ ...end, number: 2 }]);
    });

    test("T5 a connection that was closed is gone, and stays gone", async () => {
      const connection = await harness.open();
      await sockets.send(connection, end);
      await harness.heard(connection, 1);
      await harness.close(connection);
      expect(await sockets.send(connection, end)).toBe("gone");
      await harness.open();
      expect(await sockets.send(connection, end)).toBe("gone");
      expect(await harness.heard(connection, 1)).toEqual([end]);
    });

    test("a connection that was closed takes no other with it", async () => {
      const [ada, bob] = [await harness.open(), await harness.open()];
      await harness.close(ada);
      expect(await sockets.send(bob, end)).toBe("sent");
    });

    test.each(["L0SM9cOFvHcCIhw=", "ada#1", "0"])(
      "T5 a connection that nobody ever opened (%s) is gone",
      async (connection) => {
        expect(await sockets.send(connection, end)).toBe("gone");
      },
    );
  });
}
