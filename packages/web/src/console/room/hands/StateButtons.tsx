import { doingOf, type LiveView, type StateDeed, stateDeeds } from "@fairline/core";
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
export function StateButtons({ store, view }: { store: RoomStore; view: LiveView }) {
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
      <p className="faint">
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
        <Reset store={store} view={view} />
      </p>
      <a className="bar-link" href={`/r/${encodeURIComponent(room)}`} target="_blank" rel="noreferrer">
        Visitor’s page
      </a>
      <Outcome store={store} of={[...stateDeeds, "reset"]} />
      <ConfirmState store={store} view={view} />
    </section>
  );
}
