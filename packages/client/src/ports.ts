/** What a visitor needs from the world. `options.ts` has the real ones, the page and the tests bring their own. */

export interface Clock {
  nowMs(): number;
  /** For pauses: it never goes back when somebody sets the clock, and may stand still while the machine sleeps. */
  steadyMs(): number;
  /** Calls `beat` again and again, `everyMs` apart, until the returned function is called. */
  every(everyMs: number, beat: () => void): () => void;
}

/** What a browser or an app keeps. Reading what is not there gives undefined; a memory that keeps nothing is no error. */
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
  close(): void;
}

export type OpenSocket = (events: SocketEvents) => Socket;

/** `fetch`, as far as it is used here. It rejects when no answer came. */
export type Http = (path: string, init?: RequestInit) => Promise<Response>;

/** Calls `happened` each time, until the returned function is called. */
export type Signal = (happened: () => void) => () => void;

/** From 0 to 1, without 1. */
export type Random = () => number;
