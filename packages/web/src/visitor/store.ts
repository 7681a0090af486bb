import { createAttendance } from "@fairline/client/attendance";
import { moveFragment } from "@fairline/client/deeds";
import { createStore } from "zustand/vanilla";
import { createActing } from "./acting.ts";
import { createSpeaking } from "./speaking.ts";
import type { VisitorState, VisitorStore } from "./state.ts";
import type { VisitorWorld } from "./world.ts";

/** The store of a room's page: a visitor, and what is the page's own. */
export function createVisitorStore(room: string, world: VisitorWorld): VisitorStore {
  const { address } = world;
  const attendance = createAttendance(room, { ...world, absolute: address.absolute });
  const store = createStore<VisitorState>(() => ({
    ...attendance.getState(),
    acting: true,
    said: undefined,
  }));
  const { getState, setState } = store;
  const acting = createActing(room, world, (acts) => setState({ acting: acts }));
  const speaking = createSpeaking(world.clock, store);
  attendance.subscribe((known) => {
    setState(known);
    speaking.speak();
  });

  /** The code of a place that the page was opened with, or is now. */
  function offeredCode(): string | undefined {
    const code = address.fragment(moveFragment);
    // Whoever bookmarks the page, or looks over the visitor's shoulder, must not get the place with it.
    if (code !== undefined) address.dropFragment();
    return code;
  }

  const { join: _, close: __, key: ___, ...deeds } = attendance;
  return {
    ...deeds,
    getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    start() {
      attendance.join(offeredCode());
      const stops = [
        address.onFragment(() => attendance.join(offeredCode())),
        acting.start(),
        attendance.close,
      ];
      return () => {
        for (const stop of stops) stop();
      };
    },
    actHere: acting.here,
  };
}
