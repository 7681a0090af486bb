import { doingOf, duration, type StateDeed, stateDeeds } from "@fairline/core";
import { useStore } from "zustand";
import { type LiveFeed, staleSecondsOf } from "../feed.ts";
import type { RoomStore } from "../store.ts";
import { ConfirmState } from "./ConfirmState.tsx";
import { DeedButton } from "./DeedButton.tsx";
import { Outcome } from "./Outcome.tsx";
import { meaning, offered } from "./offers.ts";
import { Reset } from "./Reset.tsx";

const names: Record<StateDeed, string> = {
  pause: "Pause",
  resume: "Resume",
  open: "Open…",
  close: "Close…",
  drain: "Drain…",
};

/** The room's state. What costs nobody anything is done at once; the rest is asked about first. */
export function StateButtons({ store, feed }: { store: RoomStore; feed: LiveFeed }) {
  const { view } = feed;
  const staleSeconds = useStore(store, ({ nowMs }) => staleSecondsOf(feed, nowMs));
  const { room, state } = view.snapshot;
  const doing = doingOf(view.snapshot);
  const press: Record<StateDeed, () => void> = {
    pause: () => void store.pause(),
    resume: () => void store.resume(),
    open: () => void store.ask("open"),
    close: () => void store.ask("close"),
    drain: () => void store.ask("drain"),
  };
  return (
    <section className="card" aria-labelledby="state">
      <h2 id="state">State</h2>
      <p className="faint state-meaning">
        {staleSeconds !== undefined && `${duration(staleSeconds)} ago: `}
        {meaning[doing]}
        {view.configured.state !== state && (
          <span className="configured" data-testid="configured-state">
            Configured: {view.configured.state}. A reset leaves that.
          </span>
        )}
      </p>
      <p className="actions">
        {offered[doing].map((name, index) => (
          // What stands first gives its place, and the focus, to what comes after it: Pause to Resume.
          <DeedButton
            key={index === 0 ? "first" : name}
            store={store}
            look={index === 0 ? "main" : undefined}
            press={press[name]}
          >
            {names[name]}
          </DeedButton>
        ))}
      </p>
      <Outcome store={store} of={[...stateDeeds, "reset"]} />
      <div className="state-end">
        <a className="bar-link" href={`/r/${encodeURIComponent(room)}`} target="_blank" rel="noreferrer">
          Visitor’s page
        </a>
        <Reset store={store} view={view} />
      </div>
      <ConfirmState store={store} view={view} />
    </section>
  );
}
