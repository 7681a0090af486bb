import { createStore, type StoreApi } from "zustand/vanilla";
import { polling } from "../polling.ts";
import type { Asks } from "../requests.ts";
import type { ConsoleWorld } from "../world.ts";
import { type RoomsFeed, readRooms } from "./feed.ts";

export interface RoomsState {
  readonly feed: RoomsFeed;
  /** The local time, renewed with each beat. */
  readonly nowMs: number;
}

export interface RoomsStore extends Pick<StoreApi<RoomsState>, "getState" | "subscribe" | "getInitialState"> {
  /** Begins to poll. The returned function ends it. */
  start(): () => void;
}

export const roomsEveryMs = 2000;
const beatMs = 1000;

/** All rooms at a glance. */
export function createRoomsStore(world: ConsoleWorld, asks: Asks): RoomsStore {
  const { clock } = world;
  const store = createStore<RoomsState>(() => ({ feed: { feed: "loading" }, nowMs: clock.nowMs() }));
  const polls = polling(
    world,
    () => roomsEveryMs,
    async () => {
      const feed = await readRooms(asks, store.getState().feed, clock.nowMs);
      store.setState({ feed, nowMs: clock.nowMs() });
    },
  );
  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    start() {
      const stops = [polls.start(), clock.every(beatMs, () => store.setState({ nowMs: clock.nowMs() }))];
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
}
