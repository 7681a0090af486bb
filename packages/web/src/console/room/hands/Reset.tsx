import type { LiveView } from "@fairline/core";
import { type FormEvent, useState } from "react";
import { useStore } from "zustand";
import { Dialog } from "../../../visitor/Dialog.tsx";
import { whole } from "../../say.ts";
import type { RoomStore } from "../store.ts";
import { afterReset } from "./afterReset.ts";
import { DeedButton } from "./DeedButton.tsx";

/** Throws the whole line away, after the room's name was typed. */
export function Reset({ store, view }: { store: RoomStore; view: LiveView }) {
  const room = useStore(store, (state) => state.room);
  const [isOpen, setOpen] = useState(false);
  const { waiting, active } = view.snapshot;
  const close = () => setOpen(false);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (String(new FormData(event.currentTarget).get("confirm") ?? "").trim() !== room) return;
    close();
    void store.reset();
  };
  return (
    <>
      <DeedButton store={store} look="danger" press={() => setOpen(true)}>
        Reset…
      </DeedButton>
      <Dialog isOpen={isOpen} close={close} title="Reset the room?" testId="reset-dialog">
        <form className="ask-form" aria-label="Reset the room" onSubmit={submit}>
          <p>
            {whole.format(waiting)} waiting lose their place, {whole.format(active)} inside are out at once,
            and numbers begin at 1 again. The settings and the announcement go back to what is configured; the
            room {afterReset(view.snapshot)}. This cannot be undone.
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
              autoCapitalize="none"
              spellCheck={false}
            />
          </div>
          <p className="actions">
            <button type="submit" className="button danger">
              Reset the room
            </button>
            <button type="button" className="button" onClick={close}>
              Leave it as it is
            </button>
          </p>
        </form>
      </Dialog>
    </>
  );
}
