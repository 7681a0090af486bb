import type { Signal } from "@fairline/client/ports";

/** What the stores need from the world. `browser.ts` has the real ones, the tests have their own. */

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
  /** Goes to another page, which takes this one's place: the way back does not lead here. */
  leaveFor(url: string): void;
}

/** One tab among those that ask for the same name has it. */
export interface OneTab {
  /** Takes it away from the tab that has it. */
  take(): void;
  release(): void;
}

/** Asks for the name, and tells whether this tab has it. Where browsers cannot tell, every tab has it. */
export type AskForOneTab = (name: string, turned: (has: boolean) => void) => OneTab;
