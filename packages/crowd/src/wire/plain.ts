import { createHash, randomBytes } from "node:crypto";
import { createConnection } from "node:net";
import { limits } from "../limits.ts";
import { BadFrame, closeFrame, type Frame, FrameReader, pongFrame, textFrame } from "./frames.ts";
import type { Wire, WireAddress, WireEvents } from "./wire.ts";

/**
 * A WebSocket without TLS, for a room on the same machine: the crowd shares its processors, and what `ws` takes for a
 * visitor's connection and for each tick that it hears is several times what the room takes to send it.
 */
export function plainWire({ url, from }: WireAddress, events: WireEvents): Wire {
  const frames = new FrameReader(limits.frameBytesMax);
  let answer: string | undefined = "";
  let isClosed = false;
  let why = "the server closed the connection";
  const fail = (reason: string) => {
    why = reason;
    socket.destroy();
  };
  const take = (frame: Frame) => {
    if (isClosed) return;
    switch (frame.kind) {
      case "text":
        events.onText(frame.text);
        return;
      case "binary":
        events.onText("(a binary frame)");
        return;
      case "ping":
        socket.write(pongFrame(frame.payload));
        return;
      case "close":
        socket.end(closeFrame(1000));
        return;
      default:
        frame satisfies never;
    }
  };
  const read = (bytes: Buffer) => {
    try {
      frames.read(bytes, take);
    } catch (error) {
      if (!(error instanceof BadFrame)) throw error;
      fail(`the server sent ${error.message}`);
    }
  };
  const readAnswer = (soFar: string, bytes: Buffer) => {
    answer = soFar + bytes.toString("latin1");
    const end = answer.indexOf("\r\n\r\n");
    if (end === -1) {
      if (answer.length > limits.handshakeCharsMax) fail("the server's answer has no end");
      return;
    }
    const refusal = refusalIn(answer.slice(0, end));
    if (refusal !== undefined) {
      fail(refusal);
      return;
    }
    const first = bytes.subarray(bytes.length - (answer.length - end - 4));
    answer = undefined;
    clearTimeout(patience);
    events.onOpen();
    if (first.length > 0) read(first);
  };
  const socket = createConnection({
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: Number(url.port) || 80,
    noDelay: true,
    ...(from !== undefined && { localAddress: from }),
    // All connections read into the same bytes: what is to be kept is copied.
    onread: {
      buffer: arrivals,
      callback: (length, buffer) => {
        const bytes = (buffer as Buffer).subarray(0, length);
        if (answer === undefined) read(bytes);
        else readAnswer(answer, bytes);
        return true;
      },
    },
  });
  const patience = setTimeout(() => fail("no answer to the handshake"), limits.handshakeMsMax);
  socket.on("error", (error: NodeJS.ErrnoException) => {
    why = error.message || String(error.code);
  });
  socket.on("close", () => {
    isClosed = true;
    clearTimeout(patience);
    events.onClosed(why);
  });
  socket.write(handshake(url));
  return {
    send: (text) => socket.write(textFrame(text)),
    close: () => {
      if (answer !== undefined) {
        socket.destroy();
        return;
      }
      socket.end(closeFrame());
      const timer = setTimeout(() => socket.destroy(), limits.goodbyeMsMax);
      socket.once("close", () => clearTimeout(timer));
    },
    terminate: () => socket.destroy(),
  };
}

const arrivals = Buffer.alloc(64 * 1024);

/** One key for all: it proves that a server speaks WebSocket, and guards nothing. */
const key = randomBytes(16).toString("base64");
const accept = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");

function handshake({ host, pathname, search }: URL): string {
  return [
    `GET ${pathname}${search} HTTP/1.1`,
    `Host: ${host}`,
    "Upgrade: websocket",
    "Connection: Upgrade",
    `Sec-WebSocket-Key: ${key}`,
    "Sec-WebSocket-Version: 13",
    "\r\n",
  ].join("\r\n");
}

/** Why the answer is not that of a WebSocket; undefined if it is. */
function refusalIn(answer: string): string | undefined {
  const [status = "", ...headers] = answer.split("\r\n");
  const [, code] = status.split(" ");
  if (code !== "101") return `Unexpected server response: ${code ?? status.slice(0, 80)}`;
  const found = headers.find((header) => header.toLowerCase().startsWith("sec-websocket-accept:"));
  if (found?.slice(found.indexOf(":") + 1).trim() === accept) return undefined;
  return "the server does not speak WebSocket";
}
