import { createAttendance } from "@fairline/client/attendance";
import { moveFragment } from "@fairline/client/deeds";
import { createStore } from "zustand/vanilla";
import { createActing } from "./acting.ts";
import { createGoingOn } from "./going.ts";
import { createSpeaking } from "./speaking.ts";
import { ownFirst, type VisitorState, type VisitorStore } from "./state.ts";
import type { VisitorWorld } from "./world.ts";

/** The store of a room's page: a visitor, and what is the page's own. */
export function createVisitorStore(room: string, world: VisitorWorld): VisitorStore {
  const { address } = world;
  const attendance = createAttendance(room, { ...world, absolute: address.absolute });
  const store = createStore<VisitorState>(() => ({ ...attendance.getState(), ...ownFirst }));
  const { getState, setState } = store;
  const acting = createActing(room, world, (acts) => setState({ acting: acts }));
  const speaking = createSpeaking(world.clock, store);
  const going = createGoingOn(room, world, attendance, store);
  attendance.subscribe((known) => {
    setState(known);
    speaking.speak();
  });
  store.subscribe((_, before) => going.follow(before));

  /** The code of a place that the page was opened with, or is now. */
  function offeredCode(): string | undefined {
    const code = address.fragment(moveFragment);
    // Whoever bookmarks the page, or looks over the visitor's shoulder, must not get the place with it.
    if (code !== undefined) address.dropFragment();
    return code;
  }

  /** The page was opened, or what stands behind the `#` is something else. */
  function opened() {
    going.opened();
    attendance.join(offeredCode());
  }

  return {
    ...attendance,
    getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    start() {
      opened();
      const stops = [
        address.onFragment(opened),
        world.onWake(going.looked),
        acting.start(),
        attendance.close,
      ];
      return () => {
        for (const stop of stops) stop();
      };
    },
    actHere: acting.here,
    go: going.go,
  };
}
