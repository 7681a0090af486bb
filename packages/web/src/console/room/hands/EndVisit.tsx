import { useState } from "react";
import { useStore } from "zustand";
import type { RoomStore } from "../store.ts";

/** Asks once more before somebody is sent away. */
export function EndVisit({ store, number }: { store: RoomStore; number: number }) {
  const [isAsked, setAsked] = useState(false);
  const isBusy = useStore(store, ({ deed }) => deed.kind === "sent");
  if (!isAsked)
    return (
      <button type="button" className="button danger" disabled={isBusy} onClick={() => setAsked(true)}>
        End this visit…
      </button>
    );
  const end = () => {
    setAsked(false);
    void store.endVisit(number);
  };
  return (
    <fieldset className="ask-again">
      <legend className="unseen">End this visit?</legend>
      <p>
        Number {number} is out at once, their pass is worth nothing any more, and the next in line is called.
        This cannot be undone.
      </p>
      <p className="actions">
        <button type="button" className="button danger" onClick={end}>
          End the visit of number {number}
        </button>
        <button type="button" className="button" onClick={() => setAsked(false)}>
          Let them stay
        </button>
      </p>
    </fieldset>
  );
}
