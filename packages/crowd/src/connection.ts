import WebSocket from "ws";
import type { Chance } from "./chance.ts";
import { limits } from "./limits.ts";

type ConnectionState =
  | { readonly is: "closed" }
  | { readonly is: "opening" | "open"; readonly socket: WebSocket }
  | { readonly is: "resting"; readonly timer: NodeJS.Timeout };

export interface ConnectionEvents {
  onOpen(): void;
  onText(text: string): void;
  /** The connection that was open is not any more; it comes back by itself. */
  onDown(): void;
  /** It did not come back within the tries that it has. */
  onLost(why: string): void;
}

/** A WebSocket that comes back by itself, later each time and never in step with others, until it is closed. */
export class Connection {
  readonly #url: string;
  readonly #chance: Chance;
  readonly #events: ConnectionEvents;
  #state: ConnectionState = { is: "closed" };
  #failures = 0;

  constructor(url: string, chance: Chance, events: ConnectionEvents) {
    this.#url = url;
    this.#chance = chance;
    this.#events = events;
  }

  get isOpen(): boolean {
    return this.#state.is === "open";
  }

  open(): void {
    if (this.#state.is !== "closed") return;
    this.#failures = 0;
    this.#connect();
  }

  /** Only a server that answers is worth trying again and again: the tries start afresh. */
  answered(): void {
    this.#failures = 0;
  }

  /** False if there is no connection just now. */
  send(text: string): boolean {
    if (this.#state.is !== "open") return false;
    this.#state.socket.send(text);
    return true;
  }

  /** Closes for good. What was sent before still goes out. */
  close(): void {
    const state = this.#state;
    this.#state = { is: "closed" };
    if (state.is === "resting") clearTimeout(state.timer);
    else if (state.is !== "closed") closeSoon(state.socket);
  }

  /** Cuts the line as a failing network does. It comes back by itself. */
  drop(): void {
    if (this.#state.is === "open" || this.#state.is === "opening") this.#state.socket.terminate();
  }

  #connect(): void {
    const socket = new WebSocket(this.#url, {
      perMessageDeflate: false,
      handshakeTimeout: limits.handshakeMsMax,
    });
    this.#state = { is: "opening", socket };
    const isCurrent = () => "socket" in this.#state && this.#state.socket === socket;
    let why = "the server closed the connection";
    socket.on("open", () => {
      if (!isCurrent()) return;
      this.#state = { is: "open", socket };
      this.#events.onOpen();
    });
    socket.on("message", (data, isBinary) => {
      if (isCurrent()) this.#events.onText(isBinary ? "(a binary frame)" : data.toString());
    });
    socket.on("error", (error) => {
      why = error.message || String((error as NodeJS.ErrnoException).code);
    });
    socket.on("close", () => {
      if (!isCurrent()) return;
      const wasOpen = this.#state.is === "open";
      this.#rest(why);
      if (wasOpen) this.#events.onDown();
    });
  }

  #rest(why: string): void {
    this.#failures++;
    if (this.#failures > limits.reconnectAttemptsMax) {
      this.#state = { is: "closed" };
      this.#events.onLost(`${why} (${limits.reconnectAttemptsMax} tries)`);
      return;
    }
    const longest = Math.min(limits.reconnectMsMin * 2 ** this.#failures, limits.reconnectMsMax);
    const timer = setTimeout(() => this.#connect(), this.#chance.between(limits.reconnectMsMin / 2, longest));
    this.#state = { is: "resting", timer };
  }
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
