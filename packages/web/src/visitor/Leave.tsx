import { useId, useRef } from "react";
import { useSpeech } from "../speech.tsx";
import type { VisitorStore } from "./state.ts";

/** Gives up the place, after asking. */
export function Leave({ store }: { store: VisitorStore }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  const { words } = useSpeech();
  return (
    <>
      <button
        type="button"
        className="button quiet"
        data-testid="leave"
        onClick={() => dialog.current?.showModal()}
      >
        {words.leave}
      </button>
      <dialog ref={dialog} className="ask" aria-labelledby={title}>
        <h2 id={title}>{words.leaveTitle}</h2>
        <p className="ask-text">{words.leaveText}</p>
        <p className="actions">
          <button type="button" className="button main" onClick={() => dialog.current?.close()}>
            {words.leaveKeep}
          </button>
          <button
            type="button"
            className="button danger"
            data-testid="leave-confirm"
            onClick={() => {
              dialog.current?.close();
              store.leave();
            }}
          >
            {words.leaveConfirm}
          </button>
        </p>
      </dialog>
    </>
  );
}
