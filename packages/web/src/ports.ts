/** What the stores need from the world. `browser.ts` has the real ones, the tests have their own. */

export interface Clock {
  nowMs(): number;
  /** Calls `beat` again and again, `everyMs` apart, until the returned function is called. */
  every(everyMs: number, beat: () => void): () => void;
}

/** What a browser keeps. Reading what is not there gives undefined; a browser that keeps nothing is no error. */
export interface Memory {
  read(name: string): string | undefined;
  write(name: string, value: string): void;
  forget(name: string): void;
  /** Calls `changed` when another tab writes or forgets something. */
  watch(changed: (name: string) => void): () => void;
}

export interface SocketEvents {
  opened(): void;
  heard(frame: string): void;
  /** The connection is gone. The socket tries again by itself until it is closed. */
  lost(): void;
}

export interface Socket {
  /** False if there is no connection just now; the frame is dropped then. */
  send(frame: string): boolean;
  reconnect(): void;
  close(): void;
}

export type OpenSocket = (events: SocketEvents) => Socket;

/** `fetch`, as far as it is used here. It rejects when no answer came. */
export type Http = (path: string, init?: RequestInit) => Promise<Response>;

/** Calls `woken` when the page comes to the front or the network comes back. */
export type OnWake = (woken: () => void) => () => void;
