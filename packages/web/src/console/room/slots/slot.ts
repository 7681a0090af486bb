import type { LiveView } from "@fairline/core";

export type TakenSlot = LiveView["slots"][number];

/** What a slot is: `gone` is above X and empty, and is not filled again. */
export type SlotState = "free" | "gone" | "taken" | "called" | "away";

/** A slot at this moment. */
export interface Slot {
  readonly lane: number;
  readonly state: SlotState;
  readonly visit?: TakenSlot;
  /** Of the longest visit, how much is left, 0 to 1. */
  readonly share: number;
  /** How long the visit has been, and how long it may be yet. */
  readonly secondsIn: number;
  readonly secondsLeft: number;
}

/** Every slot of the room; also those above X, while visits in them go on to their end. */
export function slotsOf({ slots: taken, snapshot }: LiveView, serverNowMs: number): readonly Slot[] {
  const byLane = new Map(taken.map((visit) => [visit.lane, visit]));
  const lanes = taken.reduce((most, { lane }) => Math.max(most, lane + 1), snapshot.slots);
  return Array.from({ length: lanes }, (_, lane) => {
    const visit = byLane.get(lane);
    if (visit === undefined) {
      const state = lane < snapshot.slots ? "free" : "gone";
      return { lane, state, share: 0, secondsIn: 0, secondsLeft: 0 };
    }
    const secondsIn = Math.max(0, Math.floor((serverNowMs - Date.parse(visit.since)) / 1000));
    const secondsLeft = Math.max(0, Math.ceil((Date.parse(visit.expiresAt) - serverNowMs) / 1000));
    const seconds = (Date.parse(visit.expiresAt) - Date.parse(visit.since)) / 1000;
    const share = seconds > 0 ? Math.min(1, secondsLeft / seconds) : 0;
    return { lane, state: stateOf(visit), visit, share, secondsIn, secondsLeft };
  });
}

/** Whoever is called and away has yet to answer: that is what the slot waits for. */
function stateOf({ called, away }: TakenSlot): SlotState {
  if (called) return "called";
  return away ? "away" : "taken";
}

const states: readonly SlotState[] = ["taken", "called", "away", "free", "gone"];

/** How many slots are what, without those that none is. */
export function counts(slots: readonly Slot[]): readonly { state: SlotState; count: number }[] {
  return states
    .map((state) => ({ state, count: slots.filter((slot) => slot.state === state).length }))
    .filter(({ count }) => count > 0);
}
