import { useStore } from "zustand";
import { useSpeech } from "../speech.tsx";
import type { VisitorStore } from "./state.ts";

/** Tells that another tab of this browser acts, and offers to act here. */
export function OtherTab({ store }: { store: VisitorStore }) {
  const concerned = useStore(
    store,
    ({ acting, visit }) => !acting && ("line" in visit || visit.stage === "turn"),
  );
  const isTurn = useStore(store, ({ visit }) => visit.stage === "turn");
  const { words } = useSpeech();
  return (
    <div role="status">
      {concerned && (
        <div className="banner quiet" data-testid="other-tab">
          <p>{isTurn ? words.otherTabTurnText : words.otherTabText}</p>
          <button type="button" className="button small" data-testid="act-here" onClick={store.actHere}>
            {isTurn ? words.otherTabTurnHere : words.otherTabHere}
          </button>
        </div>
      )}
    </div>
  );
}
