import type { Attendance } from "@fairline/client/attendance";
import { type ClientState, firstState as firstClientState } from "@fairline/client/state";
import type { StoreApi } from "zustand/vanilla";

/** What the page shows: what the visitor knows, and what is the page's own. */
export interface VisitorState extends ClientState {
  /** Two tabs show the same; in the one that acts are the sounds, the notifications and the forms. */
  readonly acting: boolean;
  /** The place that a screen reader was told last. */
  readonly said: { readonly place: number; readonly atMs: number } | undefined;
}

type Offered = Omit<Attendance, "getState" | "subscribe" | "getInitialState" | "join" | "close" | "key">;

export interface VisitorStore
  extends Pick<StoreApi<VisitorState>, "getState" | "subscribe" | "getInitialState">,
    Offered {
  /** Opens the connection and joins. The returned function ends everything that was begun. */
  start(): () => void;
  /** Makes this tab the one that acts. */
  actHere(): void;
}

/** The state before anything is known. */
export function firstState(room: string, nowMs: number, steadyMs: number): VisitorState {
  return { ...firstClientState(room, nowMs, steadyMs), acting: true, said: undefined };
}
