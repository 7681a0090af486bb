/** What the stores need from the world. `browser.ts` has the real ones, the tests have their own. */

export interface Clock {
  nowMs(): number;
  /** For pauses: it never goes back when somebody sets the clock, and may stand still while the machine sleeps. */
  steadyMs(): number;
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
  close(): void;
}

export type OpenSocket = (events: SocketEvents) => Socket;

/** `fetch`, as far as it is used here. It rejects when no answer came. */
export type Http = (path: string, init?: RequestInit) => Promise<Response>;

/** Calls `happened` each time, until the returned function is called. */
export type Signal = (happened: () => void) => () => void;

/** What the browser tells of itself and of the visitor. */
export interface Surroundings {
  /** The page comes to the front, or the network comes back. */
  readonly onWake: Signal;
  /** The network is gone. */
  readonly onOffline: Signal;
  /** The visitor turns to this tab. */
  readonly onFocus: Signal;
  /** Nobody sees the page just now. */
  readonly isHidden: () => boolean;
}

/** The page's own address. */
export interface Address {
  /** A path of this site, as another device would open it. */
  absolute(path: string): string;
  /** The value of a name behind the `#`. */
  fragment(name: string): string | undefined;
  /** Takes away what stands behind the `#`, so that no reload and no bookmark carries it on. */
  dropFragment(): void;
  /** Puts something else behind the `#`, in place of what stands there. */
  replaceFragment(fragment: string): void;
  readonly onFragment: Signal;
}

/** One tab among those that ask for the same name has it. */
export interface OneTab {
  /** Takes it away from the tab that has it. */
  take(): void;
  release(): void;
}

/** Asks for the name, and tells whether this tab has it. Where browsers cannot tell, every tab has it. */
export type AskForOneTab = (name: string, turned: (has: boolean) => void) => OneTab;

/** From 0 to 1, without 1. */
export type Random = () => number;
