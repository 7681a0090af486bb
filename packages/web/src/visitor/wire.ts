import { type ClientMessage, ServerMessage } from "@fairline/core";
import type { Clock, OpenSocket, Socket } from "../ports.ts";

/** A connection that was silent for so long, or for so many ticks, is asked whether it still lives. */
const silentMs = 20_000;
const silentTicks = 3;
const pongMs = 10_000;

export interface WireEvents {
  opened(): void;
  /** Undefined: a frame that is no message of the contract. */
  heard(message: ServerMessage | undefined): void;
  /** The connection is gone; it comes back by itself. */
  lost(): void;
}

/** The connection to the room, one at a time: what an older one still says is not heard. */
export interface Wire {
  /** Opens a new connection, in place of the one that there is. */
  open(): void;
  close(): void;
  reconnect(): void;
  /** False if there is no connection just now. */
  send(message: ClientMessage): boolean;
  /** Finds out whether a silent connection is dead. `newsEverySeconds`: how often the room should be heard. */
  beat(newsEverySeconds: number): void;
}

export function createWire(clock: Clock, openSocket: OpenSocket, events: WireEvents): Wire {
  let socket: Socket | undefined;
  let isUp = false;
  let heardAtMs = 0;
  let pingedAtMs: number | undefined;

  const send = (message: ClientMessage) => socket?.send(JSON.stringify(message)) ?? false;

  function close() {
    socket?.close();
    socket = undefined;
    isUp = false;
  }

  function alive() {
    heardAtMs = clock.nowMs();
    pingedAtMs = undefined;
  }

  function lost() {
    isUp = false;
    events.lost();
  }

  return {
    open() {
      close();
      const mine = openSocket({
        opened() {
          if (mine !== socket) return;
          isUp = true;
          alive();
          events.opened();
        },
        heard(frame) {
          if (mine !== socket) return;
          alive();
          events.heard(messageIn(frame));
        },
        lost() {
          if (mine === socket) lost();
        },
      });
      socket = mine;
    },
    close,
    reconnect: () => socket?.reconnect(),
    send,
    beat(newsEverySeconds) {
      if (!isUp) return;
      const nowMs = clock.nowMs();
      if (pingedAtMs === undefined) {
        const silentMsMax = Math.max(silentMs, silentTicks * newsEverySeconds * 1000);
        if (nowMs - heardAtMs > silentMsMax && send({ action: "ping" })) pingedAtMs = nowMs;
      } else if (nowMs - pingedAtMs >= pongMs) {
        pingedAtMs = undefined;
        lost();
        socket?.reconnect();
      }
    },
  };
}

function messageIn(frame: string): ServerMessage | undefined {
  try {
    const message = ServerMessage.safeParse(JSON.parse(frame));
    return message.success ? message.data : undefined;
  } catch {
    return undefined;
  }
}
