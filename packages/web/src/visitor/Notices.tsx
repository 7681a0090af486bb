import { lineOf } from "@fairline/client/visit";
import { useStore } from "zustand";
import { useSpeech } from "../speech.tsx";
import { useSecondsToAnswer } from "./answering.ts";
import { fill, type Speech } from "./say.ts";
import type { VisitorState, VisitorStore } from "./state.ts";
import { lastSeconds, soonSeconds, warningAt } from "./warning.ts";

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

/**
 * What a screen reader hears: a place that is worth saying, that nobody is called, the call, and twice how much time is
 * left. It speaks when its text changes, so nothing in it may change with the clock alone.
 */
export function Spoken({ store }: { store: VisitorStore }) {
  const speech = useSpeech();
  const secondsToAnswer = useSecondsToAnswer(store);
  const text = useStore(store, (state) => spokenText(state, secondsToAnswer, speech));
  return (
    <p className="unseen" aria-live="polite" data-testid="spoken">
      {text}
    </p>
  );
}

function spokenText(
  { visit, said, facts: { slotSeconds, draining }, nowMs }: VisitorState,
  secondsToAnswer: number | undefined,
  { words, number, duration }: Speech,
): string {
  switch (visit.stage) {
    case "paused":
      return words.pausedTitle;
    case "closed":
      return visit.line === undefined && draining ? words.drainingTitle : words.closedTitle;
    case "called":
      return secondsToAnswer === undefined
        ? words.calledTitle
        : fill(words.calledSaid, { time: duration(secondsToAnswer) });
    case "missed":
      return words.missedTitle;
    case "turn": {
      if (slotSeconds === undefined) return words.turnTitle;
      const warning = warningAt((visit.expiresAtMs - nowMs) / 1000, slotSeconds);
      if (warning === "none") return fill(words.turnSaid, { time: duration(slotSeconds) });
      const seconds = warning === "soon" ? soonSeconds(slotSeconds) : lastSeconds;
      return fill(words.timeSaid, { time: duration(seconds) });
    }
    default:
      if (said === undefined) return "";
      return said.place === 1 ? words.placeSaidNext : fill(words.placeSaid, { place: number(said.place) });
  }
}
