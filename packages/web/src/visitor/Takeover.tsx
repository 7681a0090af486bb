import type { Visit } from "@fairline/client/visit";
import { useSpeech } from "../speech.tsx";
import { refusalText } from "./refusal.ts";
import type { VisitorStore } from "./state.ts";
import { Way } from "./Way.tsx";

interface TakeoverProps {
  readonly store: VisitorStore;
  readonly visit: Extract<Visit, { stage: "takeover" }>;
}

/** The page was opened with the code of a place that another device holds. */
export function Takeover({ store, visit: { request, ownNumber } }: TakeoverProps) {
  const { words, joined } = useSpeech();
  const refusal = refusalText(request, words);
  const isSent = request.kind === "sent";
  return (
    <>
      <section className="inner ended">
        <h1 className="headline" tabIndex={-1} data-focus="">
          {words.takeoverTitle}
        </h1>
        <p className="lede">{joined(words.takeoverText, ownNumber === undefined ? "" : words.takeoverOwn)}</p>
        <p className="actions">
          <button
            type="button"
            className="button main"
            data-testid="take-over"
            aria-disabled={isSent}
            onClick={() => void store.takeOver()}
          >
            {isSent ? words.moment : words.takeoverConfirm}
          </button>
          <button type="button" className="button" data-testid="decline" onClick={store.declineTakeOver}>
            {words.takeoverDecline}
          </button>
        </p>
        {refusal !== undefined && (
          <p className="refusal" role="alert" data-testid="refusal">
            {refusal}
          </p>
        )}
      </section>
      <Way progress={0} ahead={0} you="absent" />
    </>
  );
}
