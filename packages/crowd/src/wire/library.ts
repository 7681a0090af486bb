import WebSocket from "ws";
import { limits } from "../limits.ts";
import type { Wire, WireAddress, WireEvents } from "./wire.ts";

/** By `ws`, which speaks TLS, too. */
export function libraryWire({ url, from }: WireAddress, events: WireEvents): Wire {
  const socket = new WebSocket(url, {
    perMessageDeflate: false,
    handshakeTimeout: limits.handshakeMsMax,
    ...(from !== undefined && { localAddress: from }),
  });
  let why = "the server closed the connection";
  socket.on("open", () => events.onOpen());
  socket.on("message", (data, isBinary) => events.onText(isBinary ? "(a binary frame)" : data.toString()));
  socket.on("error", (error) => {
    why = error.message || String((error as NodeJS.ErrnoException).code);
  });
  socket.on("close", () => events.onClosed(why));
  return {
    send: (text) => socket.send(text),
    close: () => closeSoon(socket),
    terminate: () => socket.terminate(),
  };
}

/** ws waits half a minute for the other side's goodbye; a crowd that goes home does not. */
function closeSoon(socket: WebSocket): void {
  if (socket.readyState === WebSocket.CONNECTING) {
    socket.terminate();
    return;
  }
  socket.close(1001);
  const timer = setTimeout(() => socket.terminate(), limits.goodbyeMsMax);
  socket.once("close", () => clearTimeout(timer));
}
