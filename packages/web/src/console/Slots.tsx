import type { LiveView } from "@fairline/core";
import type { CSSProperties } from "react";
import { useStore } from "zustand";
import type { ConsoleStore } from "./store.ts";

type Slot = LiveView["slots"][number];

/** Up to so many slots are shown with their numbers, up to so many more as small squares. */
const largeMax = 60;
const shownMax = 1000;

/** Every slot of the room: free, or taken by whom and for how much longer. */
export function Slots({ store, view }: { store: ConsoleStore; view: LiveView }) {
  const nowMs = useStore(store, (state) => state.nowMs);
  const receivedAtMs = useStore(store, ({ feed }) => (feed.feed === "live" ? feed.receivedAtMs : 0));
  const { slots, slotSeconds, at } = view.snapshot;
  const taken = new Map(view.slots.map((slot) => [slot.lane, slot]));
  // After X was lowered, visits in the lanes above it go on until their end.
  const lanes = Math.max(slots, ...view.slots.map(({ lane }) => lane + 1));
  const shown = Math.min(lanes, shownMax);
  const serverNowMs = Date.parse(at) + (nowMs - receivedAtMs);
  return (
    <section className="card" aria-labelledby="slots">
      <h2 id="slots">
        Slots{" "}
        <span className="faint">
          {view.slots.length} of {slots} taken
        </span>
      </h2>
      <ol className={lanes <= largeMax ? "slots" : "slots small"} data-testid="slots">
        {Array.from({ length: shown }, (_, lane) => (
          <SlotCell
            // A lane is its number.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            key={lane}
            lane={lane}
            slot={taken.get(lane)}
            beyond={lane >= slots}
            nowMs={serverNowMs}
            slotSeconds={slotSeconds}
          />
        ))}
      </ol>
      {lanes > shown && <p className="faint">and {lanes - shown} more</p>}
    </section>
  );
}

interface SlotCellProps {
  readonly lane: number;
  readonly slot: Slot | undefined;
  /** At or above X: this slot is not filled again. */
  readonly beyond: boolean;
  readonly nowMs: number;
  readonly slotSeconds: number;
}

function SlotCell({ lane, slot, beyond, nowMs, slotSeconds }: SlotCellProps) {
  if (slot === undefined)
    return (
      <li data-slot={beyond ? "gone" : "free"}>
        <span className="slot-lane">{lane}</span>
        <span className="slot-number">{beyond ? "gone" : "free"}</span>
      </li>
    );
  const seconds = Math.max(0, Math.ceil((Date.parse(slot.expiresAt) - nowMs) / 1000));
  const style = { "--left": Math.min(1, seconds / slotSeconds) } as CSSProperties;
  const state = stateOf(slot);
  const isTaken = state === "taken";
  return (
    <li
      data-slot={state}
      style={style}
      title={`Slot ${lane}: number ${slot.number}, ${seconds} s left${isTaken ? "" : `, ${state}`}`}
    >
      <span className="slot-lane">{lane}</span>
      <span className="slot-number">{slot.number}</span>
      <span className="slot-left">{isTaken ? `${seconds} s` : `${state} · ${seconds} s`}</span>
    </li>
  );
}

/** Whoever is called and away has yet to answer: that is what the slot waits for. */
function stateOf({ called, away }: Slot): "called" | "away" | "taken" {
  if (called) return "called";
  return away ? "away" : "taken";
}
