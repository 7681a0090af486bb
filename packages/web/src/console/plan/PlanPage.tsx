import { useEffect } from "react";
import { useStore } from "zustand";
import type { ConsoleStore } from "../session/store.ts";
import { TopBar } from "../TopBar.tsx";
import { linkTo } from "../where.ts";
import { PlanForm } from "./PlanForm.tsx";
import { Result } from "./Result.tsx";
import type { PlanStore } from "./store.ts";

interface PlanPageProps {
  readonly session: ConsoleStore;
  readonly store: PlanStore;
}

/** An event, before it happens: what is known of it, and what that comes to. */
export function PlanPage({ session, store }: PlanPageProps) {
  const room = useStore(store, (state) => state.room);
  const shown = useStore(store, (state) => state.shown);
  const isPlanning = useStore(store, (state) => state.isPlanning);
  const trouble = useStore(store, (state) => state.trouble);
  useEffect(() => store.start(), [store]);
  useEffect(() => {
    document.title = "Plan an event · Fairline";
  }, []);
  const back =
    room === undefined ? ({ view: "rooms" } as const) : ({ view: "room", room, part: "now" } as const);
  return (
    <div className="console">
      <TopBar session={session}>
        <a className="bar-link" href={linkTo(back)}>
          <img src="/logo.svg" alt="" width="28" height="28" /> {room ?? "All rooms"}
        </a>
        <h1 className="bar-title">Plan an event</h1>
        <div className="bar-state" />
      </TopBar>
      <main id="main" data-stage="plan" data-planning={isPlanning}>
        <div className="plan">
          <PlanForm store={store} />
          <div className="plan-result" aria-busy={isPlanning}>
            {trouble !== undefined && (
              <p className="note refusal" role="alert">
                {trouble}
              </p>
            )}
            {shown === undefined && isPlanning && <p className="console-note">Playing the event…</p>}
            {shown && <Result {...shown} />}
          </div>
        </div>
      </main>
    </div>
  );
}
