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
  const [typed, setTyped] = useState("");
  const isRight = typed.trim() === room;
  const open = () => {
    setTyped("");
    setOpen(true);
  };
  const close = () => setOpen(false);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!isRight) return;
    close();
    void store.reset();
  };
  return (
    <>
      <DeedButton store={store} look="danger" press={open}>
        Reset…
      </DeedButton>
      <Dialog isOpen={isOpen} close={close} title="Reset the room?" testId="reset-dialog">
        <form className="ask-form" aria-label="Reset the room" onSubmit={submit}>
          <p>
            {whole.format(waiting)} waiting lose their place, {whole.format(active)} inside are out at once,
            and numbers begin at 1 again. The settings and the announcement go back to what is configured; the
            room {afterReset(view.snapshot)}. The line cannot be brought back; the settings can, from the log.
          </p>
          <div className="field">
            <label htmlFor="confirm">
              Type <strong>{room}</strong> to confirm
            </label>
            <input
              id="confirm"
              name="confirm"
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              aria-invalid={wrongSaid(typed.trim(), room) !== undefined}
              aria-describedby="confirm-note"
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
            />
            <p id="confirm-note" className="note refusal">
              {wrongSaid(typed.trim(), room)}
            </p>
          </div>
          <p className="actions">
            <button type="submit" className="button danger" aria-disabled={!isRight}>
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

/** Why what is typed is not the room's name. Nothing: it is, or may become so. */
function wrongSaid(typed: string, room: string): string | undefined {
  if (room.startsWith(typed)) return undefined;
  return typed.toLowerCase() === room ? `It is “${room}”, in small letters.` : `It is “${room}”.`;
}
