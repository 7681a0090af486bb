import { type ClientMessage, ServerMessage } from "@fairline/core";
import type { Clock, OpenSocket, Socket } from "./ports.ts";

/** A connection that was silent for so long, or for so many ticks, is asked whether it still lives. */
const silentMs = 20_000;
const silentTicks = 3;
/** Where ticks are far apart, it is asked so long after one that did not come. */
const lateMs = 30_000;
const pongMs = 10_000;
/** After sleep or a change of network a connection is likely dead: it is given less time. */
const pongMsAfterWake = 3000;

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
  /**
   * Makes sure at once that the connection lives, unless it was heard less than so long ago; where there is none, tries at
   * once to get one.
   */
  check(trustedMs: number): void;
  /** Takes the connection for dead, and opens another. */
  replace(): void;
  /** False if there is no connection just now. */
  send(message: ClientMessage): boolean;
  /** Finds out whether a silent connection is dead. `newsEverySeconds`: how often the room should be heard. */
  beat(newsEverySeconds: number): void;
}

export function createWire(clock: Clock, openSocket: OpenSocket, events: WireEvents): Wire {
  let socket: Socket | undefined;
  let isUp = false;
  let heardAtMs = Number.NEGATIVE_INFINITY;
  let pongDueAtMs = Number.POSITIVE_INFINITY;

  const send = (message: ClientMessage) => socket?.send(JSON.stringify(message)) ?? false;

  function close() {
    socket?.close();
    socket = undefined;
    isUp = false;
  }

  function alive() {
    heardAtMs = clock.steadyMs();
    pongDueAtMs = Number.POSITIVE_INFINITY;
  }

  function open() {
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
        if (mine !== socket) return;
        isUp = false;
        events.lost();
      },
    });
    socket = mine;
  }

  function ping(withinMs: number) {
    if (send({ action: "ping" })) pongDueAtMs = Math.min(pongDueAtMs, clock.steadyMs() + withinMs);
    else replace();
  }

  function replace() {
    open();
    events.lost();
  }

  return {
    open,
    close,
    check(trustedMs) {
      if (socket === undefined) return;
      if (!isUp) open();
      else if (clock.steadyMs() - heardAtMs >= trustedMs) ping(pongMsAfterWake);
    },
    send,
    beat(newsEverySeconds) {
      if (!isUp) return;
      const steadyMs = clock.steadyMs();
      const newsMs = newsEverySeconds * 1000;
      const silentMsMax = Math.max(silentMs, Math.min(silentTicks * newsMs, newsMs + lateMs));
      if (steadyMs >= pongDueAtMs) replace();
      else if (pongDueAtMs === Number.POSITIVE_INFINITY && steadyMs - heardAtMs > silentMsMax) ping(pongMs);
    },
    replace() {
      if (socket !== undefined) replace();
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
