import { useEffect } from "react";
import { useStore } from "zustand";
import type { ConsoleStore } from "./store.ts";

/** Nothing is known yet: neither that somebody is signed in, nor that nobody is. */
export function Asking({ store }: { store: ConsoleStore }) {
  const trouble = useStore(store, ({ access }) => (access.access === "asking" ? access.trouble : undefined));
  useEffect(() => {
    document.title = "Console · Fairline";
  }, []);
  return (
    <div className="console signin">
      <main id="main" data-stage="asking">
        <h1 className="unseen">Fairline console</h1>
        {trouble === undefined ? (
          <p className="console-note">One moment…</p>
        ) : (
          <p className="console-note trouble" role="alert">
            {trouble} Trying again every few seconds.
          </p>
        )}
      </main>
    </div>
  );
}
