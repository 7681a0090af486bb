import { useStore } from "zustand";
import { useSpeech } from "../speech.tsx";
import { fill } from "./say.ts";
import type { VisitorStore } from "./state.ts";
import { lineOf } from "./visit.ts";

/** Tells calmly that the connection is gone, and that it is back. */
export function LinkBanner({ store }: { store: VisitorStore }) {
  const link = useStore(store, (state) => state.link.link);
  const stage = useStore(store, (state) => state.visit.stage);
  const keepsPlace = useStore(store, (state) => lineOf(state.visit) !== undefined);
  const { words } = useSpeech();
  const concerned = keepsPlace || stage === "turn";
  return (
    <div className="banner-place" role="status">
      {concerned && link === "lost" && (
        <div className="banner" data-testid="link" data-link="lost">
          <p>
            <strong>{words.lostTitle}</strong> {stage === "turn" ? words.lostTurnText : words.lostText}
          </p>
          <button type="button" className="button small" onClick={() => store.retry()}>
            {words.retry}
          </button>
        </div>
      )}
      {concerned && link === "found" && (
        <div className="banner" data-testid="link" data-link="found">
          <p>{words.foundText}</p>
        </div>
      )}
    </div>
  );
}

/** What a screen reader hears: a place that is worth saying, and the call. */
export function Spoken({ store }: { store: VisitorStore }) {
  const said = useStore(store, (state) => state.said?.place);
  const stage = useStore(store, (state) => state.visit.stage);
  const { words, number } = useSpeech();
  const place =
    said === undefined
      ? ""
      : said === 1
        ? words.placeSaidNext
        : fill(words.placeSaid, { place: number(said) });
  return (
    <p className="unseen" aria-live="polite" data-testid="spoken">
      {stage === "turn" ? words.turnTitle : place}
    </p>
  );
}
