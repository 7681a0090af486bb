import type { Attendance } from "@fairline/client/attendance";
import { type ClientState, firstState as firstClientState } from "@fairline/client/state";
import type { StoreApi } from "zustand/vanilla";
import type { Going } from "./going.ts";

/** What the page shows: what the visitor knows, and what is the page's own. */
export interface VisitorState extends ClientState {
  /** Two tabs show the same; in the one that acts are the sounds, the notifications and the forms. */
  readonly acting: boolean;
  /** The place that a screen reader was told last. */
  readonly said: { readonly place: number; readonly atMs: number } | undefined;
  /** Going on to the site, in rooms that stand before one. */
  readonly going: Going;
  /** The host that this tab was sent from, as the page's address said. */
  readonly cameFrom: string | undefined;
}

type Offered = Omit<
  Attendance,
  "getState" | "subscribe" | "getInitialState" | "join" | "close" | "key" | "codeForSite"
>;

export interface VisitorStore
  extends Pick<StoreApi<VisitorState>, "getState" | "subscribe" | "getInitialState">,
    Offered {
  /** Opens the connection and joins. The returned function ends everything that was begun. */
  start(): () => void;
  /** Makes this tab the one that acts. */
  actHere(): void;
  /** Goes on to the site. */
  go(): Promise<void>;
}

/** What is the page's own, at first. */
export const ownFirst: Omit<VisitorState, keyof ClientState> = {
  acting: true,
  said: undefined,
  going: { kind: "none" },
  cameFrom: undefined,
};

/** The state before anything is known. */
export function firstState(room: string, nowMs: number, steadyMs: number): VisitorState {
  return { ...firstClientState(room, nowMs, steadyMs), ...ownFirst };
}
