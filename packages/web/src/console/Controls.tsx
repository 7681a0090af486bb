import type { LiveView, RoomState } from "@fairline/core";
import { type FormEvent, useRef } from "react";
import { useStore } from "zustand";
import { Configured } from "./Configured.tsx";
import type { Action, ConsoleStore, Deed } from "./store.ts";

/** What can be done in each state. */
const offered: Record<RoomState, readonly { action: "pause" | "resume" | "close" | "open"; name: string }[]> =
  {
    open: [
      { action: "pause", name: "Pause" },
      { action: "close", name: "Close" },
    ],
    paused: [
      { action: "resume", name: "Resume" },
      { action: "close", name: "Close" },
    ],
    closed: [{ action: "open", name: "Open" }],
  };

const meaning: Record<RoomState, string> = {
  open: "Everybody can join, and the line moves.",
  paused: "Nobody is called. Everybody keeps their place, and more can join.",
  closed: "Nobody can join, and nobody is called.",
};

export function Controls({ store, view }: { store: ConsoleStore; view: LiveView }) {
  const deed = useStore(store, (state) => state.deed);
  const { state, announcement = "" } = view.snapshot;
  const busy = deed.kind === "sent";
  const isAnnouncement = deed.kind !== "none" && deed.action === "announce";
  return (
    <section className="card" aria-labelledby="control">
      <h2 id="control">Room</h2>
      <p className="faint">
        {meaning[state]}
        {view.configured.state !== state && <Configured name="state">{view.configured.state}</Configured>}
      </p>
      <p className="actions">
        {offered[state].map(({ action, name }, index) => (
          <button
            key={action}
            type="button"
            className={index === 0 ? "button main" : "button"}
            disabled={busy}
            onClick={() => void store.act(action)}
          >
            {name}
          </button>
        ))}
        <Reset store={store} state={state} />
      </p>
      <Outcome deed={isAnnouncement ? none : deed} />
      <Announce
        key={announcement}
        store={store}
        announcement={announcement}
        configured={view.configured.announcement}
        busy={busy}
      />
      <Outcome deed={isAnnouncement ? deed : none} />
    </section>
  );
}

const none: Deed = { kind: "none" };

/** What became of a button, beside it. It is always there, or a screen reader would not tell. */
function Outcome({ deed }: { deed: Deed }) {
  return (
    <p className={deed.kind === "failed" ? "note refusal" : "note"} role="status">
      {deedText(deed)}
    </p>
  );
}

const done: Record<Action, string> = {
  pause: "Paused.",
  resume: "Resumed.",
  close: "Closed.",
  open: "Opened.",
  announce: "Announced.",
  reset: "The line was reset: numbers begin at 1 again.",
};

function deedText(deed: Deed): string {
  switch (deed.kind) {
    case "none":
      return "";
    case "sent":
      return "One moment…";
    case "done":
      return done[deed.action];
    case "failed":
      return `Not done: ${deed.message}`;
    default:
      return deed satisfies never;
  }
}

interface AnnounceProps {
  readonly store: ConsoleStore;
  readonly announcement: string;
  readonly configured: string;
  readonly busy: boolean;
}

function Announce({ store, announcement, configured, busy }: AnnounceProps) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void store.announce(String(new FormData(event.currentTarget).get("announcement") ?? ""));
  };
  return (
    <form className="field" aria-label="Announcement" onSubmit={submit}>
      <label htmlFor="announcement">Announcement</label>
      <textarea
        id="announcement"
        name="announcement"
        rows={2}
        defaultValue={announcement}
        aria-describedby="announcement-note"
      />
      <p id="announcement-note" className="note">
        Everybody in line reads it with the next tick. Empty takes it away.
        {configured !== announcement && (
          <Configured name="announcement">{configured === "" ? "none" : `“${configured}”`}</Configured>
        )}
      </p>
      <button type="submit" className="button" disabled={busy}>
        Announce
      </button>
    </form>
  );
}

/** Throws the whole line away, after the room's name was typed. */
function Reset({ store, state }: { store: ConsoleStore; state: RoomState }) {
  const room = useStore(store, (state) => state.room);
  const dialog = useRef<HTMLDialogElement>(null);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    if (String(new FormData(form).get("confirm") ?? "").trim() !== room) return;
    form.reset();
    dialog.current?.close();
    void store.act("reset");
  };
  return (
    <>
      <button type="button" className="button danger" onClick={() => dialog.current?.showModal()}>
        Reset…
      </button>
      <dialog ref={dialog} className="ask" aria-labelledby="reset-title">
        <form aria-label="Reset the room" onSubmit={submit}>
          <h2 id="reset-title">Reset the room?</h2>
          <p>
            Everybody loses their place, and numbers begin at 1 again. The settings and the announcement go
            back to what is configured; the room stays {state}. This cannot be undone.
          </p>
          <div className="field">
            <label htmlFor="confirm">
              Type <strong>{room}</strong> to confirm
            </label>
            <input
              id="confirm"
              name="confirm"
              pattern={room}
              required
              autoComplete="off"
              spellCheck={false}
            />
          </div>
          <p className="actions">
            <button type="button" className="button" onClick={() => dialog.current?.close()}>
              Cancel
            </button>
            <button type="submit" className="button danger">
              Reset the room
            </button>
          </p>
        </form>
      </dialog>
    </>
  );
}
