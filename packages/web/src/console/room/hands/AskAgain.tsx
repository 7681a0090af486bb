import { type ReactNode, useEffect, useRef, useState } from "react";
import type { RoomStore } from "../store.ts";
import { DeedButton } from "./DeedButton.tsx";

interface AskAgainProps {
  readonly store: RoomStore;
  /** What is asked about, as the button says it, and once more as the answer does. */
  readonly deed: string;
  readonly look?: "danger" | undefined;
  readonly no: string;
  readonly act: () => void;
  /** What it does to whom. */
  readonly children: ReactNode;
}

/** A button that asks in its own place before it acts. The focus goes to the question, and back to the button. */
export function AskAgain({ store, deed, look, no, act, children }: AskAgainProps) {
  const [isAsked, setAsked] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const wasAsked = useRef(false);
  useEffect(() => {
    if (isAsked !== wasAsked.current) place.current?.querySelector("button")?.focus();
    wasAsked.current = isAsked;
  }, [isAsked]);
  const answer = (yes: boolean) => {
    setAsked(false);
    if (yes) act();
  };
  return (
    <div ref={place}>
      {isAsked ? (
        <fieldset className="ask-again">
          <legend className="unseen">{deed}?</legend>
          <p>{children}</p>
          <p className="actions">
            <button type="button" className="button" onClick={() => answer(false)}>
              {no}
            </button>
            <DeedButton store={store} look={look ?? "main"} press={() => answer(true)}>
              {deed}
            </DeedButton>
          </p>
        </fieldset>
      ) : (
        <DeedButton store={store} look={look} press={() => setAsked(true)}>
          {deed}…
        </DeedButton>
      )}
    </div>
  );
}
