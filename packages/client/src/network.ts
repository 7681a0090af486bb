import ReconnectingWebSocket from "partysocket/ws";
import type { Http, OpenSocket } from "./ports.ts";

/** A request without an answer is given up after this long. */
const requestMsMax = 8000;

/**
 * A crowd that lost its connections at once must not come back at once: the first waits differ. They are short enough
 * for most to be back before the connection is called lost.
 */
export const reconnectionMs = { firstMin: 300, firstMax: 1500, max: 20_000, growth: 1.6 } as const;

const reconnection = () =>
  ({
    minReconnectionDelay:
      reconnectionMs.firstMin + Math.random() * (reconnectionMs.firstMax - reconnectionMs.firstMin),
    maxReconnectionDelay: reconnectionMs.max,
    reconnectionDelayGrowFactor: reconnectionMs.growth,
    connectionTimeout: 8000,
    // What could not be sent is not sent later: on opening, the visitor says anew what it wants.
    maxEnqueuedMessages: 0,
  }) as const;

/** Requests to the room, by their path. `address` has no slash at its end, and is empty for the page's own site. */
export function httpAt(address: string, ask: typeof fetch = fetch): Http {
  return (path, init) => {
    const late = AbortSignal.timeout(requestMsMax);
    const signal = init?.signal ? AbortSignal.any([init.signal, late]) : late;
    return ask(address + path, { ...init, signal });
  };
}

/** Sockets to the room, which connect anew by themselves. `webSocket` stands in for the global one. */
export function socketsAt(address: string, webSocket?: typeof WebSocket): OpenSocket {
  const options = { ...reconnection(), ...(webSocket && { WebSocket: webSocket }) };
  return (events) => {
    const socket = new ReconnectingWebSocket(address, [], options);
    let closed = false;
    socket.addEventListener("open", () => events.opened());
    socket.addEventListener("message", (event) => {
      if (typeof event.data === "string") events.heard(event.data);
    });
    socket.addEventListener("close", () => {
      if (!closed) events.lost();
    });
    return {
      send(frame) {
        if (socket.readyState !== ReconnectingWebSocket.OPEN) return false;
        socket.send(frame);
        return true;
      },
      close() {
        closed = true;
        socket.close();
      },
    };
  };
}

/** Where the sockets of a site are, if nobody said anything else: `/ws` beside everything. */
export function socketAddress(url: string): string {
  return `${url.replace(/^http/, "ws")}/ws`;
}
