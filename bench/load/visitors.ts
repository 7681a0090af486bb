import { randomUUID } from "node:crypto";
import { setTimeout as afterMs } from "node:timers/promises";
import WebSocket from "ws";

/** Connections that are being made at once: what a server takes in without refusing any. */
const openingMax = 300;
/** So many broadcasts may be under way at once. */
const rememberedMax = 8;
/** Between two looks at whether something has happened. */
const lookMs = 5;

/** How one broadcast reached those who listen. Times by the machine's clock, in milliseconds since 1970. */
export interface Reached {
  readonly sentAtMs: number;
  readonly firstAtMs: number;
  lastAtMs: number;
  count: number;
}

export interface Joined {
  /** Tickets a second, from the first join to the last ticket. */
  readonly perSecond: number;
  /** From a join to its ticket, in milliseconds, in order of size. */
  readonly ticketMs: readonly number[];
}

/**
 * Many visitors who only join and listen. They are no crowd (packages/crowd): whoever looks at each message would be
 * busier than the server.
 */
export class Visitors {
  readonly reached: Reached[] = [];
  readonly #url: string;
  readonly #room: string;
  readonly #sockets: WebSocket[] = [];
  #open = 0;
  /** The latest broadcasts, the newest first: all hear the same text, and a slow one may be overtaken. */
  #latest: { readonly text: Buffer; readonly reached: Reached }[] = [];
  #ticket: ((socket: WebSocket) => void) | undefined;
  /** Told of a visitor whose visit is over. */
  ended: ((socket: WebSocket) => void) | undefined;

  /** @param url of the server, `http://…` */
  constructor(url: string, room = "bench") {
    this.#url = url.replace(/^http/, "ws");
    this.#room = room;
  }

  get size(): number {
    return this.#sockets.length;
  }

  /** Opens connections until there are so many. */
  async open(count: number): Promise<void> {
    while (this.#sockets.length < count) {
      while (this.#sockets.length - this.#open >= openingMax) await afterMs(lookMs);
      this.#connect();
    }
    while (this.#open < count) await afterMs(lookMs);
  }

  /**
   * Those from `first` on join at so many a second. Resolves when each has a ticket; rejects when that takes longer.
   */
  async join(first: number, count: number, perSecond: number, msMax: number): Promise<Joined> {
    const sentAtMs = new Map<WebSocket, number>();
    const ticketMs: number[] = [];
    let lastMs = 0;
    this.#ticket = (socket) => {
      const sentMs = sentAtMs.get(socket);
      if (sentMs === undefined) return;
      sentAtMs.delete(socket);
      lastMs = performance.now();
      ticketMs.push(lastMs - sentMs);
    };
    const startedMs = performance.now();
    for (let sent = 0; sent < count; ) {
      const due = Math.min(count, Math.ceil(((performance.now() - startedMs) / 1000) * perSecond));
      for (; sent < due; sent++) {
        const socket = this.#sockets[first + sent] as WebSocket;
        sentAtMs.set(socket, performance.now());
        this.rejoin(socket);
      }
      await afterMs(lookMs);
    }
    while (ticketMs.length < count) {
      if (performance.now() - startedMs > msMax)
        throw new Error(`${ticketMs.length} of ${count} tickets within ${msMax} ms`);
      await afterMs(lookMs);
    }
    return {
      perSecond: (count * 1000) / (lastMs - startedMs),
      ticketMs: ticketMs.sort((a, b) => a - b),
    };
  }

  /** Joins once more, as somebody else. */
  rejoin(socket: WebSocket): void {
    socket.send(JSON.stringify({ action: "join", room: this.#room, key: randomUUID() }));
  }

  close(): void {
    for (const socket of this.#sockets.splice(0)) socket.terminate();
    this.#open = 0;
  }

  #connect(): void {
    const socket = new WebSocket(`${this.#url}/ws`, { perMessageDeflate: false, skipUTF8Validation: true });
    this.#sockets.push(socket);
    socket.on("open", () => {
      this.#open += 1;
    });
    socket.on("error", (error) => {
      throw error;
    });
    socket.on("message", (text: Buffer) => this.#hear(socket, text));
  }

  #hear(socket: WebSocket, text: Buffer): void {
    const known = this.#latest.find((one) => one.text.equals(text))?.reached;
    if (known !== undefined) {
      known.count += 1;
      known.lastAtMs = Date.now();
      return;
    }
    const { type, at } = JSON.parse(text.toString()) as { type: string; at: string };
    if (type === "ticket") this.#ticket?.(socket);
    if (type === "end") this.ended?.(socket);
    if (type !== "tick") return;
    const nowMs = Date.now();
    const reached = { sentAtMs: Date.parse(at), firstAtMs: nowMs, lastAtMs: nowMs, count: 1 };
    this.reached.push(reached);
    this.#latest = [{ text, reached }, ...this.#latest].slice(0, rememberedMax);
  }
}
