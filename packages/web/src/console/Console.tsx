import { useEffect, useMemo } from "react";
import { useStore } from "zustand";
import { browserWorld } from "./browserWorld.ts";
import { planInWorker } from "./plan/inWorker.ts";
import { PlanPage } from "./plan/PlanPage.tsx";
import { createPlanStore } from "./plan/store.ts";
import { Room } from "./room/Room.tsx";
import { createRoomStore } from "./room/store.ts";
import { Rooms } from "./rooms/Rooms.tsx";
import { createRoomsStore } from "./rooms/store.ts";
import { Asking } from "./session/Asking.tsx";
import { SignIn } from "./session/SignIn.tsx";
import { type ConsoleStore, createConsoleStore } from "./session/store.ts";
import type { ConsoleWorld } from "./world.ts";
import "uplot/dist/uPlot.min.css";
import "./console.css";
import "./rooms/rooms.css";
import "./room/room.css";
import "./room/figures/figures.css";
import "./room/charts/charts.css";
import "./room/slots/slots.css";
import "./room/settings/settings.css";
import "./room/hands/hands.css";
import "./room/log/log.css";
import "./plan/plan.css";

export default function Console() {
  const store = useMemo(() => createConsoleStore(browserWorld), []);
  useEffect(() => store.start(), [store]);
  useEffect(() => {
    document.documentElement.lang = "en";
  }, []);
  const visit = useStore(store, (state) => state.visit);
  return <ConsolePage key={visit} world={browserWorld} store={store} />;
}

interface ConsolePageProps {
  readonly world: ConsoleWorld;
  readonly store: ConsoleStore;
}

/** What is looked at outlives a session that ends by itself: whoever signs in again finds what was typed. */
function ConsolePage({ world, store }: ConsolePageProps) {
  const access = useStore(store, (state) => state.access.access);
  const view = useStore(store, ({ where }) => where.view);
  const room = useStore(store, ({ where }) => (where.view === "rooms" ? undefined : where.room));
  const looked = useMemo(() => {
    switch (view) {
      case "rooms":
        return { view, store: createRoomsStore(world, store.asks) } as const;
      case "room":
        return { view, store: createRoomStore(world, store.asks, room ?? "") } as const;
      case "plan":
        return { view, store: createPlanStore(world, store, planInWorker) } as const;
      default:
        return view satisfies never;
    }
  }, [world, store, view, room]);
  const isIn = access === "in";
  useEffect(() => (isIn ? looked.store.start() : undefined), [isIn, looked]);
  if (access === "asking") return <Asking store={store} />;
  if (!isIn) return <SignIn store={store} />;
  switch (looked.view) {
    case "rooms":
      return <Rooms session={store} store={looked.store} />;
    case "room":
      return <Room session={store} store={looked.store} />;
    case "plan":
      return <PlanPage session={store} store={looked.store} />;
    default:
      return looked satisfies never;
  }
}
