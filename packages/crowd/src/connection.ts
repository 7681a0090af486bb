import { limits } from "./limits.ts";
import type { Chance } from "./shape/chance.ts";
import { libraryWire } from "./wire/library.ts";
import { plainWire } from "./wire/plain.ts";
import type { Wire, WireAddress } from "./wire/wire.ts";

type ConnectionState =
  | { readonly is: "closed" }
  | { readonly is: "opening" | "open"; readonly wire: Wire }
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
  readonly #address: WireAddress;
  readonly #chance: Chance;
  readonly #events: ConnectionEvents;
  #state: ConnectionState = { is: "closed" };
  #failures = 0;

  constructor(address: WireAddress, chance: Chance, events: ConnectionEvents) {
    this.#address = address;
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
    this.#state.wire.send(text);
    return true;
  }

  /** Closes for good. What was sent before still goes out. */
  close(): void {
    const state = this.#state;
    this.#state = { is: "closed" };
    if (state.is === "resting") clearTimeout(state.timer);
    else if (state.is !== "closed") state.wire.close();
  }

  /** Cuts the line as a failing network does. It comes back by itself. */
  drop(): void {
    if (this.#state.is === "open" || this.#state.is === "opening") this.#state.wire.terminate();
  }

  /** Is away for so long, and then there again: closed with a goodbye as a page is, or cut as by a failing network. */
  beAway(forMs: number, how: "closed" | "cut"): void {
    if (this.#state.is !== "open") return;
    const { wire } = this.#state;
    this.#state = { is: "resting", timer: setTimeout(() => this.#connect(), forMs) };
    if (how === "closed") wire.close();
    else wire.terminate();
    this.#events.onDown();
  }

  #connect(): void {
    const isCurrent = () => "wire" in this.#state && this.#state.wire === wire;
    const open = this.#address.url.protocol === "ws:" ? plainWire : libraryWire;
    const wire: Wire = open(this.#address, {
      onOpen: () => {
        if (!isCurrent()) return;
        this.#state = { is: "open", wire };
        this.#events.onOpen();
      },
      onText: (text) => {
        if (isCurrent()) this.#events.onText(text);
      },
      onClosed: (why) => {
        if (!isCurrent()) return;
        const wasOpen = this.#state.is === "open";
        this.#rest(why);
        if (wasOpen) this.#events.onDown();
      },
    });
    this.#state = { is: "opening", wire };
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
