import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { describe, expect, test } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { BadFrame, type Frame, FrameReader } from "../src/wire/frames.ts";
import { plainWire } from "../src/wire/plain.ts";

/** A server of the library that everybody uses, and a wire to it. */
async function connect(onConnection: (socket: WebSocket) => void = () => {}) {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  await new Promise((resolve) => server.once("listening", resolve));
  const heard: string[] = [];
  const texts: string[] = [];
  const closed = Promise.withResolvers<string>();
  const opened = Promise.withResolvers<void>();
  const accepted = new Promise<WebSocket>((resolve) => {
    server.once("connection", (socket) => {
      socket.on("message", (data) => heard.push(data.toString()));
      onConnection(socket);
      resolve(socket);
    });
  });
  const url = new URL(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws`);
  const wire = plainWire(
    { url },
    {
      onOpen: () => opened.resolve(),
      onText: (text) => texts.push(text),
      onClosed: (why) => closed.resolve(why),
    },
  );
  await opened.promise;
  return {
    wire,
    heard,
    texts,
    closed: closed.promise,
    socket: await accepted,
    [Symbol.dispose]: () => {
      wire.terminate();
      for (const client of server.clients) client.terminate();
      server.close();
    },
  };
}

describe("a plain wire and a server made with ws", () => {
  test("understand each other: short texts, long ones and other scripts", async () => {
    using both = await connect();
    const sent = ["", "ping", "서울".repeat(100), "x".repeat(70_000)];
    for (const text of sent) both.socket.send(text);
    for (const text of sent.slice(0, 3)) both.wire.send(text);
    await expect.poll(() => both.texts).toEqual(sent);
    await expect.poll(() => both.heard).toEqual(sent.slice(0, 3));
  });

  test("a text that is sent with the answer to the handshake is not lost", async () => {
    using both = await connect((socket) => socket.send("at once"));
    await expect.poll(() => both.texts).toEqual(["at once"]);
  });

  test("a text in several frames is one text", async () => {
    using both = await connect();
    both.socket.send("in ", { fin: false });
    both.socket.send("pieces", { fin: true });
    await expect.poll(() => both.texts).toEqual(["in pieces"]);
  });

  test("a ping is answered, with what it brought", async () => {
    using both = await connect();
    const pong = new Promise<string>((resolve) =>
      both.socket.once("pong", (data) => resolve(data.toString())),
    );
    both.socket.ping("are you there?");
    expect(await pong).toBe("are you there?");
  });

  test("each may say goodbye, and the other one hears it as one", async () => {
    using mine = await connect();
    const code = new Promise((resolve) => mine.socket.once("close", resolve));
    mine.wire.send("bye");
    mine.wire.close();
    expect(await code).toBe(1001);
    expect(mine.heard).toEqual(["bye"]);
    using theirs = await connect();
    theirs.socket.close();
    expect(await theirs.closed).toBe("the server closed the connection");
  });
});

// biome-ignore format: a table
test.each([
  ["HTTP/1.1 503 Service Unavailable\r\n\r\n",                       "Unexpected server response: 503"],
  ["HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n", "the server does not speak WebSocket"],
])("an answer that is no WebSocket's is told: %j", async (answer, why) => {
  const server = createServer((socket) => socket.end(answer)).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const url = new URL(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws`);
  const closed = new Promise<string>((resolve) => {
    plainWire({ url }, { onOpen: () => {}, onText: () => {}, onClosed: resolve });
  });
  expect(await closed).toBe(why);
  server.close();
});

describe("frames", () => {
  const read = (pieces: readonly Buffer[], bytesMax = 1000) => {
    const reader = new FrameReader(bytesMax);
    const frames: Frame[] = [];
    // As the wire does it: all pieces are read into the same bytes.
    const shared = Buffer.alloc(2000);
    for (const piece of pieces) {
      piece.copy(shared);
      reader.read(shared.subarray(0, piece.length), (frame) => frames.push(frame));
    }
    return frames;
  };
  const hello = Buffer.from([0x81, 5, ...Buffer.from("hello")]);

  test("are the same, wherever the network cuts them", () => {
    const bytes = Buffer.concat([hello, hello, Buffer.from([0x88, 0])]);
    for (let at = 0; at <= bytes.length; at++) {
      const frames = read([bytes.subarray(0, at), bytes.subarray(at)]);
      expect(frames).toEqual([
        { kind: "text", text: "hello" },
        { kind: "text", text: "hello" },
        { kind: "close" },
      ]);
    }
  });

  // biome-ignore format: a table
  test.each([
    ["masked",                  [0x81, 0x85]],
    ["of an unknown extension", [0xc1, 0x01]],
    ["of an unknown kind",      [0x83, 0x00]],
    ["larger than is allowed",  [0x81, 126, 0xff, 0xff]],
    ["going on with nothing",   [0x80, 1, 0x61]],
    ["within another message",  [0x01, 1, 0x61, 0x81, 1, 0x61]],
  ])("that are %s are refused", (_, bytes) => {
    expect(() => read([Buffer.from(bytes)])).toThrow(BadFrame);
  });

  test("of a message that goes on and on are refused when it is larger than is allowed, though none of them is", () => {
    const begin = Buffer.from([0x01, 5, ...Buffer.from("hello")]);
    const more = Buffer.from([0x00, 5, ...Buffer.from("hello")]);
    const end = Buffer.from([0x80, 0]);
    expect(read([begin, more, end], 15)).toEqual([{ kind: "text", text: "hellohello" }]);
    expect(() => read([begin, more, more, more], 15)).toThrow(BadFrame);
    // What was counted of one message is not counted of the next.
    expect(read([begin, more, end, begin, more, end], 15)).toHaveLength(2);
  });
});
