import { randomBytes } from "node:crypto";
import { WebSocket } from "ws";
import { local } from "../limits.ts";
import { TokenBucket } from "./token-bucket.ts";

/** A client's connection. Its id names it inside; the client never learns it. */
export class Connection {
  readonly id = randomBytes(12).toString("base64url");
  readonly openedAtMs = Date.now();
  lastActiveAtMs = Date.now();
  /** Whether the last ping was answered. */
  alive = true;
  refused = 0;
  readonly bucket = new TokenBucket(local.framesPerSecondMax, local.framesBurstMax, Date.now());
  readonly socket: WebSocket;

  constructor(socket: WebSocket) {
    this.socket = socket;
  }

  /** `false`: the client is gone, or reads so slowly that it is given up. */
  send(data: string | Buffer): boolean {
    if (this.socket.readyState !== WebSocket.OPEN) return false;
    if (this.socket.bufferedAmount > local.unsentBytesMax) {
      this.socket.terminate();
      return false;
    }
    this.lastActiveAtMs = Date.now();
    this.socket.send(data, { binary: false });
    return true;
  }
}

/** The open connections, by id. */
export class Connections {
  readonly #byId = new Map<string, Connection>();

  get size(): number {
    return this.#byId.size;
  }

  all(): IterableIterator<Connection> {
    return this.#byId.values();
  }

  get(id: string): Connection | undefined {
    return this.#byId.get(id);
  }

  add(connection: Connection): void {
    this.#byId.set(connection.id, connection);
  }

  delete(connection: Connection): void {
    this.#byId.delete(connection.id);
  }
}
