/** What the alerts need from the browser. `browser.ts` has the real ones, the tests have their own. */

export interface Sound {
  /** Some browsers have no sound for a page, or refuse it whatever the visitor does. */
  isSupported(): boolean;
  /** A browser lets a page be heard only after the visitor has clicked in it. */
  isAllowed(): boolean;
  /** Asks to be let. Only within a click or a key press does the browser agree. */
  allow(): Promise<void>;
  ring(): void;
}

/** `unsupported`: this browser shows none of a page (those of Android phones, and any over plain HTTP). */
export type Permission = "unsupported" | "unasked" | "granted" | "denied";

export interface Notifications {
  permission(): Permission;
  /** Shows the browser's question. Only within a click. */
  ask(): Promise<Permission>;
  /** Shows one until the returned function is called; `clicked` when the visitor clicks on it. */
  show(title: string, text: string, clicked: () => void): () => void;
}

/** What is seen of the page when one is looking at something else. */
export interface Tab {
  setTitle(title: string): void;
  setCalling(calling: boolean): void;
  /** Whether the visitor is looking at this tab just now. */
  isInFront(): boolean;
  bringToFront(): void;
}

export interface AlertWorld {
  readonly sound: Sound;
  readonly notifications: Notifications;
  readonly tab: Tab;
  vibrate(): void;
  /** Whether the visitor asked for less motion. */
  wantsStillness(): boolean;
  /** Calls `clicked` at each click or key press, until the returned function is called. */
  onClick(clicked: () => void): () => void;
}
