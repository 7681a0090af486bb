import { useMemo } from "react";
import { useStore } from "zustand";
import type { VisitorState, VisitorStore } from "./state.ts";

/**
 * How many seconds a call left for its answer when it was first shown; the same for as long as it lasts. The setting
 * does not say it: a call takes its time to come, a page may be opened in the middle of one, and settings change.
 */
export function useSecondsToAnswer(store: VisitorStore): number | undefined {
  const call = useStore(store, callOf);
  return useMemo(() => call && secondsToAnswer(store.getState()), [store, call]);
}

/** Which call it is. Its end does not tell: that is put right whenever the page learns more of the server's clock. */
function callOf({ visit }: VisitorState): "first" | "last" | undefined {
  if (visit.stage !== "called") return undefined;
  return visit.lastChance ? "last" : "first";
}

function secondsToAnswer({ visit, nowMs }: VisitorState): number | undefined {
  return visit.stage === "called" ? Math.max(0, (visit.confirmByMs - nowMs) / 1000) : undefined;
}
