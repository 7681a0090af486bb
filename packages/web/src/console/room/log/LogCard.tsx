import type { AuditView } from "@fairline/core";
import { useState } from "react";
import { useStore } from "zustand";
import { dayAndTimeOf } from "../../say.ts";
import { DeedButton } from "../hands/DeedButton.tsx";
import { Outcome } from "../hands/Outcome.tsx";
import type { RoomStore } from "../store.ts";
import { UndoDialog } from "./UndoDialog.tsx";

/** Who did what, and when. What can be undone has a button for that. */
export function LogCard({ store }: { store: RoomStore }) {
  const log = useStore(store, (state) => state.log);
  const [undone, setUndone] = useState<AuditView>();
  return (
    <section className="card" aria-labelledby="log">
      <h2 id="log">Log</h2>
      {log.trouble !== undefined && <p className="note refusal">The log could not be read: {log.trouble}</p>}
      {log.reading === "not yet" && <p className="faint">Reading…</p>}
      {log.reading !== "not yet" && log.entries.length === 0 && (
        <p className="faint">Nothing was done yet.</p>
      )}
      <Outcome store={store} of={["undo"]} />
      <ol className="log" data-testid="log">
        {log.entries.map((entry) => (
          <li key={entry.id} className="log-entry">
            <p className="log-when">
              <time dateTime={entry.at}>{dayAndTimeOf(entry.at)}</time>
            </p>
            <p className="log-what">
              <strong>{entry.who}</strong> {entry.what}
            </p>
            {entry.undoable && (
              <DeedButton store={store} look="small" press={() => setUndone(entry)}>
                Undo…<span className="unseen"> {entry.what}</span>
              </DeedButton>
            )}
          </li>
        ))}
      </ol>
      {log.more && (
        <button
          type="button"
          className="button"
          aria-disabled={log.reading === "reading more"}
          onClick={() => void store.readOlderLog()}
        >
          {log.reading === "reading more" ? "Reading…" : "Older entries"}
        </button>
      )}
      <UndoDialog store={store} entry={undone} close={() => setUndone(undefined)} />
    </section>
  );
}
