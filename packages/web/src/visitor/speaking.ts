import { watchClockSteps } from "@fairline/client/clockSteps";
import { placeAt } from "@fairline/client/line";
import type { Clock } from "@fairline/client/ports";
import type { StoreApi } from "zustand/vanilla";
import type { VisitorState } from "./state.ts";

const spokenEveryMs = 30_000;
const spokenAlwaysUpTo = 3;

/** A screen reader is told a new place near the front, and otherwise when a tenth of the way was made, seldom. */
export function worthSaying(
  said: { place: number; atMs: number } | undefined,
  place: number,
  nowMs: number,
): boolean {
  if (said === undefined) return true;
  if (place === said.place) return false;
  if (place <= spokenAlwaysUpTo) return true;
  return nowMs - said.atMs >= spokenEveryMs && Math.abs(said.place - place) >= said.place / 10;
}

/** Follows what the visitor knows, and puts into the state what a screen reader is to hear of the place. */
export function createSpeaking(
  clock: Clock,
  { getState, setState }: Pick<StoreApi<VisitorState>, "getState" | "setState">,
): { speak(): void } {
  const clockSteps = watchClockSteps(clock);
  const silent = () => {
    if (getState().said !== undefined) setState({ said: undefined });
  };
  return {
    speak() {
      // When the place was told last is a local time, which means nothing after a step.
      if (clockSteps.hasStepped()) silent();
      const { visit, said } = getState();
      if (visit.stage !== "waiting") return silent();
      const nowMs = clock.nowMs();
      const place = placeAt(visit.line, nowMs);
      if (worthSaying(said, place, nowMs)) setState({ said: { place, atMs: nowMs } });
    },
  };
}
