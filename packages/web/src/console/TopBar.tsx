import type { FormEvent } from "react";
import { useStore } from "zustand";
import { isStale } from "./live.ts";
import type { ConsoleStore } from "./store.ts";

/** Which room is watched, what state it is in, and how fresh the view is. */
export function TopBar({ store }: { store: ConsoleStore }) {
  const room = useStore(store, (state) => state.room);
  const state = useStore(store, ({ feed }) => (feed.feed === "live" ? feed.view.snapshot.state : undefined));
  const go = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const next = String(new FormData(event.currentTarget).get("room") ?? "").trim();
    if (next !== "") store.changeRoom(next);
  };
  return (
    <header className="bar">
      <h1>
        <img src="/logo.svg" alt="" width="28" height="28" /> Fairline
      </h1>
      <form className="bar-room" aria-label="Room" onSubmit={go}>
        <label htmlFor="watched">Room</label>
        <input
          id="watched"
          name="room"
          key={room}
          defaultValue={room}
          autoCapitalize="none"
          spellCheck={false}
        />
        <button type="submit" className="button small">
          Show
        </button>
      </form>
      {state !== undefined && (
        <p className="state" data-state={state} data-testid="state">
          {state}
        </p>
      )}
      <Freshness store={store} />
      <a className="bar-link" href={`/r/${encodeURIComponent(room)}`} target="_blank" rel="noreferrer">
        Visitor’s page
      </a>
      <button type="button" className="button small" onClick={() => store.signOut()}>
        Sign out
      </button>
    </header>
  );
}

function Freshness({ store }: { store: ConsoleStore }) {
  const feed = useStore(store, (state) => state.feed);
  const nowMs = useStore(store, (state) => state.nowMs);
  if (feed.feed !== "live") return <p className="fresh" />;
  const stale = isStale(feed, nowMs);
  const seconds = Math.max(0, Math.round((nowMs - feed.receivedAtMs) / 1000));
  return (
    <p className="fresh" data-stale={stale} data-testid="freshness" role="status">
      {stale ? `Stale: last answer ${seconds} s ago. ${feed.trouble ?? ""}` : "Live"}
    </p>
  );
}
