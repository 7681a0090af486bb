import type { Request } from "@fairline/client/visit";
import { useSpeech } from "../speech.tsx";
import { refusalText } from "./refusal.ts";
import type { VisitorStore } from "./state.ts";

/** "I'm here": as large as a thumb that comes running needs it. */
export function Here({ store, request }: { store: VisitorStore; request: Request }) {
  const { words } = useSpeech();
  const refusal = refusalText(request, words);
  const isSent = request.kind === "sent";
  return (
    <>
      <button
        type="button"
        className="button main here"
        data-testid="here"
        data-focus=""
        // Not disabled while it is sent: a button that is disabled loses the focus.
        aria-disabled={isSent}
        onClick={() => {
          // Whoever answers here goes on here.
          store.actHere();
          void store.confirm();
        }}
      >
        {isSent ? words.moment : words.here}
      </button>
      {refusal !== undefined && (
        <p className="refusal" role="alert" data-testid="refusal">
          {refusal}
        </p>
      )}
    </>
  );
}
