import type { LiveView } from "@fairline/core";
import type { FormEvent } from "react";
import { useStore } from "zustand";
import type { RoomStore } from "../store.ts";
import { TicketCard } from "./TicketCard.tsx";

/** Somebody stands at the desk with a number: what is it, and what can be done for them? */
export function NumberDesk({ store, view }: { store: RoomStore; view: LiveView }) {
  const shown = useStore(store, (state) => state.lookUp);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const number = Number(new FormData(event.currentTarget).get("number"));
    if (Number.isSafeInteger(number) && number > 0) void store.lookUp(number);
  };
  return (
    <section className="card" aria-labelledby="number">
      <h2 id="number">Look up a visitor</h2>
      <form className="inline-form" aria-label="Look a number up" onSubmit={submit}>
        <label htmlFor="looked">Number</label>
        <input
          id="looked"
          name="number"
          inputMode="numeric"
          pattern="[1-9]\d*"
          required
          maxLength={15}
          autoComplete="off"
        />
        <button type="submit" className="button small">
          Look up
        </button>
      </form>
      <p className={shown.kind === "failed" ? "note refusal" : "note"} role="status">
        {shown.kind === "asking" && "One moment…"}
        {shown.kind === "failed" && shown.message}
        {shown.kind === "found" && <span className="unseen">Number {shown.ticket.number} was found.</span>}
      </p>
      {shown.kind === "found" && (
        <TicketCard
          key={shown.ticket.number}
          store={store}
          ticket={shown.ticket}
          atMs={shown.atMs}
          view={view}
        />
      )}
    </section>
  );
}
