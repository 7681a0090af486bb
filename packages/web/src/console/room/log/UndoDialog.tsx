import type { AuditView } from "@fairline/core";
import { Dialog } from "../../../visitor/Dialog.tsx";
import type { RoomStore } from "../store.ts";
import { valueSaid } from "./valueSaid.ts";

interface UndoDialogProps {
  readonly store: RoomStore;
  readonly entry: AuditView | undefined;
  readonly close: () => void;
}

/** Says what goes back to what, before it does. */
export function UndoDialog({ store, entry, close }: UndoDialogProps) {
  return (
    <Dialog isOpen={entry !== undefined} close={close} title="Undo this change?" testId="undo-dialog">
      {entry !== undefined && (
        <>
          <p className="ask-text">
            {entry.who} {entry.what}.
          </p>
          <ul className="effects">
            {entry.changes.map(({ field, from, to }) => (
              <li key={field}>
                {field}: from {valueSaid(to)} back to {valueSaid(from)}
              </li>
            ))}
          </ul>
          <p className="actions">
            <button
              type="button"
              className="button danger"
              onClick={() => {
                close();
                void store.undo(entry.id);
              }}
            >
              Undo it
            </button>
            <button type="button" className="button" onClick={close}>
              Leave it as it is
            </button>
          </p>
        </>
      )}
    </Dialog>
  );
}
