import { type FormEvent, useState } from "react";
import type { Slot } from "./slot.ts";

interface FindSlotProps {
  readonly slots: readonly Slot[];
  readonly open: (lane: number) => void;
}

/** Opens a slot by its own number: a square of a picture is too small for a thumb, and there is none for a keyboard. */
export function FindSlot({ slots, open }: FindSlotProps) {
  const [note, setNote] = useState("");
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const lane = Number(new FormData(event.currentTarget).get("lane"));
    const slot = slots[lane];
    if (slot?.visit !== undefined) open(lane);
    setNote(
      slot === undefined ? `There is no slot ${lane}.` : slot.visit ? "" : `Slot ${lane} is ${slot.state}.`,
    );
  };
  return (
    <form className="inline-form" aria-label="Find a slot" onSubmit={submit}>
      <label htmlFor="lane">Slot, 0 to {slots.length - 1}</label>
      <input id="lane" name="lane" inputMode="numeric" pattern="\d+" required autoComplete="off" />
      <button type="submit" className="button small">
        Show
      </button>
      <p className="note" role="status">
        {note}
      </p>
    </form>
  );
}
