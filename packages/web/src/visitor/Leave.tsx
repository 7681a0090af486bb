import { useState } from "react";
import { useSpeech } from "../speech.tsx";
import { Dialog } from "./Dialog.tsx";
import type { VisitorStore } from "./state.ts";

/** Gives up the place, after asking. */
export function Leave({ store }: { store: VisitorStore }) {
  const [isOpen, setOpen] = useState(false);
  const { words } = useSpeech();
  const close = () => setOpen(false);
  return (
    <>
      <button type="button" className="button quiet" data-testid="leave" onClick={() => setOpen(true)}>
        {words.leave}
      </button>
      <Dialog isOpen={isOpen} close={close} title={words.leaveTitle} testId="leave-dialog">
        <p className="ask-text">{words.leaveText}</p>
        <p className="actions">
          <button type="button" className="button main" onClick={close}>
            {words.leaveKeep}
          </button>
          <button
            type="button"
            className="button danger"
            data-testid="leave-confirm"
            onClick={() => {
              close();
              store.leave();
            }}
          >
            {words.leaveConfirm}
          </button>
        </p>
      </Dialog>
    </>
  );
}
