import type { LiveView } from "@fairline/core";
import { useStore } from "zustand";
import { Dialog } from "../../../visitor/Dialog.tsx";
import { whole } from "../../say.ts";
import type { Prospect } from "../state.ts";
import type { RoomStore } from "../store.ts";
import type { Asked } from "./question.ts";

const titles: Record<Asked, string> = {
  open: "Open the room?",
  close: "Close the room?",
  drain: "Drain the room?",
};
const buttons: Record<Asked, string> = {
  open: "Open the room",
  close: "Close the room",
  drain: "Drain the room",
};

/** Says what a change of the state does to whom, before it is made. */
export function ConfirmState({ store, view }: { store: RoomStore; view: LiveView }) {
  const question = useStore(store, (state) => state.question);
  const name = question.kind === "asked" ? question.name : undefined;
  return (
    <Dialog
      isOpen={name !== undefined}
      close={store.cancel}
      title={name === undefined ? "" : titles[name]}
      testId="state-dialog"
    >
      {question.kind === "asked" && name !== undefined && (
        <>
          <p className="ask-text">{consequences(name, view, question.prospect)}</p>
          <Effects prospect={question.prospect} />
          <p className="actions">
            <button
              type="button"
              className={name === "open" ? "button main" : "button danger"}
              onClick={() => void store.confirm()}
            >
              {buttons[name]}
            </button>
            <button type="button" className="button" onClick={store.cancel}>
              Leave it as it is
            </button>
          </p>
        </>
      )}
    </Dialog>
  );
}

function Effects({ prospect }: { prospect: Prospect }) {
  if (prospect.kind === "failed")
    return <p className="note">More of what that would do could not be foreseen: {prospect.message}</p>;
  return (
    <ul className="effects">
      {prospect.preview.effects.map((effect) => (
        <li key={effect}>{effect}</li>
      ))}
    </ul>
  );
}

/** Of a drain all but the figures stands among its effects, as far as they are foreseen. */
function consequences(name: Asked, { snapshot: { waiting, active } }: LiveView, prospect: Prospect): string {
  const line = `${whole.format(waiting)} waiting`;
  switch (name) {
    case "open":
      return `Everybody can join, and the line moves: ${line}.`;
    case "close":
      return `Newcomers are refused, and nobody is called: ${line} keep their places, and ${whole.format(active)} inside may finish.`;
    case "drain":
      if (prospect.kind === "foreseen") return `${line}, ${whole.format(active)} inside.`;
      return `Newcomers are refused from now on. ${line} and ${whole.format(active)} inside are served; then the room closes by itself.`;
    default:
      return name satisfies never;
  }
}
